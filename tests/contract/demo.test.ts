/** The example rounds as people find them: problems in every state, and for every account something that waits for it (A20). */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockOfProblem } from '#domain/deadlines.ts';
import { figuresOf, sumFigures } from '#domain/projections/figures.ts';
import type { Lists, ProblemRow } from '#domain/projections/rows.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { ImportPreview, LedgerSummary, RoundSummary, RowRecords } from '#protocol/services.ts';
import { DEMO_USERNAMES } from '#server/access/demo-accounts.ts';
import { openHouse, type House, type Visitor } from './house.ts';

const TODAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());

let house: House;
let rounds: readonly RoundSummary[];
/** all ledgers with their rows, as the office reads them */
let all: readonly { readonly ledger: LedgerSummary; readonly lists: Lists }[];
const visitors = new Map<string, Visitor>();

async function as(username: string): Promise<Visitor> {
  const known = visitors.get(username);
  if (known) return known;
  const visitor = await house.visitor().enter(username);
  visitors.set(username, visitor);
  return visitor;
}
const read = async <T>(username: string, path: string): Promise<T> => (await as(username)).read<T>(path);
const items = async <T>(username: string, path: string): Promise<readonly T[]> =>
  (await read<{ items: readonly T[] }>(username, path)).items;

const problems = (): readonly ProblemRow[] => all.flatMap(({ lists }) => lists.problems);
/** How often each problem was sent back. */
async function returns(): Promise<ReadonlyMap<string, number>> {
  const rows = await house.app.store.db
    .selectFrom('review')
    .select('problem')
    .where('decision', '=', 'return')
    .execute();
  const counted = new Map<string, number>();
  for (const { problem } of rows) counted.set(problem, (counted.get(problem) ?? 0) + 1);
  return counted;
}
/** Problems of the ledgers that this person opens. */
async function reach(username: string): Promise<readonly { ledger: LedgerSummary; lists: Lists }[]> {
  const own = new Set((await items<LedgerSummary>(username, '/api/ledgers')).map(({ id }) => id));
  return all.filter(({ ledger }) => own.has(ledger.id));
}
const standing = async (username: string, status: string): Promise<number> =>
  (await reach(username)).flatMap(({ lists }) => lists.problems).filter((each) => each.status === status)
    .length;

beforeAll(async () => {
  house = await openHouse({ SANDAN_DEMO: '1' });
  rounds = await items<RoundSummary>('office', '/api/rounds');
  const ledgers = await items<LedgerSummary>('office', '/api/ledgers');
  all = await Promise.all(
    ledgers.map(async (ledger) => ({
      ledger,
      lists: await read<Lists>('office', `/api/ledgers/${ledger.id}`),
    })),
  );
}, 120_000);
afterAll(() => house.close());

describe('[A20] the example rounds', () => {
  it('[A20] hold two rounds, two teams, eight units and over a hundred problems whose figures add up', () => {
    expect(rounds.map(({ settings }) => settings.closureChain.join())).toEqual([
      'first_review,audit',
      'first_review,joint_review',
    ]);
    expect(new Set(all.map(({ ledger }) => ledger.team?.id)).size).toBe(2);
    expect(new Set(all.map(({ ledger }) => ledger.unit.id)).size).toBe(8);
    const total = sumFigures(all.map(({ lists }) => figuresOf(lists, TODAY, { longTermOutOfRate: false })));
    expect(total.problems).toBeGreaterThan(100);
    expect(total.problems).toBe(problems().length);
    expect(total.closed + total.longTerm + total.basicallyDone + total.open).toBe(total.problems);
    for (const figure of ['closed', 'longTerm', 'basicallyDone', 'open', 'reported', 'overdue'] as const)
      expect([figure, total[figure] >= 5]).toEqual([figure, true]);
  });

  it('[A20] hold problems in every state that commands lead to, returned once and twice, key and overdue ones', async () => {
    expect([...new Set(problems().map(({ status }) => status))].sort()).toEqual([
      'audit',
      'closed',
      'first_review',
      'issued',
      'joint_review',
      'rectifying',
    ]);
    const times = [...(await returns()).values()];
    expect(times.filter((count) => count === 1).length).toBeGreaterThan(2);
    expect(times.filter((count) => count >= 2).length).toBeGreaterThan(1);
    const keys = problems().filter(({ key }) => key);
    expect(keys.length).toBeGreaterThan(10);
    expect(keys.length).toBeLessThan(problems().length / 3);
    expect(new Set(problems().map(({ nature }) => nature))).toEqual(new Set(['个性', '共性']));
    // nobody copied and pasted: no two units were told the same
    const texts = problems().map(({ original }) => original);
    expect(new Set(texts).size).toBe(texts.length);
  });

  it('[A20] hold rows in the bin, a preview with open doubts, and snapshots of rounds and of a ledger', async () => {
    const bins = await Promise.all(
      all.map(({ ledger }) => read<RowRecords>('office', `/api/ledgers/${ledger.id}/records`)),
    );
    const lists = bins.flatMap(({ bin }) => bin.map(({ list }) => list));
    expect(lists.filter((list) => list === 'problems').length).toBeGreaterThan(1);
    expect(lists.filter((list) => list === 'tasks').length).toBeGreaterThan(1);
    const open = await house.app.store.db
      .selectFrom('import')
      .select('id')
      .where('state', '=', 'open')
      .executeTakeFirstOrThrow();
    const preview = await read<ImportPreview>('office', `/api/imports/${open.id}`);
    // the office finds it again where it was brought in; the unit, whose it is not, does not
    const asker = async (username: string) =>
      (await house.app.services.asker(new Headers({ cookie: (await as(username)).cookie })))!;
    const waiting = await house.app.services.waitingImports(await asker('office'), preview.ledger);
    expect(waiting).toMatchObject({ ok: true, value: [{ id: open.id, by: '周某某' }] });
    expect(await house.app.services.waitingImports(await asker('unit1head'), preview.ledger)).toMatchObject({
      ok: false,
    });
    expect(preview.problems.length).toBeGreaterThan(2);
    expect(preview.warnings.some(({ severity, settled }) => severity === 'must' && !settled)).toBe(true);
    for (const { id } of rounds) expect(await items('office', `/api/rounds/${id}/snapshots`)).toHaveLength(1);
    const [first] = await items<LedgerSummary>('unit1head', '/api/ledgers');
    expect(await items('unit1head', `/api/ledgers/${first!.id}/snapshots`)).toHaveLength(1);
  });

  it('[A20] one person may be all three administrators there, as the account list says', async () => {
    const setting = await read<{ joinedAdministrators: boolean }>('admin', '/api/settings');
    expect(setting.joinedAdministrators).toBe(true);
    const { roles } = await read<{ roles: string[] }>('admin', '/api/me');
    expect([...roles].sort()).toEqual(['audit_admin', 'security_admin', 'system_admin']);
  });
});

describe('[A20] what waits for whom', () => {
  it('[A20] for the office an audit, a joint review and what is overdue', async () => {
    expect(await standing('office', 'audit')).toBeGreaterThan(2);
    expect(await standing('office', 'joint_review')).toBeGreaterThan(2);
  });

  it('[A20] for the first reviewer a first review', async () => {
    expect(await standing('resident1', 'first_review')).toBeGreaterThan(2);
  });

  it.each(['team1', 'discipline', 'organization'])(
    '[A20] for %s a joint review that has not heard it yet',
    async (who) => {
      const organisation = (await read<{ memberships: { organisation: string }[] }>(who, '/api/me'))
        .memberships[0]!.organisation;
      const spoken = await house.app.store.db
        .selectFrom('review')
        .select('problem')
        .where('step', '=', 'joint_review')
        .where('organisation', '=', organisation)
        .execute();
      const heard = new Set(spoken.map(({ problem }) => problem));
      const waiting = (await reach(who))
        .flatMap(({ lists }) => lists.problems)
        .filter(({ id, status }) => status === 'joint_review' && !heard.has(id));
      expect(waiting.length).toBeGreaterThan(0);
    },
  );

  it.each(['unit1head', 'unit2head'])('[A20] for %s a claim and an application', async (who) => {
    const [own] = await reach(who);
    expect(await standing(who, 'issued')).toBeGreaterThan(0);
    const ready = own!.lists.problems.filter(
      ({ status, completion }) => status === 'rectifying' && completion === '已完成',
    );
    expect(ready.length).toBeGreaterThan(0);
  });

  it.each(['unit1', 'unit2'])('[A20] for %s what was sent back and what is late', async (who) => {
    const [own] = await reach(who);
    const back = await returns();
    const working = own!.lists.problems.filter(({ status }) => status === 'rectifying');
    expect(working.some(({ id }) => back.has(id))).toBe(true);
    expect(working.some((each) => clockOfProblem(each, TODAY).light === 'red')).toBe(true);
  });

  it('[A20] for the class member open tasks under duties that name them', async () => {
    const { id } = await read<{ id: string }>('unit1member', '/api/me');
    const [own] = await reach('unit1member');
    const named = new Set(
      own!.lists.duties
        .filter(({ leaders }) => leaders.some((leader) => leader.startsWith(`@${id} `)))
        .map(({ problem }) => problem),
    );
    const open = own!.lists.tasks.filter(
      ({ problem, completion }) => named.has(problem) && completion === '未完成',
    );
    expect(open.length).toBeGreaterThan(1);
  });

  it('[A20] for the department tasks that it has reported on, and others that it has not', async () => {
    const [rows] = await items<DepartmentRows>('department1', '/api/department/rows');
    const written = rows!.tasks.filter(({ progress }) => progress !== '');
    expect(written.length).toBeGreaterThan(1);
    expect(rows!.tasks.length).toBeGreaterThan(written.length);
  });

  it('[A20] for the leader key problems that are overdue, and problems that were returned twice', async () => {
    const seen = (await reach('leader1')).flatMap(({ lists }) => lists.problems);
    const late = seen.filter((each) => each.key && clockOfProblem(each, TODAY).light === 'red');
    expect(late.length).toBeGreaterThan(2);
    const back = await returns();
    expect(seen.filter(({ id }) => (back.get(id) ?? 0) >= 2).length).toBeGreaterThan(1);
  });

  it('[A20] nobody of the sign-in page is without a place of their own', async () => {
    expect(house.app.services.demo?.accounts.map(({ username }) => username)).toEqual([...DEMO_USERNAMES]);
    for (const username of DEMO_USERNAMES)
      expect((await (await as(username)).get('/api/me')).status).toBe(200);
  });
});
