/** The list behind every figure of the overview, through the whole server: the demo round as it is, and after people acted. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clockOfProblem } from '#domain/deadlines.ts';
import { COUNTING_FIGURES, countsIn } from '#domain/projections/figures.ts';
import { OVERVIEW_FIGURES, type OverviewFigure } from '#domain/projections/review-figures.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { FigureRow, FigureRows } from '#protocol/figure-rows.ts';
import type { Overview } from '#protocol/overview.ts';
import { openHouse, opId, type House, type Visitor } from './house.ts';

/** More pages than any list here has. */
const PAGES_MAX = 20;
const TODAY = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Shanghai' }).format(new Date());

let house: House;
let office: Visitor;
let round: string;

const overviewOf = (visitor: Visitor) => visitor.read<Overview>(`/api/rounds/${round}/overview`);
const pathOf = (figure: string, unit = '', after = '') =>
  `/api/rounds/${round}/problems?figure=${figure}${unit && `&unit=${unit}`}${after && `&after=${after}`}`;

/** Every page of a list. */
async function walk(visitor: Visitor, figure: OverviewFigure, unit = '') {
  const rows: FigureRow[] = [];
  const sizes: number[] = [];
  let after = '';
  for (let pages = 0; pages < PAGES_MAX; pages += 1) {
    const page = await visitor.read<FigureRows>(pathOf(figure, unit, after));
    rows.push(...page.items);
    sizes.push(page.items.length);
    if (page.next === undefined) return { rows, sizes, count: page.count };
    after = page.next;
  }
  throw new Error(`${figure} has no last page.`);
}
async function expectAgreement(visitor: Visitor): Promise<void> {
  const { units, total } = await overviewOf(visitor);
  for (const figure of OVERVIEW_FIGURES) {
    const all = await walk(visitor, figure);
    expect([figure, all.rows.length, all.count]).toEqual([figure, total[figure], total[figure]]);
    expect(new Set(all.rows.map(({ id }) => id)).size).toBe(all.rows.length);
    for (const unit of units) {
      const own = await walk(visitor, figure, unit.ledger);
      expect([figure, unit.name, own.rows.length]).toEqual([figure, unit.name, unit[figure]]);
      expect(all.rows.filter(({ ledger }) => ledger === unit.ledger)).toEqual(own.rows);
    }
  }
}
const command = (ledger: string, body: object) =>
  office.post(`/api/ledgers/${ledger}/commands`, { opId: opId(), ...body });

beforeAll(async () => {
  house = await openHouse({ SANDAN_DEMO: '1' });
  office = await house.visitor().enter('office');
  round = (await office.read<{ items: { id: string }[] }>('/api/rounds')).items[0]!.id;
});
afterAll(() => house.close());

describe('behind a figure', () => {
  it.each(['office', 'leader1', 'team1'])(
    '[C8] every figure has as many rows as it says, for %s',
    async (name) => {
      await expectAgreement(await house.visitor().enter(name));
    },
  );

  it('[C8] the rows are those of the ledgers that count, in the order of the list, with their lights', async () => {
    const { units } = await overviewOf(office);
    for (const { ledger, name } of units) {
      const { problems } = await office.read<Lists>(`/api/ledgers/${ledger}`);
      for (const figure of COUNTING_FIGURES)
        expect((await walk(office, figure, ledger)).rows).toEqual(
          problems
            .filter((problem) => countsIn(figure, problem, TODAY))
            .map((problem) => ({
              id: problem.id,
              ledger,
              unit: name,
              mayOpen: true,
              code: problem.code,
              original: [...problem.original].slice(0, 200).join(''),
              status: problem.status,
              due: problem.due,
              kind: problem.kind,
              longTerm: problem.longTerm,
              completion: problem.completion,
              key: problem.key,
              returns: expect.any(Number) as number,
              ...clockOfProblem(problem, TODAY),
            })),
        );
    }
  });

  it('[C8] lists and figures still agree after problems were issued, made late and put into the bin', async () => {
    const before = await overviewOf(office);
    const { ledger } = before.units[0]!;
    const issued = await command(ledger, {
      command: 'issueFeedback',
      problems: Array.from({ length: 120 }, (_, n) => ({
        code: `增-${n}`,
        original: '会议记录不完整。'.repeat(40),
        kind: 'timed',
        due: n % 2 === 0 ? '2020-01-01' : '2190-01-01',
      })),
    });
    expect(issued.status).toBe(200);
    const late = await walk(office, 'overdue', ledger);
    const [binned] = late.rows.filter(({ code }) => code.startsWith('增-'));
    expect((await command(ledger, { command: 'deleteRow', row: binned!.id })).status).toBe(200);

    const after = await overviewOf(office);
    expect(after.total.problems).toBe(before.total.problems + 119);
    expect(after.total.overdue).toBe(before.total.overdue + 59);
    await expectAgreement(office);
    const { sizes, rows } = await walk(office, 'problems', ledger);
    expect(sizes.slice(0, 2)).toEqual([50, 50]);
    expect(Math.max(...rows.map(({ original }) => original.length))).toBe(200);
  });

  it('[C8] [A4] who may not watch the round gets no list; of unknown figures, units and pages there is none', async () => {
    const unit = await house.visitor().enter('unit1');
    expect((await unit.get(pathOf('open'))).status).toBe(403);
    expect((await (await house.visitor().enter('department1')).get(pathOf('open'))).status).toBe(403);
    const nowhere = 'A'.repeat(16);
    expect((await office.get(pathOf('rate'))).status).toBe(400);
    expect((await office.get(`/api/rounds/${round}/problems`)).status).toBe(400);
    expect((await office.get(pathOf('open', nowhere))).status).toBe(404);
    expect((await office.get(pathOf('open', '', 'x'))).status).toBe(400);
    expect((await office.get(pathOf('open', '', `${nowhere}-${nowhere}-a0`))).status).toBe(400);
  });

  it('[C8] [A4] a team sees the problems of its own units only', async () => {
    const organisation = await office.post('/api/organisations', { name: '县统计局', kind: 'unit' });
    const { id: unit } = organisation.json as { id: string };
    const added = await office.post(`/api/rounds/${round}/ledgers`, { unit });
    expect(added.status).toBe(201);
    const { id: other } = added.json as { id: string };
    const problems = [{ code: '1', original: '会议记录不完整' }];
    expect((await command(other, { command: 'issueFeedback', problems })).status).toBe(200);
    expect((await walk(office, 'open', other)).rows).toMatchObject([{ unit: '县统计局', code: '1' }]);

    const team = await house.visitor().enter('team1');
    const own = new Set<string>((await overviewOf(team)).units.map(({ ledger }) => ledger));
    expect(own.has(other)).toBe(false);
    expect((await team.get(pathOf('problems', other))).status).toBe(404);
    const { rows } = await walk(team, 'problems');
    expect(rows.every(({ ledger }) => own.has(ledger))).toBe(true);
  });
});
