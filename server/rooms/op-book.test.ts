import { describe, expect, it } from 'vitest';
import { setCell } from '#document/write.ts';
import { TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import { OPS_REMEMBERED_MAX } from '#server/rooms/limits.ts';
import { OpBook, contentHashOf, type OpAnswer } from '#server/rooms/op-book.ts';
import { OpSieve } from '#server/rooms/op-sieve.ts';
import { EDITOR1, LEDGER, TestPage, sampleRooms } from '#server/rooms/rooms.testing.ts';

const answered = (seq: number): OpAnswer => ({
  person: EDITOR1.person,
  contentHash: '',
  seq,
  at: '',
  hash: '',
  superseded: [],
  value: null,
});

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

  it('[S6] of many answers the newest stay in memory, and only those that left it are looked for in the store', () => {
    const book = new OpBook([], true);
    const name = (n: number): string => rowId(`op${n}x`);
    const total = OPS_REMEMBERED_MAX * 3;
    for (let n = 0; n < total; n += 1) {
      book.begin(name(n), EDITOR1.person, '');
      book.finish(name(n), answered(n));
    }
    const newest = OPS_REMEMBERED_MAX / 2;
    for (let n = total - newest; n < total; n += 1) expect(book.answer(name(n))?.seq).toBe(n);
    const kept = Array.from({ length: total }, (_, n) => n).filter((n) => book.answer(name(n)));
    expect(kept.length).toBeLessThanOrEqual(OPS_REMEMBERED_MAX);
    for (let n = 0; n < total; n += 1) expect(book.mustRecall(name(n))).toBe(!book.answer(name(n)));
    const fresh = Array.from({ length: 1_000 }, (_, n) => book.mustRecall(rowId(`new${n}x`)));
    expect(fresh.filter(Boolean).length).toBeLessThan(50);
  });

  it('[S6] what came to nothing may be tried again, also after much else', () => {
    const book = new OpBook([], true);
    book.begin(rowId('nothing'), EDITOR1.person, '');
    book.finish(rowId('nothing'), undefined);
    for (let n = 0; n < OPS_REMEMBERED_MAX * 2; n += 1) book.finish(rowId(`op${n}x`), answered(n));
    expect(book.repeated(rowId('nothing'), { person: EDITOR1.person, contentHash: '' }, () => {})).toBe(
      false,
    );
  });
});

describe('the sieve of names', () => {
  it('[S6] never denies a name it was given, and seldom claims another', () => {
    const sieve = new OpSieve();
    const made = (kind: string, count: number): string[] =>
      Array.from({ length: count }, (_, n) => contentHashOf(`${kind} ${n}`).slice(0, 16));
    const given = made('given', 200_000);
    for (const one of given) sieve.add(one);
    expect(given.filter((one) => !sieve.mayHave(one))).toEqual([]);
    const others = made('other', 20_000);
    expect(others.filter((one) => sieve.mayHave(one)).length).toBeLessThan(400);
  });
});
