/** The dictionaries of an office, as their door, their live view and the ledger page give them. Pure types. */
import type { Dictionary } from '#domain/dictionaries.ts';
import type { OrganisationId } from '#domain/ids.ts';

/** `id` is the office; `at` grows with every change of one of its dictionaries. */
export interface OfficeDictionaries {
  readonly id: OrganisationId;
  readonly name: string;
  readonly at: number;
  /** retired ones too: their words are still read */
  readonly dictionaries: readonly Dictionary[];
}
