/** The door out of TAIL_LOST: a person decides, the ledger takes writes again, and it is on record. */
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import { createBeginEpoch } from '#server/commands/begin-epoch.ts';
import { TASK } from '#server/rooms/guard/guard.testing.ts';
import { tailLostKey } from '#server/rooms/lost-tail.ts';
import { EDITOR1, LEDGER, OFFICER, TestPage, roomsOn, sampleRooms } from '#server/rooms/rooms.testing.ts';

const OWNER = `${TASK}/owner`;
const AT = new Date('2026-03-01T08:00:00.000Z');
/** beyond any that was lost: the seconds of the clock */
const EPOCH = AT.getTime() / 1_000;

describe('a new epoch on purpose', () => {
  it('[S16] decisions at one moment: each begins an epoch of its own, and each is on record', async () => {
    const { rooms, store } = await sampleRooms();
    const beginEpoch = createBeginEpoch({ store, rooms, clock: () => AT });
    const reasons = ['甲', '乙', '丙', '丁'];
    const begun = await Promise.all(
      reasons.map((reason) => beginEpoch({ ledger: LEDGER, by: OFFICER.person, reason })),
    );
    expect(begun.map((one) => one.ok && one.value.epoch)).toEqual([2, 3, 4, 5]);
    const audit = await store.db.selectFrom('audit').select('detail').orderBy('n').execute();
    expect(audit.map(({ detail }) => JSON.parse(detail) as unknown)).toMatchObject(
      reasons.map((reason, n) => ({ reason, epoch: n + 2 })),
    );
    await rooms.close();
  });

  it('[S16] lifts TAIL_LOST, in the same commit as its audit row, and asks for a reason', async () => {
    const { rooms: first, store } = await sampleRooms();
    await first.close();
    const key = tailLostKey(LEDGER);
    const lost = { from: 2, to: 5, epoch: 1, has: 1, at: '2026-03-01T00:00:00.000Z' };
    await store.commit([
      [
        store.db
          .insertInto('setting')
          .values({ key, value: JSON.stringify(lost) })
          .compile(),
      ],
    ]);
    const { rooms } = roomsOn(store, { clock: () => AT });
    const beginEpoch = createBeginEpoch({ store, rooms, clock: () => AT });
    const page = await new TestPage(rooms, EDITOR1).board();
    expect((await page.next('welcome')).body.readOnly).toBe('TAIL_LOST');
    // never by itself, however heavy the document is
    await rooms.tidy();
    const asked = { ledger: LEDGER, by: OFFICER.person };
    expect(await beginEpoch({ ...asked, reason: ' ' })).toMatchObject({ ok: false, code: 'REASON_REQUIRED' });
    expect(page.closed).toBe(undefined);

    const before = store.commits;
    expect(await beginEpoch({ ...asked, reason: '备份更旧，接受缺失' })).toMatchObject({
      ok: true,
      value: { epoch: EPOCH, seq: 2 },
    });
    expect(store.commits).toBe(before + 1);
    expect((await page.end()).code).toBe(4410);
    const back = await new TestPage(rooms, EDITOR1).board();
    expect((await back.next('welcome')).body).toMatchObject({ readOnly: null, epoch: EPOCH });
    back.edit('op1', (doc) => setCell(doc, OWNER, '甲'));
    await back.next('ack');
    expect(cellsOf(back.doc).get(OWNER)).toBe('甲');
    const audit = await store.db.selectFrom('audit').selectAll().execute();
    expect(audit.map(({ person, act, target, detail }) => [person, act, target, JSON.parse(detail)])).toEqual(
      [
        [
          OFFICER.person,
          'ledger.epoch',
          LEDGER,
          {
            reason: '备份更旧，接受缺失',
            epoch: EPOCH,
            seq: 2,
            tailLost: true,
            damaged: false,
            givenUpFrom: 2,
            givenUpTo: 5,
          },
        ],
      ],
    );
    await rooms.close();
  });
});
