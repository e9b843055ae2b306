/** Where a row goes among its neighbours: fractional indexes, so that a move writes one cell and two people rarely meet. */
import { generateKeyBetween, generateNKeysBetween } from 'fractional-indexing';

/** Longest index that the field takes (field table, `order`). */
export const ORDER_CHARS_MAX = 64;

export interface Placed {
  readonly id: string;
  readonly order: string;
}

/**
 * New orders that put `id` at `position` (0…n) of its neighbours (in order, without `id` itself). Usually one entry; all
 * of them when there is no room left between two, or when two of them share a place.
 */
export function ordersFor(neighbours: readonly Placed[], id: string, position: number): readonly Placed[] {
  const at = Math.min(Math.max(position, 0), neighbours.length);
  const low = neighbours[at - 1]?.order ?? null;
  const high = neighbours[at]?.order ?? null;
  const between = keyBetween(low, high);
  if (between !== undefined) return [{ id, order: between }];
  const ids = [
    ...neighbours.slice(0, at).map((row) => row.id),
    id,
    ...neighbours.slice(at).map((row) => row.id),
  ];
  return generateNKeysBetween(null, null, ids.length).map((order, n) => ({ id: ids[n]!, order }));
}

function keyBetween(low: string | null, high: string | null): string | undefined {
  if (low !== null && high !== null && low >= high) return undefined;
  try {
    const key = generateKeyBetween(low, high);
    return key.length <= ORDER_CHARS_MAX ? key : undefined;
  } catch (error) {
    // An order written by other software need not be an index that can be split: the neighbours are numbered anew.
    console.warn('Order that is no fractional index', error);
    return undefined;
  }
}
