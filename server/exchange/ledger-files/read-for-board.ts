/** A ledger file read and held against the board, as the text that the preview store keeps. Runs inside a worker. */
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { fromPieces, type BoardPieces } from '#server/exchange/board-pieces.ts';
import type { UploadedFile } from '#server/exchange/exchange.contract.ts';
import { storePreview } from '#server/exchange/stored-preview.ts';
import { meetBoard } from './board-match.ts';
import type { RememberedColumns } from './content.ts';
import { readRows } from '#server/exchange/row-files/read-rows.ts';
import { readSheets } from './read-ledger-file.ts';
import { recogniseLedger } from './recognise-ledger.ts';

/** UTF-16 name of the stream in which Office keeps an encrypted package. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');
const OLD_CONTAINER = [0xd0, 0xcf, 0x11, 0xe0];

/** Refusals: ENCRYPTED_FILE, OLD_FORMAT, those of `readSheets`, `readRows` and `recogniseLedger`. */
export async function readForBoard(input: {
  readonly file: UploadedFile;
  readonly remembered: RememberedColumns;
  readonly board: BoardPieces;
  readonly ledger: string;
  readonly actor: LedgerActor;
}): Promise<Outcome<string>> {
  const { bytes } = input.file;
  if (OLD_CONTAINER.every((byte, at) => bytes[at] === byte))
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(ENCRYPTED_STREAM)
      ? refuse('ENCRYPTED_FILE')
      : refuse('OLD_FORMAT', { extension: 'xls' });
  const sheets = await readSheets(bytes);
  if (!sheets.ok) return sheets;
  const lists = fromPieces(input.board);
  const rows = readRows(sheets.value, input.ledger, lists, input.actor);
  if (rows) return rows.ok ? accept(JSON.stringify(rows.value)) : rows;
  const read = recogniseLedger(sheets.value, input.remembered);
  if (!read.ok) return read;
  const content = meetBoard(read.value, lists, input.actor);
  return accept(JSON.stringify(storePreview({ ...content, paragraphs: [] })));
}
