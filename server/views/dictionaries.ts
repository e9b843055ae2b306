/** The live dictionaries of offices: told to open ledgers and pages soon after they changed. */
import type { OrganisationId } from '#domain/ids.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import { readDictionaries } from '#server/access/dictionaries.ts';
import type { Store } from '#server/store/store.ts';
import { createPace } from '#server/views/pace.ts';

export type DictionaryViews = ReturnType<typeof createDictionaryViews>;

export function createDictionaryViews(parts: {
  readonly store: Store;
  readonly report: (error: unknown) => void;
}) {
  const current = (office: OrganisationId): Promise<OfficeDictionaries | undefined> =>
    readDictionaries(parts.store, office);
  const pace = createPace<OrganisationId, OfficeDictionaries>({ read: current, report: parts.report });
  return {
    /** Undefined: no such organisation. */
    current,
    /** Called with all dictionaries of the office soon after one changed. Returns the unsubscription. */
    watch: pace.watch,
    changed: pace.mark,
    close: pace.close,
  };
}
