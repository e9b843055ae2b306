/** Rule G5: the place of every new struct, inherited from what it stands beside, without trusting what it claims. */
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import { foreseeLanding } from '#server/rooms/guard/landing.ts';
import { ORDER_WALK_MAX } from '#server/rooms/guard/limits.ts';
import { samePlace, type Place, type Places } from '#server/rooms/guard/places.ts';
import { findFresh, findStored, type Arrivals, type Fresh } from '#server/rooms/guard/structs.ts';

const forged: Refusal = refuse('FORGED_PATH');
const gap: Refusal = refuse('GAP');

/** A neighbour that a struct names: stored already, or new in the same update. */
type Neighbour =
  | { readonly stored: Y.Item; readonly fresh?: undefined }
  | { readonly fresh: Fresh; readonly stored?: undefined };

export class Paths {
  readonly #doc: Y.Doc;
  readonly #places: Places;
  readonly #arrivals: Arrivals;

  constructor(doc: Y.Doc, places: Places, arrivals: Arrivals) {
    this.#doc = doc;
    this.#places = places;
    this.#arrivals = arrivals;
  }

  /** Resolve all new structs. Afterwards each has its place. */
  resolveAll(): Verdict {
    for (const section of this.#arrivals.fresh.values()) {
      for (const struct of section) {
        if (struct.place) continue;
        const verdict = this.#resolve(struct);
        if (!verdict.ok) return verdict;
      }
    }
    return GRANTED;
  }

  /** Depth first by hand: a long run of structs that name each other must not cost the stack. */
  #resolve(struct: Fresh): Verdict {
    const stack = [struct];
    struct.open = true;
    for (let top = stack.at(-1); top; top = stack.at(-1)) {
      const waiting = this.#unresolvedNeighbour(top);
      if (waiting) {
        if (waiting.open) return forged;
        waiting.open = true;
        stack.push(waiting);
        continue;
      }
      const place = this.#placeOf(top);
      if ('code' in place) return place;
      top.place = place;
      top.open = false;
      stack.pop();
    }
    return GRANTED;
  }

  #unresolvedNeighbour({ item }: Fresh): Fresh | undefined {
    for (const id of [item.origin, item.rightOrigin]) {
      const neighbour = id ? findFresh(this.#arrivals, id.client, id.clock) : undefined;
      if (neighbour && !neighbour.place) return neighbour;
    }
    return undefined;
  }

  #neighbour(item: Y.Item, id: Y.ID): Neighbour | Refusal {
    if (id.client === item.id.client && id.clock >= item.id.clock) return forged;
    const stored = findStored(this.#doc, id.client, id.clock);
    if (stored) return stored instanceof Y.Item ? { stored } : forged;
    const fresh = findFresh(this.#arrivals, id.client, id.clock);
    return fresh ? { fresh } : gap;
  }

  #placeOfNeighbour(neighbour: Neighbour): Place | undefined {
    return neighbour.stored ? this.#places.of(neighbour.stored) : neighbour.fresh.place;
  }

  #placeOf(struct: Fresh): Place | Refusal {
    const { item } = struct;
    const place = item.origin || item.rightOrigin ? this.#inherited(item) : declared(item);
    if ('code' in place || struct.start === item.id.clock) return place;
    const head = findStored(this.#doc, item.id.client, struct.start - 1);
    const headPlace = head instanceof Y.Item ? this.#places.of(head) : undefined;
    return headPlace && samePlace(headPlace, place) ? place : forged;
  }

  #inherited(item: Y.Item): Place | Refusal {
    const left = item.origin && this.#neighbour(item, item.origin);
    if (left && 'code' in left) return left;
    const right = item.rightOrigin && this.#neighbour(item, item.rightOrigin);
    if (right && 'code' in right) return right;
    const places = [left, right].flatMap((side) => (side ? [this.#placeOfNeighbour(side)] : []));
    const place = places[0];
    if (!place) return forged;
    if (!left || !right) return place;
    const other = places[1];
    if (!other || !samePlace(place, other)) return forged;
    return this.#precedes(item, left, right) ? place : forged;
  }

  /** An origin to the right of the right origin would be ordered by the time of arrival: replicas could differ. */
  #precedes(item: Y.Item, left: Neighbour, right: Neighbour): boolean {
    const [origin, rightOrigin] = [item.origin!, item.rightOrigin!];
    if (right.fresh) {
      if (left.fresh === right.fresh) return origin.clock < rightOrigin.clock;
      if (left.fresh) return true;
      return (
        Y.compareIDs(right.fresh.item.origin, origin) ||
        this.#landsBehind(right.fresh, left.stored, origin.clock)
      );
    }
    const anchored = left.stored ? origin : this.#headOf(left.fresh).item.origin;
    const anchor = anchored ? findStored(this.#doc, anchored.client, anchored.clock) : undefined;
    if (!anchored || !(anchor instanceof Y.Item)) return true;
    if (anchor === right.stored) return anchored.clock < rightOrigin.clock;
    return comesBefore(anchor, right.stored);
  }

  /** Somebody's stored item may have come between a new one and what that was put behind. */
  #landsBehind(fresh: Fresh, stored: Y.Item, clock: number): boolean {
    const head = this.#headOf(fresh).item;
    const landing = foreseeLanding(this.#doc, head, this.#places.firstOf(fresh.place!));
    if (!landing?.item) return false;
    return landing.item === stored ? clock <= landing.clock : comesBefore(stored, landing.item);
  }

  /** The first of a run of new structs, each put behind the one before it. */
  #headOf(struct: Fresh): Fresh {
    let head = struct;
    for (let walked = 0; walked <= this.#arrivals.count; walked += 1) {
      const id: Y.ID | null = head.item.origin;
      const before = id ? findFresh(this.#arrivals, id.client, id.clock) : undefined;
      if (!before) break;
      head = before;
    }
    return head;
  }
}

/** A struct without neighbours names its root. Whether a text's row exists is asked with its rights (authorize.ts). */
function declared(item: Y.Item): Place | Refusal {
  const parent: unknown = item.parent;
  if (typeof parent !== 'string') return forged;
  if (parent === CELLS) return item.parentSub === null ? forged : { kind: 'cell', name: item.parentSub };
  return item.parentSub === null ? { kind: 'text', name: parent } : forged;
}

function comesBefore(first: Y.Item, second: Y.Item): boolean {
  let at: Y.Item | null = first;
  for (let walked = 0; at !== null && walked <= ORDER_WALK_MAX; walked += 1) {
    at = at.right;
    if (at === second) return true;
  }
  return false;
}
