/** Snapshots that nobody takes by hand: at milestones, at night, once for each change; and the end of old contents (N8–N10). */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createAutomaticSnapshots, MILESTONES_KEPT_MAX } from '#server/exchange/automatic-snapshots.ts';
import { chainFaults } from '#server/exchange/snapshot-chain.ts';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, type House, type Visitor } from './house.ts';

let house: House;
let cast: Cast;
let office: Visitor;
let head: Visitor;
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  [office, head] = [await cast.as('office'), await cast.as('head')];
});
afterAll(() => house.close());

const command = (who: Visitor, name: string, input: object, ledger: string = cast.ledger) =>
  who.post(`/api/ledgers/${ledger}/commands`, { command: name, opId: opId(), ...input });
interface Listed {
  readonly id: string;
  readonly number: number;
  readonly cause: string;
  readonly by: string;
  readonly droppedAt: string | null;
}
const listed = async (ledger: string = cast.ledger): Promise<readonly Listed[]> =>
  at((await office.get(`/api/ledgers/${ledger}/snapshots`)).json, 'items') as never;
const untilListed = (ledger?: string): Promise<void> =>
  vi.waitFor(async () => expect(await listed(ledger)).toHaveLength(1), { timeout: 10_000, interval: 20 });
const causes = async (ledger?: string): Promise<readonly string[]> =>
  (await listed(ledger)).map(({ cause }) => cause);
const atNight = (nightlyKept = 30) =>
  createAutomaticSnapshots({
    store: house.app.store,
    exchange: house.app.exchange,
    nightlyKept,
    clock: () => new Date(),
    log: house.app.log,
  });
const change = (due: string) =>
  command(office, 'editCells', { intents: [{ cell: `${problem}/due`, value: due }] });
let problem = '';

describe('[N8] milestones', () => {
  it('[N8] the issue of the feedback is kept, behind the answer, once', async () => {
    expect(
      (await command(office, 'issueFeedback', { problems: [{ code: '1-1', original: '学习不深入。' }] }))
        .status,
    ).toBe(200);
    await untilListed();
    expect(await listed()).toMatchObject([{ number: 1, cause: 'feedback', title: '反馈意见下发时自动存档' }]);
    problem = String(at((await office.get(`/api/ledgers/${cast.ledger}`)).json, 'problems', 0, 'id'));
  });

  it('[N8] nothing is kept twice: without a change the last one stands', async () => {
    const again = await house.app.exchange.takeAutomatic({ ledger: cast.ledger }, 'import', null);
    expect(again).toMatchObject({ ok: true, value: { number: 1 } });
    expect(await causes()).toEqual(['feedback']);
    const none = await house.app.exchange.takeAutomatic({ ledger: cast.otherLedger }, 'nightly', null);
    expect(none).toEqual({ ok: true, value: null });
  });

  it('[N8] the closing of one problem is no milestone, that of the last one is', async () => {
    const automatic = atNight();
    await change('2026-01-01');
    const actor = { person: cast.people.office, name: '办公室', roles: [], organisations: [] };
    automatic.after(cast.ledger, 'passReview', actor);
    await automatic.settled();
    expect(await causes()).toEqual(['feedback']);
    const { store } = house.app;
    const set = (status: string) =>
      store.commit([
        [store.db.updateTable('row_current').set({ status }).where('row', '=', problem).compile()],
      ]);
    await set('closed');
    automatic.after(cast.ledger, 'passReview', actor);
    await automatic.settled();
    expect(await causes()).toEqual(['closed', 'feedback']);
    await set('issued');
    automatic.after(cast.ledger, 'claim', actor);
    await automatic.settled();
    expect(await causes()).toHaveLength(2);
  });
});

describe('[N9] the night', () => {
  it('[N9] takes the ledgers in which something was written since their last one, by nobody', async () => {
    const automatic = atNight();
    expect(await automatic.nightly()).toEqual({ done: 0, left: 0 });
    await change('2026-02-01');
    await command(
      office,
      'issueFeedback',
      { problems: [{ code: '1-1', original: '另一本。' }] },
      cast.otherLedger,
    );
    await untilListed(cast.otherLedger);
    expect(await automatic.nightly()).toEqual({ done: 1, left: 0 });
    expect((await listed())[0]).toMatchObject({ number: 3, cause: 'nightly', by: '' });
    expect(await automatic.nightly()).toEqual({ done: 0, left: 0 });
  });
});

describe('[N10] old contents', () => {
  const rows = () =>
    house.app.store.db
      .selectFrom('snapshot')
      .selectAll()
      .where('ledger', '=', cast.ledger)
      .orderBy('number')
      .execute();

  it('[N10] of nightly ones beyond the bound go; number and hash stay, the chain holds, people’s own are kept', async () => {
    expect((await head.post(`/api/ledgers/${cast.ledger}/snapshots`, { title: '手工' })).status).toBe(201);
    const automatic = atNight(2);
    for (const due of ['2026-03-01', '2026-03-02', '2026-03-03']) {
      await change(due);
      await automatic.nightly();
    }
    const all = await listed();
    expect(all.map(({ cause, droppedAt }) => [cause, droppedAt !== null])).toEqual([
      ['nightly', false],
      ['nightly', false],
      ['nightly', true],
      ['manual', false],
      ['nightly', true],
      ['closed', false],
      ['feedback', false],
    ]);
    expect([...chainFaults(await rows())]).toEqual([]);
    const dropped = all.find(({ droppedAt }) => droppedAt !== null)!;
    for (const path of ['export.json', 'diff/now', 'restore'])
      expect(codeOf(await head.get(`/api/snapshots/${dropped.id}/${path}`)), path).toBe('SNAPSHOT_DROPPED');
  });

  it('[N10] an emptied content of a snapshot that a person took is a break, and so is one that is not empty', async () => {
    const kept = await rows();
    const faultsOf = (of: (row: (typeof kept)[number]) => boolean, set: object) =>
      [...chainFaults(kept.map((row) => (of(row) ? { ...row, ...set } : row)))].map(({ kind }) => kind);
    const now = new Date().toISOString();
    expect(
      faultsOf(({ cause }) => cause === 'manual', { content: Buffer.alloc(0), dropped_at: now }),
    ).toEqual(['content']);
    expect(faultsOf(({ dropped_at }) => dropped_at !== null, { content: Buffer.from('{}') })).toEqual([
      'content',
      'content',
    ]);
    expect(MILESTONES_KEPT_MAX).toBeGreaterThan(30);
  });
});
