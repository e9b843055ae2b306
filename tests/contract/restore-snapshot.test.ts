/** A snapshot written forward through the doors: rights, preview, the log, the snapshot before, and taking it back (N4–N7). */
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { canonicalSha256 } from '#server/exchange/canonical.ts';
import { chainFaults } from '#server/exchange/snapshot-chain.ts';
import { connectClient } from '../faults/editing-client.ts';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, type House, type Visitor } from './house.ts';

let house: House;
let cast: Cast;
let office: Visitor;
let head: Visitor;
let problem: string;
const TASK = 'task000000000001';
const SECOND = 'task000000000002';

beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  [office, head] = [await cast.as('office'), await cast.as('head')];
  const issued = await command(office, 'issueFeedback', {
    problems: [{ code: '1-1', original: '学习不深入。' }],
  });
  expect(issued.status).toBe(200);
  // the milestone leaves a snapshot behind the answer: numbers are certain once it is there
  await vi.waitFor(async () => expect(await snapshots()).toHaveLength(1), { timeout: 10_000, interval: 20 });
  const rows = await head.get(`/api/ledgers/${cast.ledger}`);
  problem = String(at(rows.json, 'problems', 0, 'id'));
  expect((await command(head, 'claim', { row: problem })).status).toBe(200);
  await write(
    { cell: `${TASK}/list`, value: 'tasks' },
    { cell: `${TASK}/order`, value: 'a0' },
    { cell: `${TASK}/problem`, value: problem },
  );
  await write(
    { text: `${TASK}/measure`, value: '制定学习制度。' },
    { cell: `${TASK}/due`, value: '2026-01-31' },
  );
});
afterAll(() => house.close());

const command = (who: Visitor, name: string, input: object, id = opId()) =>
  who.post(`/api/ledgers/${cast.ledger}/commands`, { command: name, opId: id, ...input });
async function write(...intents: object[]): Promise<void> {
  const done = await command(head, 'editCells', { intents });
  expect(at(done.json, 'value', 'refusedCount')).toBe(0);
}
const take = async (title: string): Promise<string> =>
  String(at((await head.post(`/api/ledgers/${cast.ledger}/snapshots`, { title })).json, 'id'));
const snapshots = async (): Promise<readonly { number: number; cause: string; id: string }[]> =>
  at((await head.get(`/api/ledgers/${cast.ledger}/snapshots`)).json, 'items') as never;
const task = async (id: string): Promise<Record<string, unknown> | undefined> => {
  const { json } = await head.get(`/api/ledgers/${cast.ledger}`);
  return (at(json, 'tasks') as Record<string, unknown>[]).find((row) => row['id'] === id);
};

describe('[N4] restoring a snapshot', () => {
  it('[N4] previews, writes forward as one commit, keeps the moment before, and can be taken back', async () => {
    const saved = await take('学习制度定稿');
    await write(
      { text: `${TASK}/measure`, value: '改写得面目全非' },
      { cell: `${TASK}/due`, value: '2026-06-30' },
    );
    await write(
      { cell: `${SECOND}/list`, value: 'tasks' },
      { cell: `${SECOND}/order`, value: 'a1' },
      { cell: `${SECOND}/problem`, value: problem },
      { text: `${SECOND}/measure`, value: '此后添的' },
    );
    const preview = await head.get(`/api/snapshots/${saved}/restore`);
    expect(preview.status).toBe(200);
    expect(preview.json).toMatchObject({
      number: 2,
      rows: [
        {
          id: TASK,
          code: '1-1-1',
          move: null,
          fields: [
            { field: 'measure', old: '改写得面目全非', now: '制定学习制度。' },
            { field: 'due', old: '2026-06-30', now: '2026-01-31' },
          ],
        },
        { id: SECOND, move: 'since', title: '此后添的' },
      ],
      left: [],
    });

    const id = opId();
    const input = { snapshot: saved, reason: '误改', binSince: true };
    const done = await command(head, 'restoreSnapshot', input, id);
    expect(done.json).toMatchObject({
      ok: true,
      value: { number: 2, before: 3, fields: 2, fromBin: 0, toBin: 1, left: [], leftCount: 0 },
    });
    expect(await task(TASK)).toMatchObject({ measure: '制定学习制度。', due: '2026-01-31' });
    expect(await task(SECOND)).toBeUndefined();
    expect((await snapshots()).map(({ number, cause }) => [number, cause])).toEqual([
      [3, 'restore'],
      [2, 'manual'],
      [1, 'feedback'],
    ]);
    // asked again: the first answer, and no further snapshot
    expect((await command(head, 'restoreSnapshot', input, id)).json).toEqual(done.json);
    expect(await snapshots()).toHaveLength(3);
    const { db } = house.app.store;
    const log = await db.selectFrom('log').select(['seq', 'act']).orderBy('seq', 'desc').limit(1).execute();
    expect(log).toEqual([{ seq: at(done.json, 'seq'), act: 'command:restoreSnapshot' }]);
    // the history says what was written back, and why
    const told = (await head.get(`/api/ledgers/${cast.ledger}/history`)).json;
    expect(at(told, 'items', 0)).toMatchObject({
      act: 'restoreSnapshot',
      restored: { number: 2, title: '学习制度定稿', reason: '误改' },
    });
    expect(at(told, 'items', 1)).not.toHaveProperty('restored');
    expect(await db.selectFrom('restoration').selectAll().execute()).toMatchObject([
      { seq: at(done.json, 'seq'), snapshot: saved, reason: '误改', person: cast.people.head },
    ]);

    const [before] = await snapshots();
    const back = await command(head, 'restoreSnapshot', { snapshot: before!.id, reason: '恢复错了' });
    expect(at(back.json, 'value')).toMatchObject({ number: 3, fields: 2, fromBin: 1 });
    expect(await task(TASK)).toMatchObject({ measure: '改写得面目全非' });
    expect(await task(SECOND)).toMatchObject({ measure: '此后添的' });
  });

  it('[N4] is for the office and the head, each within their own fields; a reason is needed', async () => {
    const saved = await take('权限');
    await write({ text: `${TASK}/measure`, value: '又改' });
    expect(
      (
        await office.post(`/api/ledgers/${cast.ledger}/commands`, {
          command: 'editCells',
          opId: opId(),
          intents: [{ cell: `${problem}/key`, value: true }],
        })
      ).status,
    ).toBe(200);
    for (const role of ['team', 'editor', 'member', 'resident', 'supervisor', 'leader'] as const) {
      const other = await cast.as(role);
      expect((await other.get(`/api/snapshots/${saved}/restore`)).status, role).toBe(403);
      const tried = await command(other, 'restoreSnapshot', { snapshot: saved, reason: '试' });
      expect([role, codeOf(tried)]).toEqual([role, 'FORBIDDEN']);
    }
    for (const role of ['stranger', 'department', 'people', 'rights', 'auditor'] as const)
      expect((await (await cast.as(role)).get(`/api/snapshots/${saved}/restore`)).status, role).toBe(403);
    expect((await house.visitor().get(`/api/snapshots/${saved}/restore`)).status).toBe(401);
    const count = (await snapshots()).length;
    expect(codeOf(await command(head, 'restoreSnapshot', { snapshot: saved, reason: ' ' }))).toBe(
      'REASON_REQUIRED',
    );
    expect(await snapshots()).toHaveLength(count);

    const byOffice = await command(office, 'restoreSnapshot', { snapshot: saved, reason: '核对' });
    expect(at(byOffice.json, 'value')).toMatchObject({
      fields: 1,
      leftCount: 1,
      left: [{ row: TASK, field: 'measure', code: 'ROLE_MAY_NOT_WRITE' }],
    });
    expect(await task(TASK)).toMatchObject({ measure: '又改' });
    const part = await command(head, 'restoreSnapshot', {
      snapshot: saved,
      reason: '核对',
      only: [`${TASK}/measure`],
    });
    expect(at(part.json, 'value')).toMatchObject({ fields: 1, leftCount: 0 });
    expect(await task(TASK)).toMatchObject({ measure: '改写得面目全非' });
  });

  it('[A15] a title is one line with something to read, of nothing that turns its direction', async () => {
    for (const title of ['', '  ', '甲\n乙', '\u202e档存', '甲\u0007'])
      expect(codeOf(await head.post(`/api/ledgers/${cast.ledger}/snapshots`, { title }))).toBe('BAD_REQUEST');
    expect(codeOf(await office.post(`/api/rounds/${cast.round}/snapshots`, { title: '\u2066' }))).toBe(
      'BAD_REQUEST',
    );
  });

  it('[N4] knows snapshots of its own ledger only, and none of a round', async () => {
    const round = await office.post(`/api/rounds/${cast.round}/snapshots`, { title: '全轮' });
    const id = String(at(round.json, 'id'));
    expect(codeOf(await office.get(`/api/snapshots/${id}/restore`))).toBe('SNAPSHOT_OF_ROUND');
    expect(codeOf(await command(office, 'restoreSnapshot', { snapshot: id, reason: '试' }))).toBe(
      'SNAPSHOT_OF_ROUND',
    );
    const other = await office.post(`/api/ledgers/${cast.otherLedger}/snapshots`, { title: '另一本' });
    const foreign = String(at(other.json, 'id'));
    expect(codeOf(await command(office, 'restoreSnapshot', { snapshot: foreign, reason: '试' }))).toBe(
      'NOT_FOUND',
    );
    expect(codeOf(await command(office, 'restoreSnapshot', { snapshot: opId(), reason: '试' }))).toBe(
      'NOT_FOUND',
    );
  });
});

/** What was stored of a restore beside the snapshot that it took, and what the ledger held just before it. */
async function restores(): Promise<
  readonly { seq: number; before: string; snapshotSeq: number; same: boolean }[]
> {
  const { db } = house.app.store;
  const rows = await db
    .selectFrom('restoration')
    .innerJoin('snapshot', 'snapshot.id', 'restoration.before')
    .select(['restoration.seq', 'snapshot.id as before', 'snapshot.seq as snapshotSeq', 'snapshot.content'])
    .select('snapshot.sha256')
    .orderBy('restoration.seq')
    .execute();
  return Promise.all(
    rows.map(async ({ content, sha256, ...row }) => {
      const kept = JSON.parse(new TextDecoder().decode(content)) as Record<string, unknown>;
      const then = (await head.get(`/api/ledgers/${cast.ledger}?at=${row.snapshotSeq}`)).json;
      const lists = ['problems', 'duties', 'tasks'].map((list) => [kept[list], at(then, list)]);
      const written = await db
        .selectFrom('log')
        .select('at')
        .where('seq', '=', row.snapshotSeq)
        .where('ledger', '=', cast.ledger)
        .executeTakeFirstOrThrow();
      const same =
        isDeepStrictEqual(
          lists.map(([mine]) => mine),
          lists.map(([, theirs]) => theirs),
        ) &&
        kept['at'] === written.at &&
        sha256 === canonicalSha256(kept);
      return { ...row, same };
    }),
  );
}

describe('[N16] the snapshot before a restore is one with it', () => {
  it('[N16] what others type meanwhile is in it, or stands after the restore: nothing is lost in between', async () => {
    const saved = await take('众人正在录入');
    const url = `ws://127.0.0.1:${house.port}/sync/${cast.ledger}`;
    const keys = ['dueText', 'owner', 'completion'].map((field) => `${TASK}/${field}`);
    const writers = await Promise.all(
      keys.slice(0, 2).map(() => connectClient(url, cast.people.head, head.cookie)),
    );
    let typing = true;
    const values = new Set<string>();
    const typed = writers.map(async (writer, n) => {
      for (let count = 0; typing; count += 1) {
        const value = `第${n}人第${count}次`;
        await writer.edit(opId(), keys[n]!, value);
        values.add(value);
      }
    });
    const first = (await restores()).length;
    for (let n = 0; n < 6; n += 1) {
      const before = values.size;
      await vi.waitFor(() => expect(values.size).toBeGreaterThan(before + 3), {
        timeout: 10_000,
        interval: 2,
      });
      const done = await command(head, 'restoreSnapshot', { snapshot: saved, reason: '核对' });
      expect(done.status).toBe(200);
    }
    typing = false;
    await Promise.all(typed);
    for (const writer of writers) writer.close();
    const made = (await restores()).slice(first);
    expect(made).toHaveLength(6);
    for (const one of made) expect(one).toMatchObject({ snapshotSeq: one.seq - 1, same: true });
    const chain = await house.app.store.db
      .selectFrom('snapshot')
      .selectAll()
      .where('ledger', '=', cast.ledger)
      .where('scope', '=', 'ledger')
      .orderBy('number')
      .execute();
    expect([...chainFaults(chain)]).toEqual([]);
  });

  it('[N16] a restore that is refused, or repeated, leaves no snapshot', async () => {
    const saved = await take('拒绝');
    await write({ cell: `${TASK}/dueText`, value: '又一次' });
    const count = (await snapshots()).length;
    expect(codeOf(await command(head, 'restoreSnapshot', { snapshot: saved, reason: '' }))).toBe(
      'REASON_REQUIRED',
    );
    expect(await snapshots()).toHaveLength(count);
    const id = opId();
    const [one, other] = await Promise.all(
      [0, 1].map(() => command(head, 'restoreSnapshot', { snapshot: saved, reason: '核对' }, id)),
    );
    expect(one!.json).toEqual(other!.json);
    expect(await snapshots()).toHaveLength(count + 1);
  });
});
