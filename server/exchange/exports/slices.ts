/**
 * Hands a large content to a thread as JSON text, a slice of rows at a time: a structured clone of all rows at once would hold
 * up every other request (20 to 60 ms for 12,500 rows).
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { ROUND_FORMAT, type ExportContent, type LedgerContent } from '#paper/content.ts';

/** Rows written in one turn of the event loop: about 2 ms. */
const ROWS_PER_SLICE = 250;
const LISTS = ['problems', 'duties', 'tasks'] as const;
const encoder = new TextEncoder();

async function* listText(rows: readonly unknown[]): AsyncGenerator<string> {
  yield '[';
  for (let from = 0; from < rows.length; from += ROWS_PER_SLICE) {
    await nextTurn();
    const slice = JSON.stringify(rows.slice(from, from + ROWS_PER_SLICE));
    yield (from === 0 ? '' : ',') + slice.slice(1, -1);
  }
  yield ']';
}

async function* ledgerText(ledger: LedgerContent): AsyncGenerator<string> {
  const { problems, duties, tasks, ...rest } = ledger;
  const lists = { problems, duties, tasks };
  yield JSON.stringify(rest).slice(0, -1);
  for (const list of LISTS) {
    yield `,${JSON.stringify(list)}:`;
    yield* listText(lists[list]);
  }
  yield '}';
}

async function* contentText(content: ExportContent): AsyncGenerator<string> {
  if (content.format !== ROUND_FORMAT) return yield* ledgerText(content);
  const { ledgers, ...rest } = content;
  yield `${JSON.stringify(rest).slice(0, -1)},"ledgers":[`;
  for (const [index, ledger] of ledgers.entries()) {
    if (index > 0) yield ',';
    yield* ledgerText(ledger);
  }
  yield ']}';
}

/** UTF-8 pieces of the content's JSON, not yet canonical; each ends between two characters. */
export async function slicesOf(content: ExportContent): Promise<readonly Uint8Array[]> {
  const slices: Uint8Array[] = [];
  for await (const text of contentText(content)) slices.push(encoder.encode(text));
  return slices;
}

export const contentOfSlices = (slices: readonly Uint8Array[]): ExportContent =>
  JSON.parse(Buffer.concat(slices).toString('utf8')) as ExportContent;
