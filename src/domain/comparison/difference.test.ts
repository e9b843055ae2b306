/** The difference between two moments: exact, applicable, and readable in its texts (rules N1, N2). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyDifference, differenceOf } from '#domain/comparison/difference.ts';
import { anyLists } from '../../../tests/contract/any-lists.ts';
import { TEXT_EDITS_MAX, textOf, textPieces } from '#domain/comparison/text-pieces.ts';
import { problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';
import { arranged } from '#domain/projections/arranged.ts';

describe('[N1] the difference between two moments', () => {
  it('[N1] applied to the earlier moment gives the later one, whatever they are', () => {
    fc.assert(
      fc.property(anyLists, anyLists, (before, after) => {
        expect(applyDifference(before, differenceOf(before, after))).toEqual(after);
      }),
    );
  });

  it('[N1] of a moment and itself is nothing', () => {
    fc.assert(
      fc.property(anyLists, (lists) => {
        expect(differenceOf(lists, structuredClone(lists))).toEqual({ added: [], removed: [], changed: [] });
      }),
    );
  });

  it('[N1] names rows that came and went and every field with old and new value, and no derived field', () => {
    const [p, stays, goes, comes] = [row(1), row(2), row(3), row(4)];
    const before = arranged([
      problemRow(p, { due: '2026-01-31' }),
      taskRow(stays, p, { order: 'a1', types: ['建章立制'], counters: { rules: 1 } }),
      taskRow(goes, p, { order: 'a2' }),
    ]);
    const after = arranged([
      problemRow(p, { due: '2026-03-31' }),
      taskRow(comes, p, { order: 'a0' }),
      taskRow(stays, p, { order: 'a1', types: [], counters: { rules: 2 }, completion: '已完成' }),
    ]);
    const difference = differenceOf(before, after);
    expect(difference.added.map(({ id }) => id)).toEqual([comes]);
    expect(difference.removed.map(({ id }) => id)).toEqual([goes]);
    expect(difference.changed).toEqual([
      { list: 'problems', id: p, fields: [{ field: 'due', old: '2026-01-31', now: '2026-03-31' }] },
      {
        list: 'tasks',
        id: stays,
        fields: [
          { field: 'types', old: ['建章立制'], now: [] },
          { field: 'completion', old: '未完成', now: '已完成' },
          { field: 'counters', old: { rules: 1 }, now: { rules: 2 } },
        ],
      },
    ]);
  });

  it('[N1] the order of the keys of a record is no change', () => {
    const one = arranged([problemRow(row(1), { categories: { a: '一', b: '二' } })]);
    const other = arranged([problemRow(row(1), { categories: { b: '二', a: '一' } })]);
    expect(differenceOf(one, other).changed).toEqual([]);
  });
});

describe('[N2] the pieces of a text', () => {
  it('[N2] give both texts back, whatever they are', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.stringMatching(/^[一二三abc1 ]{0,40}$/u),
    );
    fc.assert(
      fc.property(text, text, (old, now) => {
        const pieces = textPieces(old, now);
        expect(textOf(pieces, 'old')).toBe(old);
        expect(textOf(pieces, 'now')).toBe(now);
      }),
    );
  });

  it('[N2] keep words and figures whole and are not chopped up', () => {
    expect(textPieces('已建立制度3项，正在落实。', '已建立制度13项，全部落实。')).toEqual([
      ['=', '已建立制度'],
      ['-', '3'],
      ['+', '13'],
      ['=', '项，'],
      ['-', '正在'],
      ['+', '全部'],
      ['=', '落实。'],
    ]);
    expect(textPieces('甲在乙', '丙在丁')).toEqual([
      ['-', '甲在乙'],
      ['+', '丙在丁'],
    ]);
  });

  it('[N2] two texts that differ everywhere cost no more than the bound, and are told apart by their ends', () => {
    const many = (sign: string): string => `起头${sign.repeat(TEXT_EDITS_MAX * 4)}结尾`;
    expect(textPieces(many('甲'), many('乙'))).toEqual([
      ['=', '起头'],
      ['-', '甲'.repeat(TEXT_EDITS_MAX * 4)],
      ['+', '乙'.repeat(TEXT_EDITS_MAX * 4)],
      ['=', '结尾'],
    ]);
  });
});
