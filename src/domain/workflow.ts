/** The state machine of a problem as tables: which command, by whom, from which state to which; review chains as data (rules W). */
import type { OrganisationId } from '#domain/ids.ts';
import type { RowFacts } from '#domain/permissions.ts';
import type { Status } from '#domain/phases.ts';
import { GRANTED, refuse, type RefusalCode, type Verdict } from '#domain/refusals.ts';
import type { LedgerActor, LedgerParties, LedgerRole } from '#domain/roles.ts';

export const COMMANDS = [
  'issueFeedback',
  'correctOriginal',
  'claim',
  'recordEvidence',
  'applyForClosure',
  'passReview',
  'returnReview',
  'deleteRow',
  'restoreRow',
  'editCells',
  'assignTask',
  'reportProgress',
  'importLedger',
  'restoreSnapshot',
] as const;
export type CommandName = (typeof COMMANDS)[number];
/** The commands that move a problem from state to state. */
export type MoveName = 'issueFeedback' | 'claim' | 'applyForClosure' | 'passReview' | 'returnReview';

export const REVIEW_STEPS = ['first_review', 'joint_review', 'audit'] as const;
export type ReviewStep = (typeof REVIEW_STEPS)[number];

/** W8: who speaks in a step, and whether one voice passes it or every organisation must. */
export const STEP_PARTIES: Readonly<
  Record<ReviewStep, { readonly roles: readonly LedgerRole[]; readonly passes: 'one' | 'all' }>
> = {
  first_review: { roles: ['resident'], passes: 'one' },
  joint_review: { roles: ['supervisor', 'team', 'office'], passes: 'all' },
  audit: { roles: ['office'], passes: 'one' },
};
export const DEFAULT_CLOSURE_CHAIN: readonly ReviewStep[] = ['first_review', 'audit'];

/** Where a move ends: a fixed state, the first step of the round's chain, or the step after this one (closed after the last). */
export type Target = Status | 'first step' | 'next step';

export interface Move {
  readonly command: MoveName;
  /** null: the problem is not there yet */
  readonly from: Status | null;
  readonly roles: readonly LedgerRole[];
  /** codes by which the command's own guards may refuse */
  readonly guards: readonly RefusalCode[];
  /** states passed through, the last one stays; empty: the state stays as it is */
  readonly to: readonly Target[];
}

const CLOSURE_GUARDS: readonly RefusalCode[] = [
  'NO_TASKS',
  'TASKS_UNFINISHED',
  'REASON_REQUIRED',
  'NO_EVIDENCE',
  'COUNTERS_EMPTY',
  'EXTENSION_EMPTY',
  'ONLY_ACCOUNTABILITY',
  'FIRST_REVIEWER_MISSING',
];
const claiming: readonly LedgerRole[] = ['unit_head', 'unit_member'];
const claim = (from: Status, to: readonly Target[]): Move => ({
  command: 'claim',
  from,
  roles: claiming,
  guards: ['ALREADY_CLAIMED'],
  to,
});
const apply = (from: Status): Move => ({
  command: 'applyForClosure',
  from,
  roles: ['unit_head'],
  guards: CLOSURE_GUARDS,
  to: ['applied', 'first step'],
});

/** The whole table; docs/rules.md W2 is held against it. */
export const MOVES: readonly Move[] = [
  {
    command: 'issueFeedback',
    from: null,
    roles: ['office'],
    guards: ['DUPLICATE_CODE', 'TOO_MANY_ROWS'],
    to: ['issued'],
  },
  claim('issued', ['claimed', 'rectifying']),
  claim('claimed', ['rectifying']),
  claim('rectifying', []),
  claim('reopened', []),
  apply('rectifying'),
  apply('reopened'),
  ...REVIEW_STEPS.flatMap((step): Move[] => {
    const { roles } = STEP_PARTIES[step];
    return [
      { command: 'passReview', from: step, roles, guards: ['CONTENT_CHANGED'], to: ['next step'] },
      {
        command: 'returnReview',
        from: step,
        roles,
        guards: ['OPINION_REQUIRED', 'CONTENT_CHANGED'],
        to: ['rectifying'],
      },
    ];
  }),
];

export const isReviewStep = (status: string): status is ReviewStep =>
  (REVIEW_STEPS as readonly string[]).includes(status);

/** W8: a chain names at least one step, each once, in the order first review, joint review, audit. */
export function checkChain(chain: readonly string[]): Verdict {
  const ranks = chain.map((step) => (REVIEW_STEPS as readonly string[]).indexOf(step));
  const rising = ranks.every((rank, n) => rank >= 0 && (n === 0 || rank > ranks[n - 1]!));
  return chain.length > 0 && rising ? GRANTED : refuse('BAD_REQUEST', { field: 'closureChain' });
}

const stepsOf = (chain: readonly string[]): readonly ReviewStep[] => {
  const steps = chain.filter(isReviewStep);
  return steps.length > 0 ? steps : DEFAULT_CLOSURE_CHAIN;
};

/** The state after this step: the chain's next one, closed after its last. Holds too when the chain was changed under way. */
export function stepAfter(chain: readonly string[], step: ReviewStep): ReviewStep | 'closed' {
  const rank = REVIEW_STEPS.indexOf(step);
  return stepsOf(chain).find((next) => REVIEW_STEPS.indexOf(next) > rank) ?? 'closed';
}

/** W6: where an application goes; refused while the ledger names nobody for the first review that the chain asks for. */
export function firstStep(
  chain: readonly string[],
  parties: LedgerParties,
): ReviewStep | (Verdict & { readonly ok: false }) {
  const step = stepsOf(chain)[0]!;
  return stepsOf(chain).includes('first_review') && parties.resident === null
    ? refuse('FIRST_REVIEWER_MISSING')
    : step;
}

/** W8: the organisations whose voice the joint step needs. */
export function jointParties(parties: LedgerParties): readonly OrganisationId[] {
  return [
    ...new Set([parties.office, ...(parties.team === null ? [] : [parties.team]), ...parties.supervisors]),
  ];
}

/** The organisation in whose name the person speaks in this step; undefined when they are no party of it. */
export function voiceIn(actor: LedgerActor, step: ReviewStep): OrganisationId | undefined {
  const at = actor.roles.findIndex((role) => STEP_PARTIES[step].roles.includes(role));
  return at < 0 ? undefined : actor.organisations[at];
}

/**
 * W3: may the actor give this moving command to this problem now? Role first, then state; the command's own guards
 * come later. Pages ask the same to disable a button and say why.
 */
export function mayMove(actor: LedgerActor, command: MoveName, problem: RowFacts): Verdict {
  const moves = MOVES.filter((move) => move.command === command);
  const has = (move: Move): boolean => actor.roles.some((role) => move.roles.includes(role));
  if (!moves.some(has)) return refuse('FORBIDDEN', { command });
  if (command === 'issueFeedback') return GRANTED;
  if (!problem.exists || problem.list !== 'problems') return refuse('NO_SUCH_ROW');
  if (problem.deleted) return refuse('ROW_DELETED');
  const here = moves.find((move) => move.from === problem.problemStatus);
  if (!here) return refuse('WRONG_STATE', { status: problem.problemStatus, command });
  return has(here) ? GRANTED : refuse('NOT_YOUR_STEP', { status: problem.problemStatus });
}
