/** Connections are let in a few at a time, in order; too many are told when to come again. */
import { describe, expect, it } from 'vitest';
import { Admission } from '#server/rooms/admission.ts';
import {
  EDITOR1,
  EDITOR2,
  OFFICER,
  TestPage,
  roomsOn,
  sampleRooms,
  until,
} from '#server/rooms/rooms.testing.ts';

describe('admission', () => {
  it('[S15] so many at one time, the others in order, no more than may wait', async () => {
    const admission = new Admission({ joinsMax: 2, joinsWaitingMax: 2 });
    const order: number[] = [];
    const enter = (n: number): Promise<void> =>
      admission.enter().then((entered) => void order.push(entered ? n : -n));
    const all = [1, 2, 3, 4, 5].map(enter);
    await all[4];
    expect([admission.inside, admission.waiting]).toEqual([2, 2]);
    expect(order).toEqual([1, 2, -5]);
    admission.leave();
    await all[2];
    admission.leave();
    await all[3];
    expect(order).toEqual([1, 2, -5, 3, 4]);
    admission.leave();
    admission.leave();
    expect([admission.inside, admission.waiting]).toEqual([0, 0]);
  });

  it('[S15] who finds no place is closed with a time to come again, and the others get in', async () => {
    const { store } = await sampleRooms();
    const open: (() => void)[] = [];
    const gate = new Promise<void>((resolve) => open.push(resolve));
    const setting = roomsOn(store, {
      limits: { joinsMax: 1, joinsWaitingMax: 1, retryAfterMs: 10_000 },
      random: () => 0.25,
    });
    const known = setting.people.actorFor;
    const { rooms } = roomsOn(store, {
      limits: { joinsMax: 1, joinsWaitingMax: 1, retryAfterMs: 10_000 },
      random: () => 0.25,
      actorFor: async (person) => {
        await gate;
        return known(person);
      },
    });
    const pages = [EDITOR1, EDITOR2, OFFICER].map((who) => new TestPage(rooms, who));
    expect(await pages[2]!.end()).toEqual({ code: 4503, reason: 'UNAVAILABLE; retry-after=3' });
    expect([rooms.admission.inside, rooms.admission.waiting, rooms.counts.joinsTurnedAway]).toEqual([
      1, 1, 1,
    ]);
    open[0]!();
    await Promise.all([pages[0]!.board(), pages[1]!.board()]);
    await until('an empty entrance', () => rooms.admission.inside === 0);
    await rooms.close();
  });
});
