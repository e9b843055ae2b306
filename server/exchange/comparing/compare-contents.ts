/** Compares two hashed contents row by row, with figures and the pieces of texts. Runs in a thread of the workshop. */
import { differenceOf, type FieldChange } from '#domain/comparison/difference.ts';
import { textPieces } from '#domain/comparison/text-pieces.ts';
import { fieldOf, type List } from '#domain/lists/fields.ts';
import { figuresOf, sumFigures, type FigureSettings, type Figures } from '#domain/projections/figures.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type {
  ComparedField,
  ComparedLedger,
  ComparedMoment,
  Comparison,
  RowHead,
} from '#protocol/comparison.ts';
import { canonicalBytes, sha256Hex } from '#server/exchange/canonical.ts';
import { ledgersOf, ROUND_FORMAT, type ExportContent, type LedgerContent } from '#paper/content.ts';

/** A kept content is held against its hash here; the present comes as it was gathered and gets its hash here. */
export type ComparedSide =
  | { readonly moment: ComparedMoment; readonly content: Uint8Array }
  | { readonly moment: Omit<ComparedMoment, 'sha256'>; readonly slices: readonly Uint8Array[] };
export interface CompareInput {
  readonly before: ComparedSide;
  readonly after: ComparedSide;
  readonly settings: FigureSettings;
}

/** Texts of one comparison that are taken apart into pieces; of further ones both versions are given whole. */
export const TEXTS_TAKEN_APART_MAX = 4_000;
const TITLE_CHARS_MAX = 120;
const NOTHING: Lists = { problems: [], duties: [], tasks: [] };

interface Read {
  readonly moment: ComparedMoment;
  readonly content: ExportContent;
}

function read(side: ComparedSide): Outcome<Read> {
  if ('content' in side) {
    if (sha256Hex(side.content) !== side.moment.sha256)
      return refuse('SNAPSHOT_DAMAGED', { number: side.moment.number ?? 0 });
    const text = new TextDecoder().decode(side.content);
    return accept({ moment: side.moment, content: JSON.parse(text) as ExportContent });
  }
  const content = JSON.parse(Buffer.concat(side.slices).toString('utf8')) as ExportContent;
  return accept({ moment: { ...side.moment, sha256: sha256Hex(canonicalBytes(content)) }, content });
}

/** Says of a row what people know it by; asks the moment in which the row is. */
export function headsOf(lists: Lists): (row: Row) => RowHead {
  const problems = new Map(lists.problems.map((problem) => [problem.id, problem]));
  return (row) => {
    const problem = problems.get(row.list === 'problems' ? row.id : row.problem);
    const own = row.list === 'problems' ? row.original : row.list === 'tasks' ? row.measure : row.cause;
    const code = row.list === 'tasks' ? row.code : (problem?.code ?? '');
    const title = Array.from(own || (problem?.original ?? ''))
      .slice(0, TITLE_CHARS_MAX)
      .join('');
    return { list: row.list, id: row.id, code, title };
  };
}

function createTakingApart(): (list: List, change: FieldChange) => ComparedField {
  let texts = 0;
  return (list, change) => {
    const isText = fieldOf(list, change.field)?.type.kind === 'prose' || change.field === 'original';
    if (!isText || typeof change.old !== 'string' || typeof change.now !== 'string') return change;
    texts += 1;
    return {
      ...change,
      pieces: texts > TEXTS_TAKEN_APART_MAX ? null : textPieces(change.old, change.now),
    };
  };
}

export function compareContents({ before, after, settings }: CompareInput): Outcome<Comparison> {
  const [first, second] = [read(before), read(after)];
  if (!first.ok) return first;
  if (!second.ok) return second;
  const [old, now] = [first.value, second.value];
  const takeApart = createTakingApart();
  const figures = (lists: Lists, moment: ComparedMoment): Figures => figuresOf(lists, moment.day, settings);

  function compare(was: LedgerContent | undefined, is: LedgerContent | undefined): ComparedLedger {
    const { ledger, unit } = (is ?? was)!;
    const [from, to] = [was ?? NOTHING, is ?? NOTHING];
    const difference = differenceOf(from, to);
    const [formerly, lately] = [headsOf(from), headsOf(to)];
    const rows = new Map<string, Row>(
      [...to.problems, ...to.duties, ...to.tasks].map((row) => [row.id, row]),
    );
    return {
      ledger,
      unit,
      only: was === undefined ? 'after' : is === undefined ? 'before' : null,
      figures: { before: figures(from, old.moment), after: figures(to, now.moment) },
      added: difference.added.map((row) => ({ ...lately(row), row })),
      removed: difference.removed.map((row) => ({ ...formerly(row), row })),
      changed: difference.changed.map(({ list, id, fields }) => ({
        ...lately(rows.get(id)!),
        fields: fields.map((change) => takeApart(list, change)),
      })),
    };
  }

  const former = new Map(ledgersOf(old.content).map((one) => [one.ledger, one]));
  const latter = new Map(ledgersOf(now.content).map((one) => [one.ledger, one]));
  const compared = [...new Set([...latter.keys(), ...former.keys()])].map((id) =>
    compare(former.get(id), latter.get(id)),
  );
  const isRound = now.content.format === ROUND_FORMAT;
  const differs = (one: ComparedLedger): boolean =>
    one.only !== null || one.added.length + one.removed.length + one.changed.length > 0;
  return accept({
    format: 'sandan.diff.1',
    scope: isRound ? 'round' : 'ledger',
    before: old.moment,
    after: now.moment,
    figures: {
      before: sumFigures(compared.map((one) => one.figures.before)),
      after: sumFigures(compared.map((one) => one.figures.after)),
    },
    ledgers: isRound ? compared.filter(differs) : compared,
  });
}
