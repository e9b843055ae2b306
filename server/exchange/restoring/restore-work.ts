/** The two long steps of a restore, in a thread of the workshop: which rows matter, and what a person would see beforehand. */
import { textPieces } from '#domain/comparison/text-pieces.ts';
import { fieldOf } from '#domain/lists/fields.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { planRestore, rowsToRestore, type Saved } from '#domain/restoring/plan.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { ComparedField } from '#protocol/comparison.ts';
import type { RestorePreview, RestoredRow } from '#protocol/restoring.ts';
import { sha256Hex } from '#server/exchange/canonical.ts';
import { headsOf, TEXTS_TAKEN_APART_MAX } from '#server/exchange/comparing/compare-contents.ts';
import { ledgersOf, type ExportContent } from '#paper/content.ts';
import { contentOfSlices } from '#server/exchange/exports/slices.ts';

export interface RestoreSource {
  readonly snapshot: string;
  readonly number: number;
  readonly content: Uint8Array;
  readonly sha256: string;
  /** the ledger as it stands, its bin included */
  readonly slices: readonly Uint8Array[];
}
export interface PreviewSource extends RestoreSource {
  readonly actor: LedgerActor;
  readonly planPassed: boolean;
  readonly seq: number;
}

/** Rows that one restore may look at; of a ledger that differs more, a part is restored at a time. */
export const RESTORE_ROWS_MAX = 6_000;

interface Read {
  readonly saved: Saved;
  readonly then: Lists;
  readonly now: Lists;
}

function read({ content, sha256, number, slices }: RestoreSource): Outcome<Read> {
  if (sha256Hex(content) !== sha256) return refuse('SNAPSHOT_DAMAGED', { number });
  const [then] = ledgersOf(JSON.parse(new TextDecoder().decode(content)) as ExportContent);
  const [now] = ledgersOf(contentOfSlices(slices));
  if (!then || !now) return refuse('SNAPSHOT_OF_ROUND');
  return accept({ saved: rowsToRestore(then, now), then, now });
}

/** `only`: as in the command. The rows that matter, so that the decision itself stays short. */
export function savedRows(
  source: RestoreSource & { readonly only: readonly string[] | null },
): Outcome<Saved> {
  const found = read(source);
  if (!found.ok) return found;
  const wanted = source.only && new Set(source.only.map((one) => one.split('/')[0]!));
  const { rows, since } = found.value.saved;
  const kept = {
    rows: wanted ? rows.filter(({ id }) => wanted.has(id)) : rows,
    since: wanted ? since.filter((id) => wanted.has(id)) : since,
  };
  if (kept.rows.length + kept.since.length > RESTORE_ROWS_MAX)
    return refuse('TOO_MANY', { max: RESTORE_ROWS_MAX });
  return accept(kept);
}

const rowsOf = ({ problems, duties, tasks }: Lists): readonly Row[] => [...problems, ...duties, ...tasks];

export function previewRestore(source: PreviewSource): Outcome<RestorePreview> {
  const found = read(source);
  if (!found.ok) return found;
  const { saved, then, now } = found.value;
  const { actor, planPassed, snapshot, number, seq } = source;
  const plan = planRestore(
    saved,
    { only: null, binSince: true },
    { lists: now, index: indexLists(now), actor, planPassed },
  );
  const standing = new Map(rowsOf(now).map((row) => [row.id as string, row]));
  const former = new Map(rowsOf(then).map((row) => [row.id as string, row]));
  const [headNow, headThen] = [headsOf(now), headsOf(then)];
  const head = (id: string) => {
    const [row, saved] = [standing.get(id), former.get(id)];
    return row && !row.deleted ? headNow(row) : headThen((saved ?? row)!);
  };
  let texts = 0;
  const fields = new Map<string, ComparedField[]>();
  for (const { row, ...change } of plan.fields) {
    const list = standing.get(row)!.list;
    const isText = fieldOf(list, change.field)?.type.kind === 'prose';
    if (isText) texts += 1;
    const told: ComparedField = isText
      ? {
          ...change,
          pieces: texts > TEXTS_TAKEN_APART_MAX ? null : textPieces(String(change.old), String(change.now)),
        }
      : change;
    fields.set(row, [...(fields.get(row) ?? []), told]);
  }
  const back = new Set(plan.fromBin);
  const touched = [...new Set([...plan.fromBin, ...fields.keys()])];
  const rows: RestoredRow[] = touched.map((id) => ({
    ...head(id),
    move: back.has(id) ? 'back' : null,
    fields: fields.get(id) ?? [],
  }));
  const since = plan.toBin.map((id): RestoredRow => ({ ...head(id), move: 'since', fields: [] }));
  return accept({
    snapshot,
    number,
    seq,
    rows: [...rows, ...since],
    left: plan.left.map(({ row, field, refusal: { code, params } }) => ({
      ...head(row),
      field,
      refusal: { code, params },
    })),
  });
}
