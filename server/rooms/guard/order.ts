/**
 * Rule G5 for texts: a new piece stands between two neighbours that its author can have seen side by side. Others would be
 * ordered by the time of their arrival, and replicas could differ for good.
 */
import * as Y from 'yjs';
import { foreseeLanding, type Landing } from '#server/rooms/guard/landing.ts';
import { ORDER_WALK_MAX } from '#server/rooms/guard/limits.ts';
import type { Places } from '#server/rooms/guard/places.ts';
import { findFresh, findStored, type Arrivals, type Fresh } from '#server/rooms/guard/structs.ts';

/** A character: stored already, or new in this update. */
type Character =
  | { readonly id: Y.ID; readonly stored: Y.Item; readonly fresh?: undefined }
  | { readonly id: Y.ID; readonly fresh: Fresh; readonly stored?: undefined };

export class TextOrder {
  readonly #doc: Y.Doc;
  readonly #places: Places;
  readonly #arrivals: Arrivals;

  constructor(doc: Y.Doc, places: Places, arrivals: Arrivals) {
    this.#doc = doc;
    this.#places = places;
    this.#arrivals = arrivals;
  }

  /** Call with places resolved. */
  isPossible(struct: Fresh): boolean {
    const { item, start } = struct;
    const left = this.#at(start > item.id.clock ? Y.createID(item.id.client, start - 1) : item.origin);
    const right = this.#at(item.rightOrigin);
    if (left?.stored && right?.stored && areNeighbours(left, right)) return true;
    if (left && right && !this.#before(left, right)) return false;
    return this.#wasVisible(left, right) && this.#wasOpen(left, right);
  }

  /** What stood left of the right neighbour was at or left of the left one. */
  #wasVisible(left: Character | undefined, right: Character | undefined): boolean {
    const before = right && this.#at(originOf(right));
    if (!before) return true;
    return left !== undefined && (Y.compareIDs(before.id, left.id) || this.#before(before, left));
  }

  /** What stood right of the left neighbour was at or right of the right one. */
  #wasOpen(left: Character | undefined, right: Character | undefined): boolean {
    const after = left && this.#at((left.stored ?? left.fresh.item).rightOrigin);
    if (!after) return true;
    return right !== undefined && (Y.compareIDs(after.id, right.id) || this.#before(right, after));
  }

  #at(id: Y.ID | null): Character | undefined {
    if (!id) return undefined;
    const stored = findStored(this.#doc, id.client, id.clock);
    if (stored instanceof Y.Item) return { id, stored };
    const fresh = findFresh(this.#arrivals, id.client, id.clock);
    return fresh && { id, fresh };
  }

  /** Does `a` come before `b`, once both are there? */
  #before(a: Character, b: Character): boolean {
    if (a.stored && b.stored) return comesBefore(a.stored, a.id.clock, b.stored, b.id.clock);
    if (a.stored && b.fresh) {
      const landing = this.#landing(b.fresh);
      return landing?.item != null && isAtOrBefore(a.stored, a.id.clock, landing);
    }
    if (a.fresh && b.stored) {
      const landing = this.#landing(a.fresh);
      if (!landing) return false;
      return landing.item === null || comesBefore(landing.item, landing.clock, b.stored, b.id.clock);
    }
    return a.fresh !== undefined && b.fresh !== undefined && this.#freshBefore(a, a.fresh, b, b.fresh);
  }

  #freshBefore(a: Character, ofA: Fresh, b: Character, ofB: Fresh): boolean {
    if (ofA === ofB) return a.id.clock < b.id.clock;
    if (this.#leads(ofB, ofA, 'origin') || this.#leads(ofA, ofB, 'rightOrigin')) return true;
    const [landingA, landingB] = [this.#landing(ofA), this.#landing(ofB)];
    if (!landingA || !landingB) return false;
    if (landingA.item === null) return true;
    return landingB.item !== null && isAtOrBefore(landingA.item, landingA.clock, landingB);
  }

  /** Does one get from `from` to `to` along origins or right origins of new structs? */
  #leads(from: Fresh, to: Fresh, side: 'origin' | 'rightOrigin'): boolean {
    let at: Fresh | undefined = from;
    for (let walked = 0; at && walked <= this.#arrivals.count; walked += 1) {
      if (at === to) return true;
      const id: Y.ID | null = at.item[side];
      at = id ? findFresh(this.#arrivals, id.client, id.clock) : undefined;
    }
    return false;
  }

  /** Where the run lands that a new struct belongs to: a run is put behind its first struct. */
  #landing(struct: Fresh): Landing | undefined {
    let head = struct;
    for (let walked = 0; walked <= this.#arrivals.count; walked += 1) {
      const id: Y.ID | null = head.item.origin;
      const before = id ? findFresh(this.#arrivals, id.client, id.clock) : undefined;
      if (!before) break;
      head = before;
    }
    return foreseeLanding(this.#doc, head.item, this.#places.firstOf(head.place!));
  }
}

/** Inside one stored item the character before is the origin. */
function originOf(character: Character): Y.ID | null {
  const { id } = character;
  const item = character.stored ?? character.fresh.item;
  return id.clock > item.id.clock ? Y.createID(id.client, id.clock - 1) : item.origin;
}

function areNeighbours(left: Character & { stored: Y.Item }, right: Character & { stored: Y.Item }): boolean {
  if (left.stored === right.stored) return right.id.clock === left.id.clock + 1;
  const isLast = left.id.clock === left.stored.id.clock + left.stored.length - 1;
  return left.stored.right === right.stored && isLast && right.id.clock === right.stored.id.clock;
}

function comesBefore(a: Y.Item, clockA: number, b: Y.Item, clockB: number): boolean {
  if (a === b) return clockA < clockB;
  let at: Y.Item | null = a.right;
  for (let walked = 0; at !== null && walked <= ORDER_WALK_MAX; walked += 1) {
    if (at === b) return true;
    at = at.right;
  }
  return false;
}

const isAtOrBefore = (item: Y.Item, clock: number, { item: other, clock: otherClock }: Landing): boolean =>
  other !== null && ((item === other && clock === otherClock) || comesBefore(item, clock, other, otherClock));
