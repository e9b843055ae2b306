import { describe, expect, it } from 'vitest';
import { setCell } from '#document/write.ts';
import { TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import { OpBook } from '#server/rooms/op-book.ts';
import { EDITOR1, LEDGER, TestPage, sampleRooms } from '#server/rooms/rooms.testing.ts';

describe('answers already given', () => {
  it('[S6] an answer that memory has forgotten is found in the store', async () => {
    const { rooms, store } = await sampleRooms();
    const page = await new TestPage(rooms, EDITOR1).board();
    page.edit('op1', (doc) => setCell(doc, `${TASK}/owner`, '甲'));
    const { body } = await page.next('ack');
    const forgetful = new OpBook([], false);
    await forgetful.recall(store.db, LEDGER, rowId('op1'));
    await forgetful.recall(store.db, LEDGER, rowId('op2'));
    expect(forgetful.answer(rowId('op1'))).toMatchObject({
      person: EDITOR1.person,
      seq: body.seq,
      at: body.at,
      hash: body.receipt.hash,
    });
    expect(forgetful.answer(rowId('op2'))).toBeUndefined();
    await rooms.close();
  });
});
