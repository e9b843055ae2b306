/** What the shell shows: the ledger of the address, as this browser keeps it. On the server nothing, for nobody in particular. */
import { browser, version } from '$app/environment';
import type { PageLoad } from './$types';

export const load: PageLoad = async ({ url, parent }) => {
  if (!browser) return { kept: null };
  const { keptFor } = await import('#board/local-data.ts');
  const { framed } = await import('../ledgers/[ledger]/framed.ts');
  const kept = await keptFor(/^\/ledgers\/([0-9A-Za-z]{16})$/.exec(url.pathname)?.[1] ?? '');
  const frame = kept && framed(kept.frame, version);
  if (!kept || !frame) return { kept: null };
  return {
    ...(await parent()),
    kept: { ledger: kept.ledger, owner: kept.person, ...frame },
    person: frame.person,
  };
};
