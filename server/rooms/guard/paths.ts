/** Rule G5: the place of every new struct, inherited from what it stands beside, without trusting what it claims. */
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import { TextOrder } from '#server/rooms/guard/order.ts';
import { partsPair } from '#server/rooms/guard/pairs.ts';
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
    const order = new TextOrder(this.#doc, this.#places, this.#arrivals);
    for (const section of this.#arrivals.fresh.values()) {
      for (const struct of section) {
        if (struct.place?.kind === 'text' && !order.isPossible(struct)) return forged;
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
    if (left && partsPair(itemOf(left), item.origin!.clock + 1)) return forged;
    if (right && partsPair(itemOf(right), item.rightOrigin!.clock)) return forged;
    const places = [left, right].flatMap((side) => (side ? [this.#placeOfNeighbour(side)] : []));
    const place = places[0];
    if (!place) return forged;
    if (!left || !right) return place;
    const other = places[1];
    if (!other || !samePlace(place, other)) return forged;
    return place;
  }
}

const itemOf = (neighbour: Neighbour): Y.Item => neighbour.stored ?? neighbour.fresh.item;

/** A struct without neighbours names its root. Whether a text's row exists is asked with its rights (authorize.ts). */
function declared(item: Y.Item): Place | Refusal {
  const parent: unknown = item.parent;
  if (typeof parent !== 'string') return forged;
  if (parent === CELLS) return item.parentSub === null ? forged : { kind: 'cell', name: item.parentSub };
  return item.parentSub === null ? { kind: 'text', name: parent } : forged;
}
