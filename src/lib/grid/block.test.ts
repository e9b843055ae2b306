import { describe, expect, test } from 'vitest';
import { fillFrom, lay, reachOf } from '#grid/block.ts';

const extent = { rows: 5, columns: 4 };
const texts = (cells: readonly { row: number; column: number; text: string }[]) =>
  cells.map((cell) => `${cell.row},${cell.column}=${cell.text}`).join(' ');

describe('[T5] blocks on ranges', () => {
  test('[T5] one cell fills the whole selection', () => {
    const laid = lay([['甲']], { top: 0, left: 0, bottom: 1, right: 1 }, extent);
    expect(texts(laid.cells)).toBe('0,0=甲 0,1=甲 1,0=甲 1,1=甲');
  });

  test('[T5] a block repeats when the selection holds it a whole number of times', () => {
    const laid = lay([['a', 'b']], { top: 1, left: 0, bottom: 2, right: 3 }, extent);
    expect(texts(laid.cells)).toBe('1,0=a 1,1=b 1,2=a 1,3=b 2,0=a 2,1=b 2,2=a 2,3=b');
  });

  test('[T5] what reaches beyond the last row or column is cut off and counted', () => {
    const laid = lay(
      [
        ['a', 'b'],
        ['c', 'd'],
        ['e', 'f'],
      ],
      { top: 3, left: 3, bottom: 3, right: 3 },
      extent,
    );
    expect(texts(laid.cells)).toBe('3,3=a 4,3=c');
    expect([laid.clippedRows, laid.clippedColumns]).toEqual([1, 1]);
    expect(laid.range).toEqual({ top: 3, left: 3, bottom: 4, right: 3 });
  });

  test('[T5] the fill handle repeats its source downwards and upwards', () => {
    const source = { top: 2, left: 0, bottom: 3, right: 0 };
    const text = (row: number) => `r${row}`;
    expect(texts(fillFrom(source, { ...source, bottom: 6 }, text))).toBe('4,0=r2 5,0=r3 6,0=r2');
    expect(texts(fillFrom(source, { ...source, top: 0 }, text))).toBe('0,0=r2 1,0=r3');
  });

  test('[T5] a drag goes the longer way only', () => {
    const source = { top: 2, left: 2, bottom: 2, right: 2 };
    expect(reachOf(source, 5, 3)).toEqual({ ...source, bottom: 5 });
    expect(reachOf(source, 1, 0)).toEqual({ ...source, left: 0 });
    expect(reachOf(source, 2, 2)).toEqual(source);
  });
});
