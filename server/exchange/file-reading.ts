/** Reads an uploaded file into the text of a preview, off the main thread: feedback documents and ledger files, told by their endings. */
import type { LedgerId } from '#domain/ids.ts';
import { mayImport } from '#domain/permissions.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { capacityOf } from '#domain/commands/command.ts';
import { LEDGER_IMPORTERS } from '#domain/permissions-of-imports.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { bytesOf, inPieces } from '#server/exchange/board-pieces.ts';
import { distinctCodes } from '#server/exchange/distinct-codes.ts';
import type { UploadedFile } from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts } from '#server/exchange/exchange.parts.ts';
import { extensionOf, FILE_BYTES_MAX } from '#server/exchange/feedback/read-file.ts';
import { rememberedColumns } from '#server/exchange/remembered-columns.ts';
import type { Failure } from '#server/exchange/threads/workshop.ts';
import { storePreview } from '#server/exchange/stored-preview.ts';
import type { RememberedColumns } from '#server/exchange/ledger-files/content.ts';

/** Spreadsheets of other programs and times: a sentence says how to save them anew. */
const OLD_SHEETS = new Set(['xls', 'et', 'ett', 'xlt', 'xlsb', 'ods', 'csv', 'xlsm']);

export interface FileToRead {
  readonly ledger: LedgerId;
  readonly file: UploadedFile;
  readonly actor: LedgerActor | undefined;
  /** instead of what the organisation remembers */
  readonly columns?: RememberedColumns;
}

/** The organisation in whose name a person brings a ledger file in. */
export const importerOf = (actor: LedgerActor): string | undefined =>
  capacityOf(actor, LEDGER_IMPORTERS)?.organisation;

export function createFileReading({ store, rooms, workshop }: ExchangeParts) {
  async function readLedger({ ledger, file, actor, columns }: FileToRead): Promise<Outcome<string>> {
    const committed = await rooms.committed(ledger);
    if (!committed.ok) return committed;
    if (!actor) return refuse('FORBIDDEN');
    const organisation = importerOf(actor);
    const remembered = columns ?? (await rememberedColumns(store.db, organisation ? [organisation] : []));
    const board = await inPieces(committed.value.lists);
    const input = { file, remembered, board, ledger, actor };
    const job = await workshop.run({ name: 'readLedgerFile', input, handedOver: bytesOf(board) }, failed);
    return job.ok ? job.value : job;
  }

  async function readFeedback({ ledger, file }: FileToRead): Promise<Outcome<string>> {
    const job = await workshop.run({ name: 'readFeedback', input: file }, failed);
    if (!job.ok) return job;
    if (!job.value.ok) return job.value;
    const committed = await rooms.committed(ledger);
    if (!committed.ok) return committed;
    const taken = new Set(committed.value.lists.problems.map((problem) => problem.code));
    return accept(JSON.stringify(storePreview(distinctCodes(job.value.value, taken))));
  }

  /** The stored preview as JSON text. */
  return async (given: FileToRead): Promise<Outcome<string>> => {
    if (given.file.bytes.length > FILE_BYTES_MAX) return refuse('TOO_LARGE', { max: FILE_BYTES_MAX });
    const extension = extensionOf(given.file.name);
    if (OLD_SHEETS.has(extension)) return refuse('OLD_FORMAT', { extension });
    if (extension === 'xlsx') return readLedger(given);
    const allowed = given.actor ? mayImport(given.actor) : null;
    return allowed && !allowed.ok ? allowed : readFeedback(given);
  };
}

/** A file that takes too long or too much memory to read is none of ours, whatever it is. */
const failed = (failure: Failure): Outcome<never> =>
  failure === 'closed' ? refuse('UNAVAILABLE') : refuse('UNREADABLE_FILE');
