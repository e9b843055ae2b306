/** Read model of dictionaries: for the office that keeps them and for everybody who opens a ledger of its rounds. */
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import { mayKeepDictionaries } from '#domain/dictionaries.ts';
import { accept, GRANTED, refuse, type Outcome, type Verdict } from '#domain/refusals.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import type { Asker } from '#protocol/services.ts';
import { readDictionaries } from '#server/access/dictionaries.ts';
import type { Directory } from '#server/access/directory.ts';
import type { Rights } from '#server/services/rights.ts';
import type { ServiceParts } from '#server/services/parts.ts';

/** A24: whoever keeps them, or opens a ledger of a round that the office runs. */
export async function mayReadDictionaries(rights: Rights, asker: Asker, office: string): Promise<Verdict> {
  if (mayKeepDictionaries(asker.memberships, office as OrganisationId).ok) return GRANTED;
  const open = await rights.openLedgers(asker, {});
  return open.some(({ parties }) => parties.office === office) ? GRANTED : refuse('FORBIDDEN');
}

/** The same for the live views, asked again whenever rights change. */
export const watchesDictionaries =
  (rights: Rights, directory: Directory) =>
  async (person: PersonId, office: OrganisationId): Promise<Verdict> => {
    const asker = await directory.asker(person, '');
    return asker === null ? refuse('SESSION_ENDED') : mayReadDictionaries(rights, asker, office);
  };

export function createDictionaryServices({ store, rights }: ServiceParts) {
  return {
    async dictionaries(asker: Asker, office: string): Promise<Outcome<OfficeDictionaries>> {
      const granted = await mayReadDictionaries(rights, asker, office);
      if (!granted.ok) return granted;
      const found = await readDictionaries(store, office);
      return found ? accept(found) : refuse('NOT_FOUND');
    },
  };
}
