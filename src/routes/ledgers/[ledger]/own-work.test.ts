import { describe, expect, it } from 'vitest';
import type { OrganisationId, PersonId, RowId } from '#domain/ids.ts';
import type { DutyRow, Lists, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import type { LedgerActor, LedgerRole } from '#domain/roles.ts';
import { problemsNaming, problemsPassedBy, problemsWaitingFor } from './own-work.ts';

const ME = 'person0000000001';
const problem = (id: string, status: string): ProblemRow =>
  ({ id, status, list: 'problems', deleted: false, evidenceCount: 1 }) as unknown as ProblemRow;
const duty = (of: string, more: Partial<DutyRow>): DutyRow =>
  ({ problem: of, firstHead: null, clerk: null, leaders: [], ...more }) as unknown as DutyRow;
const task = (of: string, more: Partial<TaskRow> = {}): TaskRow =>
  ({
    problem: of,
    owner: null,
    code: '1-1-1',
    completion: '已完成',
    types: [],
    counters: {},
    extension: '已排查。',
    evidenceCount: 1,
    ...more,
  }) as unknown as TaskRow;
const actor = (...roles: LedgerRole[]): LedgerActor => ({
  person: ME as PersonId,
  name: '某',
  roles,
  organisations: roles.map(() => 'organisation0001' as OrganisationId),
});
const LISTS: Lists = {
  problems: [
    problem('new', 'issued'),
    problem('ready', 'rectifying'),
    problem('open', 'rectifying'),
    problem('first', 'first_review'),
    problem('joint', 'joint_review'),
    problem('audit', 'audit'),
    problem('closed', 'closed'),
  ],
  duties: [
    duty('open', { leaders: ['赵某某', `@${ME} 某`] }),
    duty('first', { firstHead: `@${ME} 某` }),
    duty('audit', { clerk: `@${ME}0 某`, firstHead: '某' }),
  ],
  tasks: [task('ready'), task('open', { completion: '未完成' }), task('closed', { owner: `@${ME} 某` })],
};

const NONE: ReadonlySet<string> = new Set();
const OWN = 'organisation0001' as OrganisationId;
const said = (of: string, step: string, decision: string, voice: string = OWN, loop = 1) => ({
  problem: of as RowId,
  loop,
  step,
  decision,
  voice: voice as OrganisationId,
});

describe('own work', () => {
  it.each([
    ['unit_head', ['new', 'ready']],
    ['unit_member', ['new']],
    ['unit_editor', []],
    ['resident', ['first']],
    ['supervisor', ['joint']],
    ['team', ['joint']],
    ['office', ['joint', 'audit']],
    ['leader', []],
  ] as const)('[W2] what waits for %s are the steps that are theirs now', (role, expected) => {
    expect([...problemsWaitingFor(actor(role), LISTS, false, NONE)].sort()).toEqual([...expected].sort());
  });

  it('[W2] nothing waits for whoever is not known yet', () => {
    expect(problemsWaitingFor(null, LISTS, false, NONE).size).toBe(0);
  });

  it.each([
    ['nobody has spoken', [], []],
    ['another organisation has passed it', [said('joint', 'joint_review', 'pass', 'organisation0002')], []],
    ['the own one has passed it', [said('joint', 'joint_review', 'pass')], ['joint']],
    [
      'it did so before a return',
      [said('joint', 'joint_review', 'pass'), said('joint', 'audit', 'return')],
      [],
    ],
    [
      'it did so again after the return',
      [said('joint', 'joint_review', 'pass', OWN, 2), said('joint', 'joint_review', 'return')],
      ['joint'],
    ],
    ['it passed another problem, or another step', [said('audit', 'joint_review', 'pass')], []],
  ] as const)('[W8] a joint review waits for others only where %s', (_, reviews, expected) => {
    const supervisor = actor('supervisor');
    const passed = problemsPassedBy(supervisor, LISTS.problems, reviews);
    expect([...passed]).toEqual(expected);
    expect(problemsWaitingFor(supervisor, LISTS, false, passed).has('joint')).toBe(expected.length === 0);
  });

  it('[W8] where one voice passes a step, it goes on waiting until the state moves', () => {
    const reviews = [said('audit', 'audit', 'pass'), said('joint', 'joint_review', 'pass')];
    const passed = problemsPassedBy(actor('office'), LISTS.problems, reviews);
    expect([...problemsWaitingFor(actor('office'), LISTS, false, passed)]).toEqual(['audit']);
    expect(problemsPassedBy(null, LISTS.problems, reviews).size).toBe(0);
  });

  it('[P5] a problem names a person by id alone, in a duty or as the owner of a task', () => {
    expect([...problemsNaming(LISTS, ME)].sort()).toEqual(['closed', 'first', 'open']);
    expect(problemsNaming(LISTS, '').size).toBe(0);
  });
});
