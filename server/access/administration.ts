/** Every administrative act under one roof: what doors, setup and demo content call. Rights are asked before, audit rows written inside. */
import type { AdministrationParts } from '#server/access/administration.parts.ts';
import { createAccountLists } from '#server/access/account-lists.ts';
import { createDictionaries } from '#server/access/dictionaries.ts';
import { createInstallation } from '#server/access/installation.ts';
import { createOrganisations } from '#server/access/organisations.ts';
import { createPeople } from '#server/access/people.ts';
import { createResetCodes } from '#server/access/reset-codes.ts';
import { createRounds } from '#server/access/rounds.ts';

export type { AdministrationParts, By } from '#server/access/administration.parts.ts';
export type { NewMembership } from '#server/access/organisations.ts';
export type { NewPerson } from '#server/access/people.ts';
export { DEFAULT_SETTINGS, type NewRound, type RoundFields } from '#server/access/rounds.ts';

/**
 * `by` is the person who acts, or null for the installation itself. Every act answers an `Outcome`; names and
 * dates are checked here, so nothing reaches the store that its readers would not expect.
 */
export interface Administration {
  readonly lists: ReturnType<typeof createAccountLists>;
  readonly resetCodes: ReturnType<typeof createResetCodes>;
  readonly installation: ReturnType<typeof createInstallation>;
  readonly dictionaries: ReturnType<typeof createDictionaries>;
  readonly people: ReturnType<typeof createPeople>;
  readonly organisations: ReturnType<typeof createOrganisations>;
  readonly rounds: ReturnType<typeof createRounds>;
}

export const createAdministration = (parts: AdministrationParts): Administration => ({
  lists: createAccountLists(parts),
  resetCodes: createResetCodes(parts),
  installation: createInstallation(parts),
  dictionaries: createDictionaries(parts),
  people: createPeople(parts),
  organisations: createOrganisations(parts),
  rounds: createRounds(parts),
});
