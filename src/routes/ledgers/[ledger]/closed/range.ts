/** Commits in words, by their numbers. */
import * as m from '#messages/paraglide/messages.js';

/** `to` null: nobody knows the last one. */
export function rangeOf({ from, to }: { readonly from: number; readonly to: number | null }): string {
  if (to === null) return m.closed_range_open({ from });
  return from === to ? m.closed_range_one({ from }) : m.closed_range({ from, to });
}
