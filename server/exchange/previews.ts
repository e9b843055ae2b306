/** Previews of imports: kept in the store, corrected in place, issued once. What a correction does is decided in preview-edits.ts. */
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerId } from '#domain/ids.ts';
import type { ImportPreview, PreviewProblem } from '#protocol/services.ts';
import { sha256Hex } from '#server/exchange/canonical.ts';
import { distinctCodes } from '#server/exchange/distinct-codes.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts } from '#server/exchange/exchange.parts.ts';
import { extensionOf, FILE_BYTES_MAX } from '#server/exchange/feedback/read-file.ts';
import { createOneAtATime } from '#server/exchange/one-at-a-time.ts';
import { applyEdits, parseEdits } from '#server/exchange/preview-edits.ts';
import {
  openDoubts,
  parseStored,
  storePreview,
  viewOf,
  type StoredPreview,
} from '#server/exchange/stored-preview.ts';
import { answerOf } from '#server/rooms/op-book.ts';
import type { ImportTable } from '#server/store/schema.ts';

/** Open previews of one ledger; the oldest go when one more is made. */
const OPEN_PREVIEWS_MAX = 20;
const NAME_CHARS_MAX = 200;
const MEDIA_TYPES: Readonly<Record<string, string>> = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  txt: 'text/plain',
};

type Row = Pick<ImportTable, 'id' | 'ledger' | 'name' | 'state' | 'preview' | 'applied_seq'>;

/** 上轮遗留 is a mark in the document and a source on the board. */
const issued = ({
  code,
  original,
  category,
  subcategory,
  source,
  carriedOver,
  kind,
  due,
}: PreviewProblem) => ({
  code,
  original,
  category,
  subcategory,
  source: carriedOver ? '上轮遗留' : source,
  kind,
  due: due?.date ?? null,
});

/** No control characters, no folders: the name is shown and printed. */
const cleanName = (name: string): string =>
  name
    .replace(/^.*[/\\]/u, '')
    .replace(/[\p{Cc}\p{Cf}]/gu, '')
    .trim()
    .slice(-NAME_CHARS_MAX) || '?';

export function createPreviews(
  parts: ExchangeParts,
): Pick<Exchange, 'previewImport' | 'readPreview' | 'editPreview' | 'applyImport'> {
  const { store, rooms, workshop, clock, ids, runCommand } = parts;
  const { db } = store;
  const inTurn = createOneAtATime();

  const find = (id: string): Promise<Row | undefined> =>
    db
      .selectFrom('import')
      .select(['id', 'ledger', 'name', 'state', 'preview', 'applied_seq'])
      .where('id', '=', id)
      .executeTakeFirst();

  const previewImport: Exchange['previewImport'] = async ({ ledger, person, file }) => {
    if (file.bytes.length > FILE_BYTES_MAX) return refuse('TOO_LARGE', { max: FILE_BYTES_MAX });
    // a file that takes too long or too much memory to read is no feedback document, whatever it is
    const job = await workshop.run({ name: 'readFeedback', input: file }, (failure) =>
      failure === 'closed' ? refuse('UNAVAILABLE') : refuse('UNREADABLE_FILE'),
    );
    if (!job.ok) return job;
    if (!job.value.ok) return job.value;
    const committed = await rooms.committed(ledger);
    if (!committed.ok) return committed;
    const taken = new Set(committed.value.lists.problems.map((problem) => problem.code));
    const stored = storePreview(distinctCodes(job.value.value, taken));
    const row = { id: ids(), ledger, name: cleanName(file.name), state: 'open' };
    const kept = await keep({ ...row, stored, person, bytes: file.bytes });
    return kept.ok ? accept(viewOf(row, stored)) : kept;
  };

  async function keep(made: {
    id: string;
    ledger: string;
    name: string;
    stored: StoredPreview;
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
      preview: JSON.stringify(made.stored),
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

  const editPreview = async (id: string, input: unknown): Promise<Outcome<ImportPreview>> => {
    const edits = parseEdits(input);
    if (!edits.ok) return edits;
    return inTurn(id, async () => {
      const row = await find(id);
      if (!row) return refuse('NOT_FOUND');
      if (row.state !== 'open') return refuse('IMPORT_APPLIED');
      const edited = applyEdits(parseStored(row.preview), edits.value);
      if (!edited.ok) return edited;
      if (store.readOnly !== null) return refuse('STORE_READ_ONLY');
      const update = db
        .updateTable('import')
        .set({ preview: JSON.stringify(edited.value) })
        .where('id', '=', id);
      const [result] = await store.commit([[update.compile()]]);
      return result?.ok ? accept(viewOf(row, edited.value)) : refuse('CONFLICT');
    });
  };

  /** What the command of an applied import answered. */
  async function firstAnswer(row: Row): Promise<Outcome<{ readonly seq: number; readonly value: unknown }>> {
    const op = await db
      .selectFrom('op')
      .select(['person', 'content_hash', 'seq', 'result'])
      .where('ledger', '=', row.ledger)
      .where('seq', '=', row.applied_seq ?? -1)
      .executeTakeFirst();
    return op ? accept({ seq: op.seq, value: answerOf(op).value }) : refuse('IMPORT_APPLIED');
  }

  const applyImport: Exchange['applyImport'] = (by, id, opId) =>
    inTurn(id, async () => {
      const row = await find(id);
      if (!row) return refuse('NOT_FOUND');
      if (row.state !== 'open') return firstAnswer(row);
      const stored = parseStored(row.preview);
      const doubts = openDoubts(stored);
      if (doubts > 0) return refuse('DOUBTS_OPEN', { count: doubts });
      if (stored.problems.length === 0) return refuse('NOTHING_RECOGNISED');
      const command = { command: 'issueFeedback', opId, problems: stored.problems.map(issued), document: id };
      const done = await runCommand(row.ledger as LedgerId, by, command);
      return done.ok ? accept({ seq: done.value.seq, value: done.value.value }) : done;
    });

  return { previewImport, readPreview, editPreview, applyImport };
}
