/** What administration keeps beside permissions.ts: kinds of organisations, the limits of names, who writes organisations down. Never content. */
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';
import type { Membership } from '#domain/roles.ts';

export const ORGANISATION_KINDS = [
  'office',
  'team',
  'unit',
  'discipline',
  'organization',
  'publicity',
  'resident',
  'department',
  'leadership',
  'other',
] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

/** Characters of a person's or an organisation's name as printed (domain of §2: a name in a cell has at most 60). */
export const NAME_LENGTH_MAX = 60;
export const ROUND_NAME_LENGTH_MAX = 100;

/** What no name may hold: control signs, line ends, halves of surrogate pairs, and signs that turn the direction of what follows. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;
/** A letter, a digit or another sign that can be seen. */
const VISIBLE = /[\p{L}\p{N}\p{P}\p{S}]/u;

/** A15: one line with something to read, of at most `max` characters (UTF-16 units), nothing around it. */
export const isPrintedName = (name: string, max: number): boolean =>
  name.length <= max && name === name.trim() && VISIBLE.test(name) && !UNPRINTABLE.test(name);

/** A3: people keep organisations; an office writes down the units and teams of its rounds. */
export const mayKeepOrganisations = (memberships: readonly Membership[]): Verdict =>
  memberships.some((held) => held.role === 'system_admin' || held.role === 'office')
    ? GRANTED
    : refuse('FORBIDDEN');

/** What a round chooses between (W8). */
export const CLOSURE_CHAINS: readonly (readonly string[])[] = [
  ['first_review', 'audit'],
  ['first_review', 'joint_review'],
  ['audit'],
];
