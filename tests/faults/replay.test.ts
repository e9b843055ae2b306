/** An edit taken from the wire and sent again where it does not belong: by others, elsewhere, later. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { setCell } from '#document/write.ts';
import type { LedgerId } from '#domain/ids.ts';
import { TASK, rowId, SAMPLE_CELLS } from '#server/rooms/guard/guard.testing.ts';
import { verifyChain } from '#server/store/log.ts';
import {
  EDITOR1,
  EDITOR2,
  LEDGER,
  memoryStore,
  roomsOn,
  seedLedger,
  TestPage,
  type MemoryStore,
  type Setting,
} from '#server/rooms/rooms.testing.ts';
import { accept } from '#domain/refusals.ts';

const OTHER = rowId('second') as LedgerId;
const OWNER = `${TASK}/owner`;

let store: MemoryStore;
let setting: Setting;
let nowMs: number;
beforeEach(async () => {
  nowMs = Date.UTC(2026, 2, 1, 9);
  store = memoryStore();
  await seedLedger(store);
  await seedLedger(store, OTHER);
  setting = roomsOn(store, { clock: () => new Date(nowMs) });
  for (const ledger of [LEDGER, OTHER]) {
    const issued = await setting.rooms.command(ledger, {
      opId: rowId('issue'),
      name: 'test',
      content: '',
      actor: (await setting.people.actorFor(EDITOR1.person))!,
      session: 'session',
      decide: () => accept({ cells: SAMPLE_CELLS, value: null }),
    });
    if (!issued.ok) throw new Error(issued.code);
  }
});
afterEach(() => setting.rooms.close());

async function edits(ledger: LedgerId): Promise<number> {
  const rows = await store.db
    .selectFrom('log')
    .select('seq')
    .where('ledger', '=', ledger)
    .where('act', '=', 'edit')
    .execute();
  return rows.length;
}
/** Sends the bytes as they are and answers what comes back: the code of a refusal, or the seq of an ACK. */
async function replay(page: TestPage, opId: string, update: Uint8Array): Promise<string | number> {
  const [acks, refusals] = [page.of('ack').length, page.of('refused').length];
  page.say({ type: 'edit', body: { opId: rowId(opId), update } });
  const [answer] = await Promise.race([
    page.next('ack', acks + 1).then(({ body }) => [body.seq]),
    page.next('refused', refusals + 1).then(({ body }) => [body.reason.code]),
  ]);
  return answer!;
}

describe('replay', () => {
  it('[V8] bytes that another person made, sent before they have sent them themselves', async () => {
    const [author, thief] = [
      await new TestPage(setting.rooms, EDITOR1).board(),
      await new TestPage(setting.rooms, EDITOR2).board(),
    ];
    const stolen = author.change((doc) => setCell(doc, OWNER, '甲'));
    expect(await replay(thief, 'stolen', stolen)).toBe('NOT_YOUR_CLIENT');
    expect(await edits(LEDGER)).toBe(0);
    expect(await replay(author, 'own', stolen)).toBe(2);
  });

  it('[V8] bytes that are committed, sent again by another person, under their operation or another', async () => {
    const [author, thief] = [
      await new TestPage(setting.rooms, EDITOR1).board(),
      await new TestPage(setting.rooms, EDITOR2).board(),
    ];
    const update = author.edit('first', (doc) => setCell(doc, OWNER, '甲'));
    await author.next('ack');
    expect(await replay(thief, 'first', update)).toBe('OP_REUSED');
    // they add nothing: acknowledged with the seq of the moment, and stored nowhere
    expect(await replay(thief, 'again', update)).toBe(2);
    expect(await edits(LEDGER)).toBe(1);
  });

  it('[V8] bytes of one page sent by another page of the same person', async () => {
    const [one, two] = [
      await new TestPage(setting.rooms, EDITOR1).board(),
      await new TestPage(setting.rooms, EDITOR1).board(),
    ];
    const update = one.change((doc) => setCell(doc, OWNER, '甲'));
    expect(await replay(two, 'moved', update)).toBe('NOT_YOUR_CLIENT');
    expect(await edits(LEDGER)).toBe(0);
  });

  it('[V8] bytes of one ledger on another', async () => {
    const here = await new TestPage(setting.rooms, EDITOR1).board();
    const there = await new TestPage(setting.rooms, EDITOR1, OTHER).board();
    const update = here.edit('first', (doc) => setCell(doc, OWNER, '甲'));
    await here.next('ack');
    expect(await replay(there, 'first', update)).toEqual(
      expect.stringMatching(/NOT_YOUR_CLIENT|MALFORMED|GAP|FORGED/),
    );
    expect(await edits(OTHER)).toBe(0);
  });

  it('[V8] bytes of a former epoch: the known operation gets its first answer, another one is refused', async () => {
    const page = await new TestPage(setting.rooms, EDITOR1).board();
    const update = page.edit('first', (doc) => setCell(doc, OWNER, '甲'));
    await page.next('ack');
    expect(await setting.rooms.switchEpoch(LEDGER)).toMatchObject({ ok: true });
    const back = await new TestPage(setting.rooms, EDITOR1).board();
    expect(await replay(back, 'first', update)).toBe(2);
    expect(await replay(back, 'another', update)).toEqual(
      expect.stringMatching(/NOT_YOUR_CLIENT|MALFORMED|GAP|FORGED/),
    );
    expect(await edits(LEDGER)).toBe(1);
  });

  it('[V8] after the right is gone: what was committed is still answered as it was, nothing new is taken', async () => {
    const page = await new TestPage(setting.rooms, EDITOR1).board();
    const update = page.edit('first', (doc) => setCell(doc, OWNER, '甲'));
    await page.next('ack');
    setting.people.roles.set(EDITOR1.person, ['leader']);
    await setting.rooms.rightsChanged({ person: EDITOR1.person });
    expect(await replay(page, 'first', update)).toBe(2);
    const later = page.change((doc) => setCell(doc, OWNER, '乙'));
    expect(await replay(page, 'later', later)).toBe('ROLE_MAY_NOT_WRITE');
    expect(await edits(LEDGER)).toBe(1);
  });
});

describe('a clock that is set', () => {
  it('[V9] back by an hour and forward by two: order, chain, answers and the frame budget stay', async () => {
    const page = await new TestPage(setting.rooms, EDITOR1).board();
    const answers: (string | number)[] = [];
    for (const [n, jumpMs] of [0, -3_600_000, 7_200_000, -1, 0].entries()) {
      nowMs += jumpMs;
      answers.push(
        await replay(
          page,
          `edit${n}x`,
          page.change((doc) => setCell(doc, OWNER, `第${n}`)),
        ),
      );
    }
    expect(answers).toEqual([2, 3, 4, 5, 6]);
    expect(await verifyChain(store.db, LEDGER)).toMatchObject({ ok: true, seq: 6 });
    await setting.rooms.tidy();
    // the ledger that somebody is in stays in memory, whatever the clock says
    expect(setting.rooms.size).toBe(1);
    expect(page.closed).toBeUndefined();
    // a clock that stands still gives nobody more frames than their burst
    for (let n = 0; n < 500 && !page.closed; n += 1) page.say({ type: 'queryAwareness' });
    expect(page.closed?.reason).toMatch(/^RATE_LIMITED/);
  });
});
