/** Typing reads as one change, and nothing is lost or told twice (rule H4). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '#domain/history/excerpt.ts';
import { PAUSE_MS_MAX, Runs, TYPING_MS_MAX, type Act } from '#domain/history/runs.ts';
import { applyComposed, applySplices, type TextSplice } from '#domain/history/splices.ts';

const START = Date.parse('2026-03-01T08:00:00.000Z');
const at = (ms: number): string => new Date(START + ms).toISOString();
const typing = (
  seq: number,
  ms: number,
  more: Partial<Act> = {},
  splices: TextSplice[] = [[0, '', '甲']],
): Act => ({
  seq,
  at: at(ms),
  person: 'p1',
  standing: '张三',
  act: 'edit',
  more: 0,
  changes: [{ kind: 'text', cell: 'row/progress', splices }],
  ...more,
});
const runsOf = (acts: readonly Act[], max = 100) => {
  const runs = new Runs<Act>(max);
  for (const act of [...acts].reverse()) runs.add(act);
  return runs.runs();
};

describe('runs', () => {
  it('[H4] typing of one person in one text is one act, with its first and last commit', () => {
    const [run, ...others] = runsOf([
      typing(1, 0, {}, [[0, '', '完']]),
      typing(2, 1_000, {}, [[1, '', '成']]),
      typing(3, 2_000, {}, [[1, '成', '结']]),
    ]);
    expect(others).toEqual([]);
    expect(run).toMatchObject({ commits: 3, last: { seq: 3 }, first: { seq: 1 } });
    expect(run!.typing).toEqual({ cell: 'row/progress', splices: [[0, '', '完结']] });
  });

  it.each<[string, Partial<Act>]>([
    ['another person', { person: 'p2' }],
    ['another role or organisation', { standing: '张三 office' }],
    ['a command', { act: 'command:reportProgress' }],
    ['a value in the same text', { changes: [{ kind: 'value', cell: 'row/progress' }] }],
  ])('[H4] what %s changed between parts it', (_what, between) => {
    expect(runsOf([typing(1, 0), typing(2, 1_000, between), typing(3, 2_000)])).toHaveLength(3);
  });

  it('[H4] what others do elsewhere meanwhile does not part it', () => {
    const elsewhere = { person: 'p2', changes: [{ kind: 'text' as const, cell: 'row/note', splices: [] }] };
    const runs = runsOf([typing(1, 0), typing(2, 10, elsewhere), typing(3, 20), typing(4, 30, elsewhere)]);
    expect(runs.map(({ commits, last }) => [last.seq, commits])).toEqual([
      [4, 2],
      [3, 2],
    ]);
  });

  it('[H4] a long pause parts it, and so does a long time', () => {
    expect(runsOf([typing(1, 0), typing(2, PAUSE_MS_MAX)])).toHaveLength(1);
    expect(runsOf([typing(1, 0), typing(2, PAUSE_MS_MAX + 1)])).toHaveLength(2);
    const steady = Array.from({ length: 100 }, (_, n) => typing(n + 1, n * 60_000));
    const spans = runsOf(steady).map(({ first, last }) => Date.parse(last.at) - Date.parse(first.at));
    expect(Math.max(...spans)).toBe(TYPING_MS_MAX);
  });

  it('[H4] a full page takes no act that would begin another run', () => {
    const runs = new Runs<Act>(1);
    expect(runs.add(typing(3, 2_000))).toBe(true);
    expect(runs.add(typing(2, 1_000))).toBe(true);
    expect(runs.add(typing(1, 0, { person: 'p2' }))).toBe(false);
    expect(runs.runs()).toMatchObject([{ commits: 2, first: { seq: 2 } }]);
  });

  it('[H4] runs, composed, lead from the first text to the last one, whoever types where', () => {
    const step = fc.record({
      cell: fc.constantFrom('row/progress', 'row/measure'),
      person: fc.constantFrom('p1', 'p2'),
      pause: fc.constantFrom(100, 60_000, PAUSE_MS_MAX + 1),
      at: fc.nat(),
      deletes: fc.nat({ max: 3 }),
      inserted: fc.string({ unit: fc.constantFrom('甲', '乙', '𠮷'), maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const texts = new Map<string, string>();
        let ms = 0;
        const acts = steps.map((one, n) => {
          ms += one.pause;
          const text = texts.get(one.cell) ?? '';
          const index = one.at % (text.length + 1);
          const splice: TextSplice = [index, text.slice(index, index + one.deletes), one.inserted];
          texts.set(one.cell, applySplices(text, [splice])!);
          const changes = [{ kind: 'text' as const, cell: one.cell, splices: [splice] }];
          return typing(n + 1, ms, { person: one.person, changes });
        });
        const runs = runsOf(acts);
        expect(runs.reduce((sum, run) => sum + run.commits, 0)).toBe(acts.length);
        const now = new Map<string, string>();
        for (const { typing: typed } of [...runs].reverse())
          now.set(typed!.cell, applyComposed(now.get(typed!.cell) ?? '', typed!.splices)!);
        expect(now).toEqual(texts);
      }),
    );
  });
});

describe('excerpts', () => {
  it('[H4] keep what changed and shorten what stayed', () => {
    const long = '已'.repeat(100);
    expect(
      excerpt([
        ['=', long],
        ['-', '60%'],
        ['+', '85%'],
        ['=', long],
        ['+', '。'],
        ['=', '短'],
      ]),
    ).toEqual([
      ['=', `…${'已'.repeat(24)}`],
      ['-', '60%'],
      ['+', '85%'],
      ['=', `${'已'.repeat(24)}…${'已'.repeat(24)}`],
      ['+', '。'],
      ['=', '短'],
    ]);
  });
});
