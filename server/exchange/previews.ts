/** Previews of imports: kept in the store, corrected in place, issued once. What a correction does is decided in preview-edits.ts. */
import type { CompiledQuery } from 'kysely';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerId } from '#domain/ids.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { ImportPreview, PreviewEdit } from '#protocol/services.ts';
import { appliedImport, inputOf, type AppliedImport } from '#server/exchange/applied-import.ts';
import { sha256Hex } from '#server/exchange/canonical.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts } from '#server/exchange/exchange.parts.ts';
import { extensionOf } from '#server/exchange/feedback/read-file.ts';
import { createFileReading, importerOf } from '#server/exchange/file-reading.ts';
import { createOneAtATime } from '#server/exchange/one-at-a-time.ts';
import { applyEdits, parseEdits } from '#server/exchange/preview-edits.ts';
import { rememberedColumns, rememberStatement, withMeanings } from '#server/exchange/remembered-columns.ts';
import { parseStored, viewOf } from '#server/exchange/stored-preview.ts';
import { answerOf, OP_COLUMNS } from '#server/rooms/op-book.ts';
import { inTurns } from '#server/rooms/turns.ts';
import type { ImportTable } from '#server/store/schema.ts';

/** Open previews of one ledger; the oldest go when one more is made. */
const OPEN_PREVIEWS_MAX = 20;
const NAME_CHARS_MAX = 200;
/** Characters of a preview that the main thread takes apart itself; more would hold up the live boards. */
const INLINE_CHARS_MAX = 300_000;
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  txt: 'text/plain',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

type ColumnMeaning = Extract<PreviewEdit, { do: 'columns' }>['columns'][number];
type Row = Pick<ImportTable, 'id' | 'ledger' | 'name' | 'state' | 'preview' | 'applied_seq'>;

/** No control characters, no folders: the name is shown and printed. */
const cleanName = (name: string): string =>
  name
    .replace(/^.*[/\\]/u, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(-NAME_CHARS_MAX) || '?';

export function createPreviews(
  parts: ExchangeParts,
): Pick<
  Exchange,
  'previewImport' | 'takeIn' | 'readPreview' | 'previewText' | 'editPreview' | 'changePreview' | 'applyImport'
> {
  const { store, workshop, clock, ids, runCommand } = parts;
  const { db } = store;
  const inTurn = createOneAtATime();
  const read = createFileReading(parts);

  const find = (id: string): Promise<Row | undefined> =>
    db
      .selectFrom('import')
      .select(['id', 'ledger', 'name', 'state', 'preview', 'applied_seq'])
      .where('id', '=', id)
      .executeTakeFirst();

  const takeIn: Exchange['takeIn'] = async ({ ledger, person, file, actor }) => {
    const stored = await read({ ledger, file, actor });
    if (!stored.ok) return stored;
    const id = ids();
    const made = { id, ledger, name: cleanName(file.name), stored: stored.value, person, bytes: file.bytes };
    const kept = await keep(made);
    return kept.ok ? accept(id) : kept;
  };
  const previewImport: Exchange['previewImport'] = async (input) => {
    const id = await takeIn(input);
    return id.ok ? readPreview(id.value) : id;
  };

  async function keep(made: {
    id: string;
    ledger: string;
    name: string;
    stored: string;
    person: string;
    bytes: Uint8Array;
  }): Promise<Outcome<null>> {
    if (store.readOnly !== null) return refuse('STORE_READ_ONLY');
    const stale = await db
      .selectFrom('import')
      .select('id')
      .where('ledger', '=', made.ledger)
      .where('state', '=', 'open')
      .orderBy('at', 'desc')
      .offset(OPEN_PREVIEWS_MAX - 1)
      .limit(1_000)
      .execute();
    const insert = db.insertInto('import').values({
      id: made.id,
      ledger: made.ledger,
      person: made.person,
      at: clock.now().toISOString(),
      name: made.name,
      media_type: MEDIA_TYPES[extensionOf(made.name)] ?? 'application/octet-stream',
      sha256: sha256Hex(made.bytes),
      bytes: made.bytes,
      preview: made.stored,
      state: 'open',
      applied_seq: null,
    });
    const removal = db
      .deleteFrom('import')
      .where('state', '=', 'open')
      .where(
        'id',
        'in',
        stale.map((row) => row.id),
      );
    const [result] = await store.commit([
      [...(stale.length > 0 ? [removal.compile()] : []), insert.compile()],
    ]);
    return result?.ok ? accept(null) : refuse('CONFLICT');
  }

  const readPreview = async (id: string): Promise<Outcome<ImportPreview>> => {
    const row = await find(id);
    return row ? accept(viewOf(row, parseStored(row.preview))) : refuse('NOT_FOUND');
  };

  const previewText = async (id: string): Promise<Outcome<string>> => {
    const row = await find(id);
    if (!row) return refuse('NOT_FOUND');
    if (row.preview.length <= INLINE_CHARS_MAX)
      return accept(JSON.stringify(viewOf(row, parseStored(row.preview))));
    const { preview, ...head } = row;
    return workshop.run({ name: 'viewPreview', input: { row: head, stored: preview } }, () =>
      refuse('UNAVAILABLE'),
    );
  };

  /** The new text of a preview; large ones are changed off the main thread. */
  async function edited(row: Row, edits: readonly PreviewEdit[]): Promise<Outcome<string>> {
    if (row.preview.length <= INLINE_CHARS_MAX) {
      const changed = applyEdits(parseStored(row.preview), edits);
      return changed.ok ? accept(JSON.stringify(changed.value)) : changed;
    }
    const input = { stored: row.preview, edits };
    const job = await workshop.run({ name: 'editPreview', input }, () => refuse('UNAVAILABLE'));
    return job.ok ? job.value : job;
  }

  /** The whole file again with other meanings of its headers, which the person's organisation keeps. */
  async function reread(
    row: Row,
    said: readonly ColumnMeaning[],
    actor: LedgerActor | undefined,
  ): Promise<Outcome<{ readonly stored: string; readonly also: readonly CompiledQuery[] }>> {
    const organisation = actor && importerOf(actor);
    if (!organisation) return refuse('FORBIDDEN');
    const columns = withMeanings(await rememberedColumns(db, [organisation]), said);
    if (!columns) return refuse('BAD_REQUEST', { field: 'columns' });
    const { bytes } = await db
      .selectFrom('import')
      .select('bytes')
      .where('id', '=', row.id)
      .executeTakeFirstOrThrow();
    const file = { name: row.name, bytes };
    if (extensionOf(row.name) !== 'xlsx') return refuse('BAD_REQUEST', { field: 'columns' });
    const stored = await read({ ledger: row.ledger as LedgerId, file, actor, columns });
    return stored.ok
      ? accept({ stored: stored.value, also: [rememberStatement(db, organisation, columns)] })
      : stored;
  }

  const changePreview: Exchange['changePreview'] = async (id, input, actor) => {
    const edits = parseEdits(input);
    if (!edits.ok) return edits;
    return inTurn(id, async () => {
      const row = await find(id);
      if (!row) return refuse('NOT_FOUND');
      if (row.state !== 'open') return refuse('IMPORT_APPLIED');
      const [first] = edits.value;
      const isReading = first?.do === 'columns' && edits.value.length === 1;
      const text = isReading ? await reread(row, first.columns, actor) : await edited(row, edits.value);
      if (!text.ok) return text;
      const { stored, also } = typeof text.value === 'string' ? { stored: text.value, also: [] } : text.value;
      if (store.readOnly !== null) return refuse('STORE_READ_ONLY');
      const update = db.updateTable('import').set({ preview: stored }).where('id', '=', id);
      const [result] = await store.commit([[update.compile(), ...also]]);
      return result?.ok ? accept(null) : refuse('CONFLICT');
    });
  };
  const editPreview: Exchange['editPreview'] = async (id, input) => {
    const changed = await changePreview(id, input);
    return changed.ok ? readPreview(id) : changed;
  };

  /** What the command of an applied import answered. */
  async function firstAnswer(row: Row): Promise<Outcome<{ readonly seq: number; readonly value: unknown }>> {
    const op = await db
      .selectFrom('log')
      .select(OP_COLUMNS)
      .where('ledger', '=', row.ledger)
      .where('seq', '=', row.applied_seq ?? -1)
      .executeTakeFirst();
    return op ? accept({ seq: op.seq, value: answerOf(op).value }) : refuse('IMPORT_APPLIED');
  }

  async function takenApart(stored: string): Promise<Outcome<AppliedImport>> {
    if (stored.length <= INLINE_CHARS_MAX) return appliedImport(stored);
    const job = await workshop.run({ name: 'applyPreview', input: stored }, () => refuse('UNAVAILABLE'));
    return job.ok ? job.value : job;
  }

  const applyImport: Exchange['applyImport'] = (by, id, opId) =>
    inTurn(id, async () => {
      const row = await find(id);
      if (!row) return refuse('NOT_FOUND');
      if (row.state !== 'open') return firstAnswer(row);
      const applied = await takenApart(row.preview);
      if (!applied.ok) return applied;
      const input = await inTurns(inputOf(applied.value, id));
      const done = await runCommand(row.ledger as LedgerId, by, { opId, ...input });
      return done.ok ? accept({ seq: done.value.seq, value: done.value.value }) : done;
    });

  return { previewImport, takeIn, readPreview, previewText, editPreview, changePreview, applyImport };
}
