/** The part of the overview that comes from review records, over a real store. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CompiledQuery } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LedgerId, RoundId } from '#domain/ids.ts';
import type { Overview } from '#protocol/overview.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { createViews } from '#server/views/views.ts';
import { ledgerId, partiesOf, ROUND } from '../../tests/contract/parties.ts';

/** a Wednesday */
const TODAY = '2025-05-14';
const shanghai = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' });
const L1 = ledgerId(1) as LedgerId;

describe('figures from review records in SQL', () => {
  let folder: string;
  let store: Store;
  let records = 0;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandan-reviewed-'));
    store = await openSqliteStore(folder);
    await store.commit([partiesOf(store, 2)]);
  });
  afterEach(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });

  const row = (id: string, more: object = {}): CompiledQuery =>
    store.db
      .insertInto('row_current')
      .values({
        ledger: L1,
        row: id,
        list: 'problems',
        problem: null,
        place: 'a0',
        deleted: 0,
        status: 'rectifying',
        kind: 'timed',
        due: null,
        completion: null,
        long_term: 0,
        cells: JSON.stringify({ key: true, code: id, original: '会议记录不完整。'.repeat(20) }),
        seq: 1,
        ...more,
      })
      .compile();
  const review = (problem: string, decision: 'pass' | 'return', at: string): CompiledQuery =>
    store.db
      .insertInto('review')
      .values({
        id: `review${(records += 1)}`,
        ledger: L1,
        problem,
        loop: 1,
        step: 'audit',
        decision,
        opinion: null,
        person: 'person0000000001',
        organisation: 'office0000000001',
        at,
        content_hash: '',
        seq: 1,
      })
      .compile();
  async function overview(statements: CompiledQuery[], today = TODAY): Promise<Overview> {
    await store.commit([statements]);
    const views = createViews({
      store,
      rooms: { onCommit: () => () => undefined },
      today: () => today,
      dayOf: (at) => shanghai.format(at),
      report: (error) => {
        throw error;
      },
    });
    const seen = await views.overview(ROUND as RoundId, [L1, ledgerId(2) as LedgerId]);
    views.close();
    return seen!;
  }

  it('[C11] [C15] a closing counts on the day of its last pass in the time of the installation', async () => {
    const statements = [
      row('p1', { status: 'closed' }),
      review('p1', 'pass', '2025-05-01T01:00:00.000Z'),
      // Sunday evening in UTC is Monday there
      review('p1', 'pass', '2025-05-11T17:00:00.000Z'),
      row('p2', { status: 'closed' }),
      review('p2', 'pass', '2025-05-11T15:00:00.000Z'),
      row('p3', { status: 'audit' }),
      review('p3', 'pass', '2025-05-13T15:00:00.000Z'),
    ];
    const { total, closings, units, recent } = await overview(statements);
    expect(total).toMatchObject({ closed: 2, closedThisWeek: 1, inReview: 1 });
    expect(units.map(({ closedThisWeek }) => closedThisWeek)).toEqual([1, 0]);
    // [C15] one line a problem, the newest first
    expect(recent).toEqual([
      { at: '2025-05-13T15:00:00.000Z', unit: '单位1', code: 'p3', what: 'passed' },
      { at: '2025-05-11T17:00:00.000Z', unit: '单位1', code: 'p1', what: 'closed' },
      { at: '2025-05-11T15:00:00.000Z', unit: '单位1', code: 'p2', what: 'closed' },
    ]);
    expect(closings).toEqual({ from: '2025-02-24', counts: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1] });
  });

  it('[C12] [C13] returns and what a leader is asked to look at, worst first, within the problems that stand', async () => {
    const twice = (problem: string) => [
      review(problem, 'return', '2025-05-01T01:00:00.000Z'),
      review(problem, 'return', '2025-05-02T01:00:00.000Z'),
    ];
    const { total, attention, recent } = await overview([
      row('late', { due: '2025-05-12' }),
      row('later', { due: '2025-05-01' }),
      row('longterm', { due: '2025-05-01' }),
      row('task', { list: 'tasks', problem: 'longterm', long_term: 1 }),
      row('plain', { due: '2025-05-01', cells: '{}' }),
      row('once'),
      review('once', 'return', '2025-05-01T01:00:00.000Z'),
      row('twice'),
      ...twice('twice'),
      row('binned', { deleted: 1, due: '2025-05-01' }),
      ...twice('binned'),
      row('closed', { status: 'closed', due: '2025-05-01' }),
      ...twice('closed'),
    ]);
    expect(total).toMatchObject({ returned: 2, returnedTwice: 1, attention: 3, overdue: 3 });
    expect(
      attention.map(({ id, reason, overdueDays, returns }) => [id, reason, overdueDays, returns]),
    ).toEqual([
      ['later', 'overdue', 13, 0],
      ['late', 'overdue', 2, 0],
      ['twice', 'returned', 0, 2],
    ]);
    expect(recent[0]).toMatchObject({ what: 'returned' });
    expect(recent.map(({ code }) => code)).not.toContain('binned');
    expect(attention[0]).toMatchObject({ unit: '单位1', code: 'later', ledger: L1 });
    expect(attention[0]?.original).toHaveLength(80);
  });

  it('[C13] at most eight rows are shown, all of them count', async () => {
    const rows = Array.from({ length: 12 }, (_, n) =>
      row(`late${String(n).padStart(2, '0')}`, { due: '2025-05-01' }),
    );
    const { total, attention } = await overview(rows);
    expect([total.attention, attention.length]).toEqual([12, 8]);
  });

  it('[C9] due soon is a yellow light, also in figures that an older version stored', async () => {
    const stored = {
      problems: 9,
      closed: 9,
      longTerm: 0,
      basicallyDone: 0,
      open: 0,
      reported: 0,
      overdue: 0,
    };
    const { total } = await overview([
      row('p1', { due: '2025-05-24' }),
      row('p2', { due: TODAY }),
      row('p3', { due: '2025-05-25' }),
      row('p4', { due: '2025-05-13' }),
      row('p5', { due: TODAY, status: 'first_review' }),
      store.db
        .insertInto('figures')
        .values({
          ledger: L1,
          day: TODAY,
          figures: JSON.stringify({ ...stored, rate: 100, divisor: 9 }),
        })
        .compile(),
    ]);
    expect(total).toMatchObject({ problems: 5, dueSoon: 2, overdue: 1, inReview: 1 });
  });
});
