import { describe, expect, test } from 'vitest';
import { at, cycle, extendTo, follow, holds, jump, moveTo, over, rangeOf, sizeOf } from '#grid/selection.ts';

const extent = { rows: 10, columns: 4 };

describe('[T2] selection', () => {
  test('[T2] moving stops at the edges', () => {
    expect(moveTo({ row: -1, column: 9 }, extent)).toEqual(at(0, 3));
    expect(moveTo({ row: 12, column: 1 }, extent)).toEqual(at(9, 1));
  });

  test('[T2] extending keeps the active cell and turns over its anchor', () => {
    const selection = extendTo(at(5, 2), { row: 3, column: 3 }, extent);
    expect(selection.active).toEqual({ row: 5, column: 2 });
    expect(rangeOf(selection)).toEqual({ top: 3, left: 2, bottom: 5, right: 3 });
    expect(sizeOf(rangeOf(selection))).toEqual({ rows: 3, columns: 2 });
    expect(holds(rangeOf(selection), 4, 3)).toBe(true);
    expect(holds(rangeOf(selection), 6, 3)).toBe(false);
  });

  test('[T2] Tab and Enter go round inside a range and leave it selected', () => {
    let selection = over({ top: 1, left: 1, bottom: 2, right: 2 });
    const seen: string[] = [];
    for (let step = 0; step < 4; step++) {
      selection = cycle(selection, 'rows', 1);
      seen.push(`${selection.active.row},${selection.active.column}`);
    }
    expect(seen).toEqual(['1,2', '2,1', '2,2', '1,1']);
    expect(cycle(selection, 'columns', 1).active).toEqual({ row: 2, column: 1 });
    expect(cycle(selection, 'columns', -1).active).toEqual({ row: 2, column: 2 });
    expect(rangeOf(selection)).toEqual({ top: 1, left: 1, bottom: 2, right: 2 });
  });

  test('[T2] Ctrl+arrow goes to the end of a run, over a gap, or to the edge', () => {
    const full = new Set([0, 1, 2, 5, 6]);
    const down = (row: number): number =>
      jump({ row, column: 0 }, 1, 0, extent, (other) => full.has(other)).row;
    expect(down(0)).toBe(2);
    expect(down(2)).toBe(5);
    expect(down(3)).toBe(5);
    expect(down(6)).toBe(9);
    expect(down(9)).toBe(9);
  });

  test('[T2] the selection stays with its row when others are inserted or moved', () => {
    const before = ['a', 'b', 'c'];
    const now = ['x', 'c', 'a', 'b'];
    const moved = follow(
      at(1, 2),
      (row) => before[row],
      (id) => now.indexOf(id),
      { rows: 4, columns: 4 },
    );
    expect(moved).toEqual(at(3, 2));
    const gone = follow(
      at(2, 2),
      (row) => before[row],
      () => undefined,
      { rows: 2, columns: 4 },
    );
    expect(gone).toEqual(at(1, 2));
  });
});
