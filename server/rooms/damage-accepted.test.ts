/** Somebody decides to go on without what of a damaged ledger can't be proven: from its last good commit, with the rest kept as evidence (D12). */
import { describe, expect, it } from 'vitest';
import { cellsOf } from '#document/ledger-doc.ts';
import { setCell, spliceText } from '#document/write.ts';
import type { Receipt } from '#protocol/sync.ts';
import { createBeginEpoch } from '#server/commands/begin-epoch.ts';
import { Moments } from '#server/history/moments.ts';
import { TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  LEDGER,
  memoryStore,
  OFFICER,
  TestPage,
  roomsOn,
  sampleRooms,
  type MemoryStore,
  type Setting,
} from '#server/rooms/rooms.testing.ts';
import { isGivenUp, readGivenUp } from '#server/store/given-up.ts';
import { verifyChain } from '#server/store/log.ts';
import { sentenceOf } from '#server/verify/findings.ts';
import { verifyLedger, type LedgerHead } from '#server/verify/verify-ledger.ts';

const OWNER = `${TASK}/owner`;
const KEY = 'a key of the tests';
const AT = new Date('2026-03-01T08:00:00.000Z');
const EPOCH = AT.getTime() / 1_000;
const REASON = '备份更旧，以最后完好的提交为准';

/** Commit 1 makes the sample, 2 to 7 write `第0` to `第5` and a text; checkpoints at 4 and at the end. */
async function written(): Promise<{ readonly store: MemoryStore; readonly receipts: readonly Receipt[] }> {
  const { rooms, store } = await sampleRooms({ limits: { checkpointEvery: 3 } });
  const page = await new TestPage(rooms, EDITOR1).board();
  const receipts: Receipt[] = [];
  for (let n = 0; n < 6; n += 1) {
    page.edit(`op${n}x`, (doc) => {
      setCell(doc, OWNER, `第${n}`);
      spliceText(doc, TASK, 'measure', 0, 0, String(n));
    });
    receipts.push((await page.next('ack', n + 1)).body.receipt);
  }
  await rooms.close();
  return { store, receipts };
}
const DAMAGE_AT_6 = "DELETE FROM checkpoint WHERE seq > 4; UPDATE log SET person = 'x' WHERE seq = 6";

const accept = ({ rooms, store }: Setting) =>
  createBeginEpoch({ store, rooms, clock: () => AT })({ ledger: LEDGER, by: OFFICER.person, reason: REASON });
const open = (store: MemoryStore): Setting => roomsOn(store, { clock: () => AT });
function verified({ database }: MemoryStore, key: string | null = KEY) {
  const head = database.prepare<[], LedgerHead>('SELECT id, seq, chain_hash FROM ledger').get()!;
  const { findings, notes } = verifyLedger(database, head, key);
  return { findings: findings.map(sentenceOf), notes };
}
const numbers = ({ database }: MemoryStore, table: string): unknown =>
  database.prepare(`SELECT DISTINCT seq FROM ${table} ORDER BY seq`).pluck().all();
let edits = 0;
async function writes(setting: Setting, value: string): Promise<Receipt> {
  const page = await new TestPage(setting.rooms, EDITOR1).board();
  expect((await page.next('welcome')).body.readOnly).toBeNull();
  page.edit(`later${(edits += 1)}x`, (doc) => setCell(doc, OWNER, value));
  return (await page.next('ack')).body.receipt;
}

describe('[D12] a decision to go on', () => {
  it('[D12] from the last good commit: a new epoch beyond all numbers given up, written forward, on record, and told', async () => {
    const { store } = await written();
    store.database.exec(DAMAGE_AT_6);
    const setting = open(store);
    const page = await new TestPage(setting.rooms, EDITOR1).board();
    expect((await page.next('welcome')).body).toMatchObject({ readOnly: 'LEDGER_DAMAGED', seq: 5 });
    expect(await setting.rooms.switchEpoch(LEDGER)).toMatchObject({ ok: false, code: 'LEDGER_DAMAGED' });
    expect(page.closed).toBeUndefined();

    const before = store.commits;
    expect(await accept(setting)).toEqual({ ok: true, value: { epoch: EPOCH, seq: 8 } });
    expect(store.commits).toBe(before + 1);
    expect((await page.end()).code).toBe(4410);
    expect(setting.rooms.damagedCount).toBe(0);
    const back = await new TestPage(setting.rooms, EDITOR1).board();
    expect((await back.next('welcome')).body).toMatchObject({ readOnly: null, epoch: EPOCH, seq: 8 });
    expect(cellsOf(back.doc).get(OWNER)).toBe('第3');
    expect(await writes(setting, '以后')).toMatchObject({ epoch: EPOCH, seq: 9 });
    await setting.rooms.close();

    expect(numbers(store, 'log')).toEqual([1, 2, 3, 4, 5, 8, 9]);
    const audit = await store.db.selectFrom('audit').selectAll().execute();
    expect(audit.map(({ person, act, detail }) => [person, act, JSON.parse(detail)])).toEqual([
      [
        OFFICER.person,
        'ledger.epoch',
        {
          reason: REASON,
          epoch: EPOCH,
          seq: 8,
          tailLost: false,
          damaged: true,
          givenUpFrom: 6,
          givenUpTo: 7,
        },
      ],
    ]);
    const moments = new Moments(store.db);
    const ownerAt = async (seq: number): Promise<unknown> => {
      const moment = await moments.at(LEDGER, seq);
      return moment.ok ? moment.value.content.get(TASK)?.cells.get('owner') : moment.code;
    };
    expect(await Promise.all([5, 6, 7, 8, 9].map(ownerAt))).toEqual([
      ...['第3', 'NO_SUCH_MOMENT', 'NO_SUCH_MOMENT', '第3', '以后'],
    ]);
    const again = open(store);
    expect(await again.rooms.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 9, epoch: EPOCH } });
    expect(again.logged).toEqual([]);
    await again.rooms.close();
  });

  it('[D12] what is given up stays whole as evidence, current rows and texts are those of the last good commit', async () => {
    const { store } = await written();
    const evidence = { id: rowId('evidence'), ledger: LEDGER, row: TASK, kind: 'document', title: '照片' };
    const of = { number: null, note: null, person: OFFICER.person, at: AT.toISOString() };
    await store.commit([
      [3, 6].map((seq) =>
        store.db
          .insertInto('evidence')
          .values({ ...evidence, ...of, id: rowId(`evidence${seq}`), seq })
          .compile(),
      ),
    ]);
    store.database.exec(DAMAGE_AT_6);
    const lost = store.database.prepare('SELECT * FROM log WHERE seq = 6').get() as { update_bytes: Buffer };
    const setting = open(store);
    expect(await accept(setting)).toMatchObject({ ok: true });
    await setting.rooms.close();

    const kept = await store.db.selectFrom('given_up_row').select(['source', 'content']).execute();
    const of6 = kept.flatMap(({ source, content }) => {
      const row = JSON.parse(content) as { readonly seq: number };
      return row.seq === 6 ? [[source, row]] : [];
    });
    expect(of6.filter(([source]) => source === 'log')).toEqual([
      ['log', { ...lost, update_bytes: lost.update_bytes.toString('hex').toUpperCase() }],
    ]);
    expect(of6.map(([source]) => source)).toEqual(expect.arrayContaining(['log', 'change', 'evidence']));
    expect(numbers(store, 'evidence')).toEqual([3]);
    expect(numbers(store, 'change')).toEqual([1, 2, 3, 4, 5]);
    const task = await store.db
      .selectFrom('row_current')
      .select(['cells', 'seq'])
      .where('row', '=', TASK)
      .executeTakeFirstOrThrow();
    expect([JSON.parse(task.cells), task.seq]).toMatchObject([{ owner: '第3' }, 8]);
    expect(await store.db.selectFrom('row_text').select(['text', 'seq']).execute()).toEqual([
      { text: '3210', seq: 8 },
    ]);
    expect(await store.db.selectFrom('ledger').select(['rows_seq', 'prose_seq']).execute()).toEqual([
      { rows_seq: 8, prose_seq: 8 },
    ]);
  });

  it('[D12] verifying names the old break and who accepted it, and proves the chain after it', async () => {
    const { store } = await written();
    store.database.exec(DAMAGE_AT_6);
    expect(verified(store).findings[0]).toContain('at 6: its row, its changes or its update are not those');
    const setting = open(store);
    expect(await accept(setting)).toMatchObject({ ok: true });
    await writes(setting, '以后');
    await setting.rooms.close();
    expect(verified(store)).toEqual({
      findings: [],
      notes: [
        `ledger ${LEDGER}, at 6: the commit is missing; the next one there is 8. This was accepted by ${OFFICER.person} at ${AT.toISOString()} (“${REASON}”): commits 6 to 7 are not proven, their rows are kept as evidence, and the chain goes on from 8.`,
      ],
    });
    expect(verified(store, null).notes).toHaveLength(2);
    const decisions = await readGivenUp(store.db, LEDGER);
    expect(await verifyChain(store.db, LEDGER, undefined, decisions)).toMatchObject({ ok: true, seq: 9 });
    expect(await verifyChain(store.db, LEDGER)).toMatchObject({ ok: false, seq: 6 });

    const image = store.database.serialize();
    for (const [sql, found] of [
      ["UPDATE log SET person = 'x' WHERE seq = 9", 'at 9: its row'],
      ["UPDATE log SET person = 'x' WHERE seq = 4", 'at 4: its row'],
      ["UPDATE log SET at = 'x' WHERE seq = 8", 'at 6: the commit is missing'],
      ['DELETE FROM given_up_row WHERE n = 0', 'at 8: the rows kept as evidence are not those'],
      ["UPDATE given_up SET reason = '别的'", 'at 8: the decision to go on without commits is not signed'],
    ] as const) {
      const altered = memoryStore(image);
      altered.database.exec(sql);
      expect(verified(altered).findings.join('\n')).toContain(found);
    }
  });

  it('[D12] a break further back: what stands is kept, only its proof is given up', async () => {
    const { store, receipts } = await written();
    store.database.exec("UPDATE change SET new_value = '\"伪造\"' WHERE seq = 3 AND field = 'owner'");
    const setting = open(store);
    const page = await new TestPage(setting.rooms, EDITOR1).board();
    setting.rooms.damageFound(LEDGER, 3);
    expect((await page.next('notice')).body.code).toBe('LEDGER_DAMAGED');
    expect(await accept(setting)).toEqual({ ok: true, value: { epoch: EPOCH, seq: 8 } });
    expect(await setting.rooms.committed(LEDGER)).toMatchObject({ ok: true, value: { seq: 8 } });
    expect(await writes(setting, '以后')).toMatchObject({ seq: 9 });
    const next = await new TestPage(setting.rooms, EDITOR1).board({ receipt: receipts.at(-1)! });
    expect((await next.next('welcome')).body.readOnly).toBeNull();
    await setting.rooms.close();
    expect(numbers(store, 'log')).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(numbers(store, 'given_up_row')).toEqual([]);
    const { findings, notes } = verified(store);
    expect(findings).toEqual([]);
    expect(notes[0]).toContain('at 3: its row, its changes or its update are not those');
    expect(notes[0]).toContain('commits 3 to 7 are not proven, their rows stay where they are');
    expect(await isGivenUp(store.db, KEY, LEDGER, 3)).toBe(true);
    expect(await isGivenUp(store.db, 'another key', LEDGER, 3)).toBe(false);
    expect(await isGivenUp(store.db, KEY, LEDGER, 4)).toBe(false);
    // another break before it is not what was accepted
    store.database.exec("UPDATE log SET person = 'x' WHERE seq = 2");
    expect(verified(store).findings[0]).toContain('at 2: its row');
  });

  it('[D12] receipts of what was given up count no more, those before it do', async () => {
    const { store, receipts } = await written();
    store.database.exec(DAMAGE_AT_6);
    const setting = open(store);
    expect(await accept(setting)).toMatchObject({ ok: true });
    const shown = async (receipt: Receipt): Promise<string | null> =>
      (await (await new TestPage(setting.rooms, EDITOR1).board({ receipt })).next('welcome')).body.readOnly;
    for (const receipt of receipts) expect(await shown(receipt)).toBeNull();
    store.database.exec("UPDATE log SET hash = 'f' WHERE seq = 4");
    expect(await shown(receipts[2]!)).toBe('TAIL_LOST');
    await setting.rooms.close();
  });

  it('[D12] an operation of a commit that was given up is unknown, and may be done again', async () => {
    const { store } = await written();
    store.database.exec(DAMAGE_AT_6);
    const setting = open(store);
    expect(await accept(setting)).toMatchObject({ ok: true });
    const page = await new TestPage(setting.rooms, EDITOR1).board({ ops: ['op3x', 'op4x'].map(rowId) });
    expect((await page.next('welcome')).body.known).toEqual([rowId('op3x')]);
    page.edit('op4x', (doc) => setCell(doc, OWNER, '第4'));
    expect((await page.next('ack')).body).toMatchObject({ seq: 9 });
    await setting.rooms.close();
  });

  it('[D12] damage after damage: the first decision stays as evidence of the second', async () => {
    const { store } = await written();
    store.database.exec(DAMAGE_AT_6);
    const first = open(store);
    expect(await accept(first)).toMatchObject({ ok: true });
    await writes(first, '以后');
    await first.rooms.close();
    store.database.exec("DELETE FROM checkpoint WHERE seq > 5; UPDATE log SET person = 'y' WHERE seq = 9");
    const second = open(store);
    expect(await accept(second)).toMatchObject({ ok: true, value: { epoch: EPOCH + 1, seq: 10 } });
    await writes(second, '再以后');
    await second.rooms.close();
    expect(numbers(store, 'log')).toEqual([1, 2, 3, 4, 5, 10, 11]);
    expect(verified(store)).toMatchObject({ findings: [], notes: [expect.anything(), expect.anything()] });
  });

  it('[D12] where nothing can be proven there is nothing to go on from', async () => {
    const { store } = await written();
    store.database.exec("DELETE FROM checkpoint; UPDATE log SET person = 'x' WHERE seq = 1");
    const setting = open(store);
    expect(await accept(setting)).toMatchObject({ ok: false, code: 'LEDGER_DAMAGED' });
    await setting.rooms.close();
  });
});
