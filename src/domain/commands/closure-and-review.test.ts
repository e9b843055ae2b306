import { describe, expect, it } from 'vitest';
import { codeOf, contextOf, decide } from '#domain/commands/context.testing.ts';
import { contentOfProblem } from '#domain/commands/content.ts';
import type { CommandContext, EarlierReview } from '#domain/commands/command.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import { PARTIES, actor, organisation, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';
import type { Lists, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { LedgerActor } from '#domain/roles.ts';

const P = row(1);
const READY: Partial<TaskRow> = {
  completion: '已完成',
  extension: '同类问题一并排查。',
  types: ['专项整治'],
  evidenceCount: 1,
};
const listsOf = (tasks: readonly Partial<TaskRow>[], problem: Partial<ProblemRow> = {}): Lists => ({
  problems: [problemRow(P, problem)],
  duties: [],
  tasks: tasks.map((more, n) => taskRow(row(20 + n), P, { code: `1-1-${n + 1}`, ...READY, ...more })),
});
const head = { actor: actor('unit_head') };
const apply = (
  tasks: readonly Partial<TaskRow>[],
  input: object = {},
  problem: Partial<ProblemRow> = {},
  more: Partial<CommandContext> = {},
): string =>
  codeOf(
    decide('applyForClosure', { row: P, ...input }, contextOf(listsOf(tasks, problem), { ...head, ...more })),
  );

describe('applyForClosure', () => {
  it('[W7] hands in through applied to the first step and signs what was seen', () => {
    const context = contextOf(listsOf([{}]), head);
    expect(decide('applyForClosure', { row: P }, context)).toMatchObject({
      value: {
        cells: [
          { row: P, field: 'status', value: 'applied' },
          { row: P, field: 'status', value: 'first_review' },
        ],
        records: [
          {
            kind: 'review',
            problem: P,
            loop: 1,
            step: 'applied',
            decision: 'apply',
            opinion: null,
            organisation: PARTIES.unit,
            contentHash: `hash of ${contentOfProblem(context.index, context.lists.problems[0]!).length}`,
          },
        ],
        value: { status: 'first_review', loop: 1 },
      },
    });
    expect(apply([{}], {}, { status: 'reopened' })).toBe('ok');
  });

  it('[W7] needs a task, and every one done or nearly done with a reason', () => {
    expect(apply([])).toBe('NO_TASKS');
    expect(apply([{ deleted: true }])).toBe('NO_TASKS');
    expect(apply([{}, { completion: '未完成' }])).toBe('TASKS_UNFINISHED');
    expect(apply([{}, { completion: '未完成', deleted: true }])).toBe('ok');
    expect(apply([{ completion: '基本完成' }])).toBe('REASON_REQUIRED');
    expect(apply([{ completion: '基本完成' }], { reason: '  ' })).toBe('REASON_REQUIRED');
    expect(apply([{ completion: '基本完成' }], { reason: '尚待验收，本月内完成。' })).toBe('ok');
    expect(apply([{ completion: '未完成' }], { reason: '尚待验收。' })).toBe('TASKS_UNFINISHED');
  });

  it('[W7] needs evidence on the problem or a task', () => {
    expect(apply([{ evidenceCount: 0 }])).toBe('NO_EVIDENCE');
    expect(apply([{ evidenceCount: 0 }], {}, { evidenceCount: 1 })).toBe('ok');
    expect(apply([{ evidenceCount: 0 }, { deleted: true }])).toBe('NO_EVIDENCE');
  });

  it('[W7] needs the counter of every ticked type above 0', () => {
    expect(apply([{ types: ['建章立制'] }])).toBe('COUNTERS_EMPTY');
    expect(apply([{ types: ['建章立制'], counters: { rules: 0 } }])).toBe('COUNTERS_EMPTY');
    expect(apply([{ types: ['建章立制'], counters: { recovered: 3 } }])).toBe('COUNTERS_EMPTY');
    expect(apply([{ types: ['建章立制', '挽回损失'], counters: { rules: 1, recovered: 0.5 } }])).toBe('ok');
    expect(apply([{ types: ['举一反三', '其他', '重大措施', '专项整治'] }])).toBe('ok');
  });

  it('[W7] needs 举一反三 on at least one task', () => {
    expect(apply([{ extension: ' ' }, { extension: '' }])).toBe('EXTENSION_EMPTY');
    expect(apply([{ extension: '' }, {}])).toBe('ok');
  });

  it('[W7] accountability alone is no rectification', () => {
    const blame: Partial<TaskRow> = { types: ['追责问责'], counters: { accountable: 2 } };
    expect(apply([blame, blame])).toBe('ONLY_ACCOUNTABILITY');
    expect(apply([blame, {}])).toBe('ok');
    expect(apply([{ types: ['追责问责', '其他'], counters: { accountable: 2 } }])).toBe('ok');
    expect(apply([blame, { types: [] }])).toBe('ok');
  });

  it('[W7] names the tasks that stand in the way, ten at most', () => {
    const tasks = Array.from({ length: 12 }, () => ({ completion: '未完成' as const }));
    expect(decide('applyForClosure', { row: P }, contextOf(listsOf(tasks), head))).toMatchObject({
      code: 'TASKS_UNFINISHED',
      params: { count: 12, codes: Array.from({ length: 10 }, (_, n) => `1-1-${n + 1}`).join(', ') },
    });
  });

  it('[W7] needs the first reviewer that the chain asks for', () => {
    const parties = { ...PARTIES, resident: null };
    expect(apply([{}], {}, {}, { parties })).toBe('FIRST_REVIEWER_MISSING');
    expect(apply([{}], {}, {}, { parties, closureChain: ['audit'] })).toBe('ok');
  });

  it('[W2] is for the head, while the problem is worked on', () => {
    expect(apply([{}], {}, {}, { actor: actor('unit_editor') })).toBe('FORBIDDEN');
    expect(apply([{}], {}, { status: 'issued' })).toBe('WRONG_STATE');
    expect(apply([{}], {}, { status: 'audit' })).toBe('WRONG_STATE');
    expect(apply([{}], { reason: '机密★5年' })).toBe('CLASSIFIED_TEXT');
  });
});

describe('reviews', () => {
  const review = (
    name: 'passReview' | 'returnReview',
    status: string,
    who: LedgerActor,
    more: Partial<CommandContext> = {},
    input: object = {},
  ): ReturnType<typeof decide> =>
    decide(
      name,
      { row: P, opinion: '材料齐全。', ...input },
      contextOf(listsOf([{}], { status }), { actor: who, ...more }),
    );
  const statusAfter = (...args: Parameters<typeof review>): unknown => {
    const decided = review(...args);
    return decided.ok ? (decided.value.value as { status: string }).status : decided.code;
  };

  it('[W8] first review passes to audit, audit closes', () => {
    expect(statusAfter('passReview', 'first_review', actor('resident'))).toBe('audit');
    expect(statusAfter('passReview', 'audit', actor('office'))).toBe('closed');
    expect(
      statusAfter('passReview', 'first_review', actor('resident'), {
        closureChain: ['first_review', 'joint_review'],
      }),
    ).toBe('joint_review');
    expect(statusAfter('passReview', 'first_review', actor('office'))).toBe('NOT_YOUR_STEP');
    expect(statusAfter('passReview', 'rectifying', actor('office'))).toBe('WRONG_STATE');
    expect(statusAfter('passReview', 'audit', actor('unit_head'))).toBe('FORBIDDEN');
  });

  it('[W8] the joint step waits for every organisation, in this loop', () => {
    const chain = { closureChain: ['first_review', 'joint_review'] };
    const passed = (name: string, loop = 1): EarlierReview => ({
      loop,
      step: 'joint_review',
      decision: 'pass',
      organisation: organisation(name),
    });
    const joint = (reviews: readonly EarlierReview[], who = actor('office')): unknown =>
      statusAfter('passReview', 'joint_review', who, { ...chain, reviews });
    const others = ['team', 'discipline', 'organization'].map((name) => passed(name));
    expect(joint([])).toBe('joint_review');
    expect(joint(others.slice(1))).toBe('joint_review');
    expect(joint(others)).toBe('closed');
    expect(
      joint([
        ...others,
        { loop: 1, step: 'joint_review', decision: 'return', organisation: organisation('team') },
      ]),
    ).toBe('joint_review');
    expect(joint([passed('office')])).toBe('NOT_YOUR_STEP');
    expect(joint([], actor('supervisor'))).toBe('joint_review');
    expect(review('passReview', 'joint_review', actor('team'), chain)).toMatchObject({
      value: { cells: [] },
    });
  });

  it('[W9] returning needs an opinion and opens the next loop', () => {
    expect(review('returnReview', 'first_review', actor('resident'))).toMatchObject({
      value: {
        cells: [{ field: 'status', value: 'rectifying' }],
        records: [
          {
            decision: 'return',
            step: 'first_review',
            loop: 1,
            opinion: '材料齐全。',
            organisation: organisation('resident'),
          },
        ],
      },
    });
    expect(codeOf(review('returnReview', 'audit', actor('office'), {}, { opinion: ' ' }))).toBe(
      'OPINION_REQUIRED',
    );
    expect(codeOf(review('returnReview', 'audit', actor('office'), {}, { opinion: undefined }))).toBe(
      'OPINION_REQUIRED',
    );
    expect(
      codeOf(review('returnReview', 'audit', actor('office'), {}, { opinion: '字'.repeat(4_001) })),
    ).toBe('TOO_LONG');
    expect(codeOf(review('passReview', 'audit', actor('office'), {}, { opinion: '' }))).toBe('ok');
    const reviews: EarlierReview[] = [
      { loop: 1, step: 'audit', decision: 'return', organisation: organisation('office') },
    ];
    expect(review('passReview', 'audit', actor('office'), { reviews })).toMatchObject({
      value: { value: { loop: 2, status: 'closed' } },
    });
  });

  it('[W10] binds to what was seen: every change of it is noticed, state and notes are no part of it', () => {
    const content = (lists: Lists): string => contentOfProblem(indexLists(lists), lists.problems[0]!);
    const seen = content(listsOf([{}], { status: 'audit' }));
    expect(content(listsOf([{}], { status: 'first_review', supervisionNote: '请补充。' }))).toBe(seen);
    expect(content(listsOf([{ supervisionNote: '请补充。' }], { status: 'audit' }))).toBe(seen);
    for (const tasks of [[{ progress: '改' }], [{ evidenceCount: 2 }], [{}, {}], [{ deleted: true }]])
      expect(content(listsOf(tasks))).not.toBe(seen);
    expect(content(listsOf([{}], { original: '改' }))).not.toBe(seen);
    const hash = (text: string): string => (text === seen ? 'seen' : 'other');
    expect(codeOf(review('passReview', 'audit', actor('office'), { hash }, { contentHash: 'seen' }))).toBe(
      'ok',
    );
    expect(codeOf(review('passReview', 'audit', actor('office'), { hash }, { contentHash: 'older' }))).toBe(
      'CONTENT_CHANGED',
    );
  });
});
