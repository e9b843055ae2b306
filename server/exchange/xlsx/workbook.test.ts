/** The workbook of an export: the machine sheet gives back every row, the other sheets show it, nothing becomes a formula. */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Workbook } from 'exceljs';
import { ROUND_FORMAT, type RoundContent } from '#paper/content.ts';
import { escapeCellText } from '#paper/cell-text.ts';
import { HEAD, ledgers, SAMPLE } from '#server/exchange/xlsx/content.testing.ts';
import { rowsOfMachineSheet } from '#server/exchange/row-files/machine-rows.testing.ts';
import { MACHINE_SHEET } from '#paper/machine-sheet.ts';
import { sheetNames } from '#paper/sheet-names.ts';
import { openWorkbook } from './open-workbook.ts';
import { PROPERTIES_SHEET } from '#paper/workbook.ts';
import { workbookBytes } from './deflated.ts';

describe('[X8] the machine sheet', () => {
  it('[X8] gives back exactly the rows that were written, whatever their texts', async () => {
    const rows = fc.array(ledgers, { minLength: 1, maxLength: 2 });
    await fc.assert(
      fc.asyncProperty(rows, async (written) => {
        const content: RoundContent = {
          format: ROUND_FORMAT,
          round: 'R'.repeat(16),
          name: '第一轮',
          ledgers: written,
        };
        const wanted = written.flatMap((one) =>
          [...one.problems, ...one.duties, ...one.tasks].map((row) => ({
            ledger: one.ledger,
            row,
            changed: [],
          })),
        );
        expect(await rowsOfMachineSheet(workbookBytes(content, HEAD))).toEqual(wanted);
      }),
      { numRuns: 40, seed: 20260331 },
    );
  });

  it('[X8] what XML cannot hold is escaped as Office does', () => {
    expect(escapeCellText('a\rb_x000D_')).toBe('a_x000D_b_x005F_x000D_');
    expect(escapeCellText('_x005F_x000d_')).toBe('_x005F_x005F_x005F_x000d_');
    expect(escapeCellText('\ufffe')).toBe('_xFFFE_');
  });
});

describe('[X8] the workbook', () => {
  let workbook: Workbook;
  beforeAll(async () => {
    workbook = await openWorkbook(workbookBytes(SAMPLE, HEAD));
  });

  it('[X8] has the printed ledger, one table a list, the machine sheet and the properties', () => {
    expect(workbook.worksheets.map((sheet) => sheet.name)).toEqual([
      '整改台账',
      '问题清单',
      '责任清单',
      '任务清单',
      MACHINE_SHEET,
      PROPERTIES_SHEET,
    ]);
    const tasks = workbook.getWorksheet('任务清单')!;
    expect(tasks.getCell(1, 1).value).toBe('某局落实第一轮反馈意见任务清单');
    const row = (tasks.getRow(4).values as unknown[]).slice(1);
    expect(row.slice(0, 5)).toEqual([1, '1-1', '1-1-1', '-制定办法', '建章立制']);
    expect(row).toContain('2026-06-30，长期坚持');
    expect(row).toContain('制度2项');
    expect(workbook.getWorksheet('责任清单')!.getRow(4).values).toContain('某书记');
    expect(workbook.getWorksheet('责任清单')!.getRow(4).values).toContain('甲、乙');
    expect(workbook.getWorksheet('问题清单')!.getRow(4).values).toContain('立行立改');
  });

  it('[X8] text that looks like a formula is text, and stays text when somebody edits the cell', () => {
    for (const sheet of workbook.worksheets) {
      sheet.eachRow((row) =>
        row.eachCell((cell) => {
          expect(cell.formula).toBeUndefined();
          if (typeof cell.value === 'string' && /^[=+\-@\t\r]/u.test(cell.value))
            expect(cell.numFmt).toBe('@');
        }),
      );
    }
    const originals = workbook.getWorksheet('问题清单')!.getColumn(6).values;
    expect(originals).toContain('=HYPERLINK("x")');
  });

  it('[X9] carries number, hash and previous hash', () => {
    const sheet = workbook.getWorksheet(PROPERTIES_SHEET)!;
    const found = new Map<unknown, unknown>();
    sheet.eachRow((row) => found.set(row.getCell(1).value, row.getCell(3).value));
    expect(found.get('snapshotNumber')).toBe('3');
    expect(found.get('sha256')).toBe('a'.repeat(64));
    expect(found.get('previousSha256')).toBe('b'.repeat(64));
    expect(found.get('chainSha256')).toBe('c'.repeat(64));
    expect(found.get('seq')).toBe('7');
    expect(found.get('exporter')).toBe('=某同志');
  });

  it('[X8] a round adds a summary that adds up, and a column for the unit', async () => {
    const content: RoundContent = {
      format: ROUND_FORMAT,
      round: 'R'.repeat(16),
      name: '第一轮',
      ledgers: [SAMPLE, { ...SAMPLE, ledger: 'M'.repeat(16), unit: '某镇' }],
    };
    const round = await openWorkbook(workbookBytes(content, HEAD));
    const summary = round.getWorksheet('汇总')!;
    const line = (row: number) => (summary.getRow(row).values as unknown[]).slice(2);
    expect(line(4)[0]).toBe('某局');
    expect(line(6).slice(0, 3)).toEqual(['合计', 2, 2]);
    expect(line(6).slice(-2)).toEqual([2, 100]);
    expect(summary.getCell(2, 1).value).toBe('填报单位（盖章）：=某巡察办');
    expect(String(summary.getCell(7, 1).value)).toContain('销号率＝已销号÷应销号问题数');
    expect(round.worksheets.map((sheet) => sheet.name).slice(0, 3)).toEqual(['汇总', '某局', '某镇']);
    expect(round.getWorksheet('问题清单')!.getRow(5).getCell(1).value).toBe('某镇');
  });
});

describe('[X8] names of sheets', () => {
  it('[X8] are short, without forbidden signs, each once and none of the fixed ones', () => {
    const long = '示例县农业农村和水利与林业草原综合服务保障中心（原农业局）党组';
    const names = sheetNames([`${long}甲`, `${long}乙`, "'a/b:c'", '汇总', '', 'History'], ['汇总']);
    for (const name of names) expect(name.length).toBeLessThanOrEqual(31);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(names.length);
    expect(names.slice(1)).toEqual([
      `${long.slice(0, 28)}（2）`,
      'a b c',
      '汇总（2）',
      '台账',
      'History（2）',
    ]);
  });
});
