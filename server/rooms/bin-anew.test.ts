/** The bin after a decision to go on without what is damaged: as it was at the last good commit, with its records (D14). */
import { describe, expect, it } from 'vitest';
import { refuse } from '#domain/refusals.ts';
import type { LedgerRole } from '#domain/roles.ts';
import { createBeginEpoch } from '#server/commands/begin-epoch.ts';
import { runCommand, type CommandParts } from '#server/commands/run.ts';
import { DUTY, PROBLEM, rowId, TASK } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  EDITOR2,
  LEDGER,
  OFFICER,
  roomsOn,
  sampleRooms,
  UNIT,
  type MemoryStore,
  type Setting,
  type Somebody,
} from '#server/rooms/rooms.testing.ts';

const ROLES = new Map<Somebody, LedgerRole>([
  [OFFICER, 'office'],
  [EDITOR1, 'unit_editor'],
  [EDITOR2, 'unit_editor'],
]);
let ops = 0;
/** `deleteRow` or `restoreRow`, as the doors run them; answers the commit. */
async function give(
  { rooms, store, people }: Setting,
  who: Somebody,
  command: 'deleteRow' | 'restoreRow',
  row: string,
): Promise<number> {
  const parts: CommandParts = {
    store,
    rooms,
    ids: () => rowId(`id${(ops += 1)}x`),
    actorFor: people.actorFor,
    restoreMoment: (_ask, run) => run(refuse('NOT_FOUND')),
  };
  const { person, name, session } = who;
  const actor = { person, name, roles: [ROLES.get(who)!], organisations: [UNIT] };
  const body = { command, opId: rowId(`op${(ops += 1)}x`), row };
  const done = await runCommand(parts, { ledger: LEDGER, actor, session, body });
  if (!done.ok) throw new Error(done.code);
  return done.value.seq;
}
const bin = ({ database }: MemoryStore): unknown =>
  database.prepare('SELECT row, list, person, seq FROM bin ORDER BY seq, row').all();
const deletedRows = async ({ rooms }: Setting): Promise<unknown> => {
  const committed = await rooms.committed(LEDGER);
  if (!committed.ok) throw new Error(committed.code);
  const { problems, duties, tasks } = committed.value.lists;
  return [...problems, ...duties, ...tasks].filter(({ deleted }) => deleted).map(({ id }) => id);
};
const goOn = async (setting: Setting): Promise<number> => {
  const { store, rooms } = setting;
  const begin = createBeginEpoch({ store, rooms, clock: () => new Date() });
  const begun = await begin({ ledger: LEDGER, by: OFFICER.person, reason: '以最后完好的提交为准' });
  if (!begun.ok) throw new Error(begun.code);
  return begun.value.seq;
};

/**
 * Up to commit 6 task and duty were deleted; the task had been taken out and put there anew by another hand. 7 deletes the problem.
 * Then the problem is taken out, and the duty is taken out and put there anew: 8 to 10.
 */
async function binned(): Promise<MemoryStore> {
  const before = await sampleRooms();
  const { rooms, store } = before;
  await before.command('codes', [{ key: `${PROBLEM}/code`, value: '1' }]);
  expect(await give(before, EDITOR1, 'deleteRow', TASK)).toBe(3);
  expect(await give(before, EDITOR1, 'restoreRow', TASK)).toBe(4);
  expect(await give(before, EDITOR2, 'deleteRow', TASK)).toBe(5);
  expect(await give(before, EDITOR1, 'deleteRow', DUTY)).toBe(6);
  expect(await give(before, OFFICER, 'deleteRow', PROBLEM)).toBe(7);
  // a checkpoint is left behind
  await rooms.close();
  const after = roomsOn(store);
  expect(await give(after, OFFICER, 'restoreRow', PROBLEM)).toBe(8);
  expect(await give(after, EDITOR2, 'restoreRow', DUTY)).toBe(9);
  expect(await give(after, EDITOR2, 'deleteRow', DUTY)).toBe(10);
  await after.rooms.close();
  return store;
}
/** The commit is altered, and no checkpoint stands in for it. */
const alter = ({ database }: MemoryStore, seq: number): void =>
  void database.exec(
    `DELETE FROM checkpoint WHERE seq >= ${seq}; UPDATE log SET person = 'x' WHERE seq = ${seq}`,
  );

describe('[D14] the bin after damage', () => {
  it('[D14] what was taken out, or put there anew, in the part that is given up lies there as before, and can be taken out', async () => {
    const store = await binned();
    alter(store, 8);
    const setting = roomsOn(store);
    const begun = await goOn(setting);
    expect(await deletedRows(setting)).toEqual([PROBLEM, DUTY, TASK]);
    expect(bin(store)).toEqual([
      { row: TASK, list: 'tasks', person: EDITOR2.person, seq: 5 },
      { row: DUTY, list: 'duties', person: EDITOR1.person, seq: 6 },
      { row: PROBLEM, list: 'problems', person: OFFICER.person, seq: 7 },
    ]);
    // the later record of the duty is evidence
    const kept = await store.db
      .selectFrom('given_up_row')
      .select('content')
      .where('source', '=', 'bin')
      .execute();
    expect(kept.map(({ content }) => JSON.parse(content) as unknown)).toMatchObject([
      { row: DUTY, person: EDITOR2.person, seq: 10 },
    ]);
    expect(await give(setting, OFFICER, 'restoreRow', PROBLEM)).toBe(begun + 1);
    expect(bin(store)).toMatchObject([{ row: TASK }, { row: DUTY }]);
    await setting.rooms.close();
  });

  it('[D14] what was put there in the part that is given up is out again, without a record', async () => {
    const store = await binned();
    alter(store, 7);
    const setting = roomsOn(store);
    await goOn(setting);
    expect(await deletedRows(setting)).toEqual([DUTY, TASK]);
    expect(bin(store)).toMatchObject([
      { row: TASK, seq: 5 },
      { row: DUTY, person: EDITOR1.person, seq: 6 },
    ]);
    await setting.rooms.close();
  });

  it('[D14] where the log no longer reaches back that far, the decision stands for it', async () => {
    const store = await binned();
    alter(store, 8);
    // as the retention does it: the log begins behind the checkpoint of commit 7
    store.database.exec(`
      INSERT INTO log_horizon SELECT ledger, seq, epoch, hash, at, at, 'unsigned', NULL FROM log WHERE seq = 7;
      DELETE FROM change WHERE seq <= 7; DELETE FROM log WHERE seq <= 7;`);
    const setting = roomsOn(store);
    const begun = await goOn(setting);
    expect(await deletedRows(setting)).toEqual([PROBLEM, DUTY, TASK]);
    expect(bin(store)).toEqual([
      { row: TASK, list: 'tasks', person: EDITOR2.person, seq: 5 },
      { row: DUTY, list: 'duties', person: OFFICER.person, seq: begun },
      { row: PROBLEM, list: 'problems', person: OFFICER.person, seq: begun },
    ]);
    await setting.rooms.close();
  });
});
