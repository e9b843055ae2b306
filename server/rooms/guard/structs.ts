/** Rule G4: which structs of an update are new, and that none of them could become pending or belongs to somebody else. */
import * as Y from 'yjs';
import { GRANTED, accept, refuse, type Outcome, type Refusal, type Verdict } from '#domain/refusals.ts';
import type { Canonical } from '#server/rooms/guard/canonical.ts';
import type { Place, Places } from '#server/rooms/guard/places.ts';

/** A struct that adds something. `start` ≥ its own clock where its head is known already. */
export interface Fresh {
  readonly item: Y.Item;
  readonly start: number;
  readonly end: number;
  place: Place | undefined;
  /** open while its path is being resolved: met again, it is a circle */
  open: boolean;
}

export interface Arrivals {
  readonly fresh: ReadonlyMap<number, readonly Fresh[]>;
  readonly count: number;
}

export type Owns = (client: number) => boolean;

export function sortStructs(doc: Y.Doc, places: Places, canonical: Canonical, owns: Owns): Outcome<Arrivals> {
  const fresh = new Map<number, Fresh[]>();
  let count = 0;
  for (const [client, structs] of canonical.sections) {
    const known = Y.getState(doc.store, client);
    let next = known;
    for (const struct of structs) {
      if (struct instanceof Y.Skip) return refuse('GAP');
      const { clock } = struct.id;
      const end = clock + struct.length;
      if (end <= known) {
        const verdict = checkKnown(doc, places, struct);
        if (!verdict.ok) return verdict;
        continue;
      }
      if (clock > next) return refuse('GAP');
      if (!owns(client)) return refuse('NOT_YOUR_CLIENT');
      if (!(struct instanceof Y.Item)) return refuse('FORGED_SHAPE');
      const arrival: Fresh = {
        item: struct,
        start: Math.max(clock, next),
        end,
        place: undefined,
        open: false,
      };
      const arrivals = fresh.get(client);
      if (arrivals) arrivals.push(arrival);
      else fresh.set(client, [arrival]);
      count += 1;
      next = end;
    }
  }
  return accept({ fresh, count });
}

const forged: Refusal = refuse('FORGED_PATH');

/** Yjs looks up the references of known structs too, and makes the root that one names: neither may reach into the void. */
function checkKnown(doc: Y.Doc, places: Places, struct: Y.Item | Y.GC): Verdict {
  if (!(struct instanceof Y.Item)) return GRANTED;
  const parent: unknown = struct.parent;
  if (typeof parent === 'string') {
    return parent === 'cells' || places.hasText(parent) ? GRANTED : forged;
  }
  for (const reference of [struct.origin, struct.rightOrigin, parent]) {
    if (!(reference instanceof Y.ID)) continue;
    const { client, clock } = reference;
    if (clock >= Y.getState(doc.store, client)) return forged;
    if (client === struct.id.client && clock >= struct.id.clock) return forged;
  }
  return GRANTED;
}

/** The new struct that holds a clock, by halving. */
export function findFresh(arrivals: Arrivals, client: number, clock: number): Fresh | undefined {
  const structs = arrivals.fresh.get(client);
  if (!structs) return undefined;
  let low = 0;
  let high = structs.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const one = structs[middle]!;
    if (clock < one.start) high = middle - 1;
    else if (clock >= one.end) low = middle + 1;
    else return one;
  }
  return undefined;
}

/** The stored struct that holds a clock. Never splits one, as `getItemCleanEnd` would. */
export function findStored(doc: Y.Doc, client: number, clock: number): Y.Item | Y.GC | undefined {
  if (clock >= Y.getState(doc.store, client)) return undefined;
  const structs = doc.store.clients.get(client)!;
  return structs[Y.findIndexSS(structs, clock)] as Y.Item | Y.GC;
}
