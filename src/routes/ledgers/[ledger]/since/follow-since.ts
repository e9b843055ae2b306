/** Marks of what others changed, for as long as a ledger page stands: they come after the page, nobody waits for them. */
import type { LedgerPage } from '../ledger-page.svelte.ts';

/** Returns what is to be called when the page is left. */
export function followSince(page: LedgerPage): () => void {
  let leave: (() => void) | undefined;
  let isLeft = false;
  void import('./since-look.svelte.ts').then(({ SinceLook }) => {
    if (isLeft) return;
    const look = new SinceLook(page.frame.id);
    leave = look.follow();
    page.since = look;
  });
  return () => {
    isLeft = true;
    leave?.();
    page.since = null;
  };
}
