import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromHtml, fromTsv, toHtml, toTsv } from '#grid/clipboard.ts';

const cell = fc
  .array(fc.constantFrom('整', '改', 'a', '1', ' ', '\n', '\t', '"', '<', '&', "'", '、', '😀'), {
    maxLength: 12,
  })
  .map((parts) => parts.join(''));
const matrix = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

describe('[T4] clipboard', () => {
  test('[T4] what is copied as TSV comes back the same', () => {
    fc.assert(
      fc.property(matrix, (cells) => {
        // one empty line at the end is the newline that closes the block
        fc.pre(!(cells.at(-1)!.length === 1 && cells.at(-1)![0] === ''));
        expect(fromTsv(toTsv(cells))).toEqual(cells);
      }),
    );
  });

  test('[T4] what is copied as an HTML table comes back the same', () => {
    fc.assert(
      fc.property(matrix, (cells) => {
        expect(fromHtml(toHtml(cells))).toEqual(cells);
      }),
    );
  });

  test("[T4] Excel's quoted newlines, tabs and quotes are one cell", () => {
    expect(fromTsv('一\t"甲\r\n乙"\t"说""好"""\r\n二\t"a\tb"\t\r\n')).toEqual([
      ['一', '甲\n乙', '说"好"'],
      ['二', 'a\tb', ''],
    ]);
  });

  test('[T4] quotes that quote nothing stay', () => {
    expect(fromTsv('"甲"乙\t丙"丁')).toEqual([['"甲"乙', '丙"丁']]);
    expect(fromTsv('"没有结尾')).toEqual([['"没有结尾']]);
  });

  test('[T4] lines of unequal length are filled up', () => {
    expect(fromTsv('a\nb\tc')).toEqual([
      ['a', ''],
      ['b', 'c'],
    ]);
  });

  test('[T4] a table as Excel writes it: styles, comments, <br>, spans and entities', () => {
    const html = `<html><head><style>td{color:red}</style></head><body><!--StartFragment-->
      <table border=0><col width=64><tr height=20><td rowspan=2 x:str>问题&nbsp;1</td><td>甲<br style='mso-data-placement:same-cell'>乙</td></tr>
      <tr><td>A&amp;B &#20013;</td></tr><tr><td colspan="2"><p>一</p><p>二</p></td></tr></table><!--EndFragment--></body></html>`;
    expect(fromHtml(html)).toEqual([
      ['问题 1', '甲\n乙'],
      ['', 'A&B 中'],
      ['一\n二', ''],
    ]);
  });

  test('[T4] a page without a table is no table', () => {
    expect(fromHtml('<p>一段话</p>')).toBeUndefined();
  });
});
