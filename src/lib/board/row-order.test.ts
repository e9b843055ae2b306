/** Places between neighbours, and what happens when there is no room. */
import { describe, expect, it } from 'vitest';
import { ORDER_CHARS_MAX, ordersFor, type Placed } from './row-order.ts';

const sorted = (rows: readonly Placed[]): string[] =>
  [...rows].sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ id }) => id);
const merge = (rows: readonly Placed[], changes: readonly Placed[]): Placed[] => {
  const orders = new Map([...rows, ...changes].map(({ id, order }) => [id, order]));
  return [...orders].map(([id, order]) => ({ id, order }));
};

describe('[O14] places', () => {
  it('[O14] one cell is enough at the front, in between and at the end', () => {
    let rows: Placed[] = [];
    for (const [id, position] of [
      ['a', 0],
      ['b', 1],
      ['c', 1],
      ['d', 0],
    ] as const) {
      const orders = ordersFor(rows, id, position);
      expect(orders).toHaveLength(1);
      rows = merge(rows, orders).sort((x, y) => (x.order < y.order ? -1 : 1));
    }
    expect(rows.map(({ id }) => id)).toEqual(['d', 'a', 'c', 'b']);
  });

  it('[O14] neighbours that share a place are numbered anew', () => {
    const rows = [
      { id: 'a', order: 'a1' },
      { id: 'b', order: 'a1' },
    ];
    const orders = ordersFor(rows, 'c', 1);
    expect(orders).toHaveLength(3);
    expect(sorted(merge(rows, orders))).toEqual(['a', 'c', 'b']);
  });

  it('[O14] places that become too long are numbered anew, and never pass the limit of the field', () => {
    let rows: Placed[] = [
      { id: 'first', order: 'a0' },
      { id: 'last', order: 'a1' },
    ];
    let renumbered = 0;
    for (let n = 0; n < 600; n += 1) {
      const orders = ordersFor(rows, `n${n}`, 1);
      if (orders.length > 1) renumbered += 1;
      rows = merge(rows, orders).sort((a, b) => (a.order < b.order ? -1 : 1));
      expect(rows[1]!.id).toBe(`n${n}`);
    }
    expect(renumbered).toBeGreaterThan(0);
    expect(Math.max(...rows.map(({ order }) => order.length))).toBeLessThanOrEqual(ORDER_CHARS_MAX);
  });
});
