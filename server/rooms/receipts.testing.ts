/** Receipts in tests: pages that get one for an edit, and pages that show one to the server. */
import { setCell } from '#document/write.ts';
import type { Receipt } from '#protocol/sync.ts';
import { TASK } from '#server/rooms/guard/guard.testing.ts';
import { EDITOR1, TestPage, type Setting } from '#server/rooms/rooms.testing.ts';

type Rooms = Pick<Setting, 'rooms'>;

let edits = 0;
/** A page that writes once; its receipt. */
export async function write({ rooms }: Rooms): Promise<Receipt> {
  const page = await new TestPage(rooms, EDITOR1).board();
  page.edit(`edit${(edits += 1)}x`, (doc) => setCell(doc, `${TASK}/owner`, `第${edits}次`));
  return (await page.next('ack')).body.receipt;
}

/** Why a page that shows this receipt may not write, or null. */
export async function shown({ rooms }: Rooms, receipt: Receipt): Promise<string | null> {
  const page = await new TestPage(rooms, EDITOR1).board({ receipt });
  return (await page.next('welcome')).body.readOnly;
}
