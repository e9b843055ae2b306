/** Rule G7: what an update deletes that is not deleted yet, resolved to places; nothing beyond what is known. */
import * as Y from 'yjs';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Canonical } from '#server/rooms/guard/canonical.ts';
import type { GuardLimits } from '#server/rooms/guard/limits.ts';
import { partsPair } from '#server/rooms/guard/pairs.ts';
import type { Place, Places } from '#server/rooms/guard/places.ts';
import type { Arrivals, Fresh } from '#server/rooms/guard/structs.ts';

export interface Deletions {
  /** stored items by cell key: the current value of the cell is to go */
  readonly cells: ReadonlySet<string>;
  /** stored characters by name of the text */
  readonly texts: ReadonlyMap<string, number>;
  /** new structs that the update itself deletes, in part or whole */
  readonly fresh: ReadonlySet<Fresh>;
}

const forged = refuse('FORGED_DELETE');

export function resolveDeletions(
  doc: Y.Doc,
  places: Places,
  canonical: Canonical,
  arrivals: Arrivals,
  { deletedItemsMax, deleteRangesMax }: GuardLimits,
): Outcome<Deletions> {
  const cells = new Set<string>();
  const texts = new Map<string, number>();
  const fresh = new Set<Fresh>();
  let ranges = 0;
  let walked = 0;
  const reach = (place: Place, characters: number): void => {
    if (place.kind === 'cell') cells.add(place.name);
    else texts.set(place.name, (texts.get(place.name) ?? 0) + characters);
  };
  for (const [client, list] of canonical.deletions) {
    const known = Y.getState(doc.store, client);
    const arriving = arrivals.fresh.get(client);
    const end = Math.max(known, arriving?.at(-1)?.end ?? 0);
    const stored = doc.store.clients.get(client) ?? [];
    let arrived = 0;
    for (const { clock, len } of list) {
      const until = clock + len;
      // a pending deletion would erase somebody's future write
      if (until > end) return forged;
      let isNew = until > known;
      if (clock < known) {
        for (let n = Y.findIndexSS(stored, clock); n < stored.length; n += 1) {
          const item = stored[n]!;
          if (item.id.clock >= until) break;
          if (item.deleted || !(item instanceof Y.Item)) continue;
          walked += 1;
          if (walked > deletedItemsMax) return refuse('TOO_MANY', { max: deletedItemsMax });
          const place = places.of(item);
          if (!place) return forged;
          isNew = true;
          if (partsPair(item, clock) || partsPair(item, until)) return forged;
          const from = Math.max(clock, item.id.clock);
          reach(place, Math.min(until, item.id.clock + item.length) - from);
        }
      }
      for (; arriving && until > known && arrived < arriving.length; arrived += 1) {
        const one = arriving[arrived]!;
        if (one.start >= until) break;
        if (partsPair(one.item, clock) || partsPair(one.item, until)) return forged;
        if (one.end > clock) fresh.add(one);
        // the next range may begin inside this one
        if (one.end > until) break;
      }
      if (isNew) ranges += 1;
      if (ranges > deleteRangesMax) return refuse('TOO_MANY', { max: deleteRangesMax });
    }
  }
  return accept({ cells, texts, fresh });
}
