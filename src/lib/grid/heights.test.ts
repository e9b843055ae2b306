import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Heights, RowHeights } from '#grid/heights.ts';

const rows = (...ids: string[]) => ids.map((id) => ({ id }));

describe('[T1] row heights', () => {
  test('[T1] a changed height moves what lies below, as a plain sum would', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 60 }),
        fc.array(fc.tuple(fc.nat(59), fc.integer({ min: 1, max: 300 })), { maxLength: 20 }),
        (start, changes) => {
          const plain = [...start];
          const heights = new Heights(start);
          for (const [place, height] of changes) {
            const index = place % plain.length;
            expect(heights.set(index, height)).toBe(height - plain[index]!);
            plain[index] = height;
          }
          let top = 0;
          for (const [index, height] of plain.entries()) {
            expect(heights.top(index)).toBe(top);
            expect(heights.at(top)).toBe(index);
            expect(heights.at(top + height - 0.5)).toBe(index);
            top += height;
          }
          expect(heights.total).toBe(top);
          expect(heights.at(top + 1_000)).toBe(plain.length - 1);
          expect(heights.at(-5)).toBe(0);
        },
      ),
    );
  });

  test('[T1] an empty list has no height and no failure', () => {
    const heights = new Heights([]);
    expect(heights.total).toBe(0);
    expect(heights.at(10)).toBe(0);
  });

  test('[T1] measured heights follow their rows through insertion, removal and reordering', () => {
    const heights = new RowHeights();
    const [a, b, c, d] = rows('a', 'b', 'c', 'd') as [
      { id: string },
      { id: string },
      { id: string },
      { id: string },
    ];
    heights.accept([a, b, c], () => 34);
    heights.measure(1, 90);
    heights.accept([d, c, b], () => 34);
    expect([0, 1, 2].map((index) => heights.height(index))).toEqual([34, 34, 90]);
    heights.accept([d, c], () => 34);
    heights.accept([d, c, b], () => 34);
    expect(heights.height(2)).toBe(34);
  });

  test('[T1] a row whose content changed is guessed anew only when the guess differs', () => {
    const heights = new RowHeights();
    heights.accept(rows('a', 'b'), () => 34);
    heights.measure(0, 50);
    heights.measure(1, 50);
    heights.accept(rows('a', 'b'), (index) => (index === 0 ? 34 : 54));
    expect(heights.height(0)).toBe(50);
    expect(heights.isMeasured('a')).toBe(true);
    expect(heights.height(1)).toBe(54);
    expect(heights.isMeasured('b')).toBe(false);
  });
});
