/** A command's context for tests: plain rows in, everything else with sensible values. */
import type { CommandContext, CommandDecision } from '#domain/commands/command.ts';
import { prepareCommand } from '#domain/commands/registry.ts';
import type { Lists } from '#domain/projections/rows.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import { PARTIES, actor, row } from '#domain/projections/rows.testing.ts';
import type { Outcome } from '#domain/refusals.ts';
import { allAtOnce } from '#domain/steps.ts';
import type { CommandName } from '#domain/workflow.ts';

export const AT = '2026-06-10T02:00:00.000Z';

export function contextOf(lists: Partial<Lists>, more: Partial<CommandContext> = {}): CommandContext {
  const whole: Lists = { problems: [], duties: [], tasks: [], ...lists };
  return {
    lists: whole,
    index: indexLists(whole),
    actor: actor('office'),
    parties: PARTIES,
    at: AT,
    planPassed: false,
    closureChain: ['first_review', 'audit'],
    ids: Array.from({ length: 2_000 }, (_, n) => row(9_000 + n)),
    organisation: null,
    reviews: [],
    saved: null,
    current: () => null,
    hash: (content) => `hash of ${content.length}`,
    ...more,
  };
}

/** Parse and decide. */
export function decide(name: CommandName, input: unknown, context: CommandContext): Outcome<CommandDecision> {
  const prepared = allAtOnce(prepareCommand(name, input));
  return prepared.ok ? allAtOnce(prepared.value.decide(context)) : prepared;
}

export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.code);
