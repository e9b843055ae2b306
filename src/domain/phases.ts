/** The states of a problem and what they mean for those who write. The moves between them are in workflow.ts. */

export const STATUSES = [
  'issued',
  'claimed',
  'rectifying',
  'applied',
  'first_review',
  'joint_review',
  'audit',
  'closed',
  'staged',
  'reopened',
] as const;
export type Status = (typeof STATUSES)[number];

/**
 * `unclaimed` the unit does not write yet; `working` it writes; `review` from application until return:
 * frozen for the unit; `closed` frozen for the unit until it is reopened.
 */
export const PHASES = ['unclaimed', 'working', 'review', 'closed'] as const;
export type Phase = (typeof PHASES)[number];

const PHASE_OF: Readonly<Record<Status, Phase>> = {
  issued: 'unclaimed',
  claimed: 'working',
  rectifying: 'working',
  reopened: 'working',
  applied: 'review',
  first_review: 'review',
  joint_review: 'review',
  audit: 'review',
  staged: 'closed',
  closed: 'closed',
};

export const isStatus = (value: unknown): value is Status =>
  typeof value === 'string' && (STATUSES as readonly string[]).includes(value);

/** The phase of a status; a row with an unknown one is `unclaimed`, in which the unit writes nothing. */
export const phaseOf = (status: string): Phase => (isStatus(status) ? PHASE_OF[status] : 'unclaimed');
