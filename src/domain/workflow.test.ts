import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';
import type { RowFacts } from '#domain/permissions.ts';
import { PHASES, STATUSES, phaseOf } from '#domain/phases.ts';
import { LEDGER_ROLES, type LedgerActor, type LedgerParties, type LedgerRole } from '#domain/roles.ts';
import {
  MOVES,
  checkChain,
  firstStep,
  jointParties,
  mayMove,
  stepAfter,
  voiceIn,
  type MoveName,
} from '#domain/workflow.ts';

const RULES = readFileSync(new URL('../../docs/rules.md', import.meta.url), 'utf8');
const organisation = (name: string): OrganisationId => name.padEnd(16, '0') as OrganisationId;
const PARTIES: LedgerParties = {
  ledger: 'Ledger0000000001' as LedgerId,
  round: 'Round00000000001' as RoundId,
  office: organisation('office'),
  unit: organisation('unit'),
  team: organisation('team'),
  resident: organisation('resident'),
  supervisors: [organisation('discipline'), organisation('organization')],
};
const actor = (...roles: LedgerRole[]): LedgerActor => ({
  person: 'Person0000000001' as PersonId,
  name: '周某',
  roles,
  organisations: roles.map(organisation),
});
const facts = (problemStatus: string, more: Partial<RowFacts> = {}): RowFacts => ({
  list: 'problems',
  exists: true,
  deleted: false,
  problemDeleted: false,
  problemStatus,
  planPassed: false,
  leaders: [],
  ...more,
});

describe('workflow', () => {
  it('[W1] every state has its phase, as written', () => {
    const written = /\*\*W1\*\*([\s\S]*?)- \*\*W2\*\*/.exec(RULES)?.[1] ?? '';
    for (const phase of PHASES) {
      const states = new RegExp(`\`${phase}\`: ([a-z_,\\s]+)\\.`)
        .exec(written)?.[1]
        ?.split(',')
        .map((state) => state.trim());
      expect(states?.sort(), phase).toEqual(STATUSES.filter((status) => phaseOf(status) === phase).sort());
    }
    expect(phaseOf('nonsense')).toBe('unclaimed');
  });

  it('[W2] the moves are those of the table, both ways', () => {
    const lines = RULES.split('\n');
    const start = lines.indexOf('| from | command | roles | to |');
    const rows = lines.slice(start + 2, lines.indexOf('', start));
    const inCode = MOVES.map(
      ({ from, command, roles, to }) =>
        `| ${from ?? '–'} | ${command} | ${roles.join(', ')} | ${to.length === 0 ? '=' : to.join(', ')} |`,
    );
    expect([...rows].sort()).toEqual([...inCode].sort());
  });

  it('[W2] a move is granted exactly to its roles in its states', () => {
    const commands = [...new Set(MOVES.map((move) => move.command))];
    for (const command of commands) {
      const known = MOVES.filter((move) => move.command === command);
      for (const status of STATUSES) {
        for (const role of LEDGER_ROLES) {
          const verdict = mayMove(actor(role), command, facts(status));
          const expected = known.some(
            (move) => (move.from === status || move.from === null) && move.roles.includes(role),
          );
          expect(verdict.ok, `${command} ${status} ${role}`).toBe(expected);
        }
      }
    }
  });

  it('[W2] says why not: role, state, step, bin', () => {
    const code = (role: LedgerRole, command: MoveName, row: RowFacts): string => {
      const verdict = mayMove(actor(role), command, row);
      return verdict.ok ? 'ok' : verdict.code;
    };
    expect(code('unit_editor', 'claim', facts('issued'))).toBe('FORBIDDEN');
    expect(code('unit_head', 'claim', facts('audit'))).toBe('WRONG_STATE');
    expect(code('office', 'passReview', facts('first_review'))).toBe('NOT_YOUR_STEP');
    expect(code('resident', 'returnReview', facts('audit'))).toBe('NOT_YOUR_STEP');
    expect(code('unit_head', 'claim', facts('issued', { deleted: true, problemDeleted: true }))).toBe(
      'ROW_DELETED',
    );
    expect(code('unit_head', 'claim', facts('issued', { exists: false }))).toBe('NO_SUCH_ROW');
    expect(code('unit_head', 'claim', facts('issued', { list: 'tasks' }))).toBe('NO_SUCH_ROW');
  });

  it('[W8] chains rise and are walked to the end', () => {
    for (const good of [
      ['audit'],
      ['first_review', 'audit'],
      ['first_review', 'joint_review', 'audit'],
      ['joint_review'],
    ]) {
      expect(checkChain(good).ok).toBe(true);
    }
    for (const bad of [
      [],
      ['audit', 'first_review'],
      ['audit', 'audit'],
      ['rectifying'],
      ['first_review', 'closed'],
    ]) {
      expect(checkChain(bad).ok).toBe(false);
    }
    expect(stepAfter(['first_review', 'audit'], 'first_review')).toBe('audit');
    expect(stepAfter(['first_review', 'audit'], 'audit')).toBe('closed');
    expect(stepAfter(['first_review', 'joint_review'], 'first_review')).toBe('joint_review');
    expect(stepAfter(['audit'], 'joint_review')).toBe('audit');
    expect(stepAfter(['first_review'], 'joint_review')).toBe('closed');
  });

  it('[W7] [W8] an application goes to the first step; a first review needs a reviewer', () => {
    expect(firstStep(['first_review', 'audit'], PARTIES)).toBe('first_review');
    expect(firstStep(['audit'], { ...PARTIES, resident: null })).toBe('audit');
    expect(firstStep(['first_review', 'audit'], { ...PARTIES, resident: null })).toMatchObject({
      code: 'FIRST_REVIEWER_MISSING',
    });
  });

  it('[W8] the joint step needs office, team and every supervisor', () => {
    expect(jointParties(PARTIES)).toEqual(['office', 'team', 'discipline', 'organization'].map(organisation));
    expect(jointParties({ ...PARTIES, team: null, supervisors: [] })).toEqual([organisation('office')]);
    expect(voiceIn(actor('unit_head', 'team'), 'joint_review')).toBe(organisation('team'));
    expect(voiceIn(actor('unit_head'), 'joint_review')).toBeUndefined();
  });
});
