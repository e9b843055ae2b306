/** The printed ledger as a file: what its XML says of merges and paper, and that LibreOffice opens, prints and saves it unharmed. */
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readEntries } from '#server/exchange/docx/archive.ts';
import { ROUND_FORMAT, type LedgerContent, type RoundContent } from '#paper/content.ts';
import { HEAD, ledgers, SAMPLE } from '#server/exchange/xlsx/content.testing.ts';
import { rowsOfMachineSheet } from '#server/exchange/row-files/machine-rows.testing.ts';
import { openWorkbook } from '#server/exchange/xlsx/open-workbook.ts';
import { workbookBytes } from '#server/exchange/xlsx/deflated.ts';

const OFFICE = process.env['SANDAN_SOFFICE'] ?? 'soffice';
const OFFICE_MS_MAX = 120_000;
/** a workbook is read with at most 40 sheets */
const LEDGERS = 33;
const found = spawnSync(OFFICE, ['--version'], { stdio: 'ignore' }).status === 0;
const missing = found ? '' : ' (not run: LibreOffice is missing)';

const [PROBLEM, DUTY, TASK] = [SAMPLE.problems[0]!, SAMPLE.duties[0]!, SAMPLE.tasks[0]!];
const LONG = '对照反馈意见逐项排查，建立问题台账，明确责任科室和完成时限，每周调度一次。';
/** Three tasks under one duty, then two duties without a task, then a problem with nothing below it. */
const LEDGER: LedgerContent = {
  ...SAMPLE,
  problems: [
    { ...PROBLEM, original: LONG.repeat(6) },
    { ...PROBLEM, id: 'p2' as never, code: '1-2', original: '短。' },
    { ...PROBLEM, id: 'p3' as never, code: '1-3', original: '短。' },
  ],
  duties: [
    DUTY,
    { ...DUTY, id: 'd2' as never, problem: 'p2' as never },
    { ...DUTY, id: 'd3' as never, problem: 'p2' as never },
  ],
  tasks: ['t1', 't2', 't3'].map((id) => ({
    ...TASK,
    id: id as never,
    progress: id === 't3' ? LONG.repeat(60) : '',
  })),
};

async function parts(bytes: Uint8Array, paths: readonly string[]): Promise<readonly string[]> {
  const read = await readEntries(bytes, paths);
  if (!read.ok) throw new Error(read.code);
  return paths.map((path) => read.value.get(path)!.toString('utf8'));
}
const all = (xml: string, pattern: RegExp): string[] => [...xml.matchAll(pattern)].map((match) => match[1]!);

describe('[X14] the printed ledger', () => {
  let sheet: string;
  let book: string;
  beforeAll(async () => {
    const bytes = workbookBytes(LEDGER, HEAD);
    [sheet, book] = (await parts(bytes, ['xl/worksheets/sheet1.xml', 'xl/workbook.xml'])) as [string, string];
  });

  it('[X14] merges the cells of a problem over the rows of its tasks, and of a long row over its parts', () => {
    const merges = all(sheet, /<mergeCell ref="([^"]+)"/gu);
    expect(merges).toContain('A1:U1');
    const problem = merges.find((ref) => ref.startsWith('D4:'))!;
    const end = Number(/\d+$/u.exec(problem)![0]);
    expect(end).toBeGreaterThan(6);
    for (const column of 'ABCDEFGHIJK') expect(merges).toContain(`${column}4:${column}${end}`);
    expect(merges).toContain(`U4:U${end}`);
    // the first two tasks take one row each, the long one the rest
    expect(merges.filter((ref) => ref.startsWith('P'))).toEqual([`P6:P${end}`, `P${end + 1}:P${end + 2}`]);
    // two duties without tasks: problem and task cells over both, the duties one row each
    expect(merges).toContain(`D${end + 1}:D${end + 2}`);
    expect(merges.filter((ref) => ref.startsWith('F'))).toEqual([`F4:F${end}`]);
    expect(new Set(merges).size).toBe(merges.length);
  });

  it('[X14] prints landscape on A3, one page wide, headers repeated, pages numbered, panes frozen under the header', () => {
    expect(sheet).toContain('<pageSetUpPr fitToPage="1"/>');
    expect(sheet).toMatch(
      /<pageSetup paperSize="8" orientation="landscape" fitToWidth="1" fitToHeight="0"\/>/u,
    );
    expect(sheet).toContain('第 &amp;P 页　共 &amp;N 页');
    expect(sheet).toContain('存档第 3 号');
    expect(sheet).toContain('xSplit="2" ySplit="3" topLeftCell="C4"');
    expect(book).toContain(
      '<definedName name="_xlnm.Print_Titles" localSheetId="0">&apos;整改台账&apos;!$3:$3<',
    );
  });

  it('[X14] rows are high enough for what is merged over them, and never higher than programs allow', () => {
    const heights = all(sheet, /<row r="\d+" ht="([\d.]+)"/gu).map(Number);
    expect(Math.max(...heights)).toBeLessThanOrEqual(409);
    const ofLongTask = heights.slice(5, -5).reduce((sum, height) => sum + height, 0);
    // 28 characters of the standard font hold at most 15 of ours: so many lines of at least 1.2 × 11 points
    expect(ofLongTask).toBeGreaterThan(((LONG.length * 60) / 15) * 1.2 * 11);
  });

  it('[X14] carries title, reporting line and places for signatures', async () => {
    const ledger = (await openWorkbook(workbookBytes(LEDGER, HEAD))).worksheets[0]!;
    const texts = (row: number) => [...new Set((ledger.getRow(row).values as unknown[]).slice(1))];
    expect(texts(1)).toEqual(['某局落实第一轮反馈意见整改台账']);
    expect(texts(2).map((text) => String(text).trim())).toEqual([
      '填报单位（盖章）：某局',
      '填报日期：2026年3月31日',
      '填报人：',
      '审核人：',
    ]);
    expect(texts(ledger.rowCount).map((text) => String(text).trim())).toEqual([
      '党组织主要负责人（签字）：',
      '分管县级领导（签字）：',
    ]);
    expect(ledger.getCell('D3').font.bold).toBe(true);
    expect(ledger.getCell('D3').alignment.wrapText).toBe(true);
    expect(ledger.getCell('O4').value).toBe('2026年6月30日，长期坚持');
  });

  it('[X14] a round begins with a summary whose units lead to their sheets', async () => {
    const content: RoundContent = {
      format: ROUND_FORMAT,
      round: 'R'.repeat(16),
      name: '第一轮',
      ledgers: [LEDGER, { ...LEDGER, ledger: 'M'.repeat(16), unit: "某'镇" }],
    };
    const [summary] = await parts(workbookBytes(content, HEAD), ['xl/worksheets/sheet1.xml']);
    expect(all(summary!, /<hyperlink ref="B\d" location="([^"]+)"/gu)).toEqual([
      '&apos;某局&apos;!A1',
      '&apos;某&apos;&apos;镇&apos;!A1',
    ]);
  });
});

describe.skipIf(!found)(`[X14] in LibreOffice${missing}`, () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandan-office-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  /** One conversion in a profile of its own, so that no open LibreOffice of the user is asked. */
  async function convert(bytes: Uint8Array, to: 'pdf' | 'xlsx'): Promise<Buffer> {
    await writeFile(join(folder, 'in.xlsx'), bytes);
    const ran = spawnSync(
      OFFICE,
      [
        `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
        '--headless',
        '--convert-to',
        to,
        '--outdir',
        join(folder, 'out'),
        join(folder, 'in.xlsx'),
      ],
      { encoding: 'utf8', timeout: OFFICE_MS_MAX },
    );
    if (ran.status !== 0) throw new Error(`LibreOffice: ${ran.status} ${ran.stderr}`);
    return readFile(join(folder, 'out', `in.${to}`));
  }

  it(
    '[X14] opens and prints',
    async () => {
      const pdf = (await convert(workbookBytes(LEDGER, HEAD), 'pdf')).toString('latin1');
      expect(pdf.startsWith('%PDF-')).toBe(true);
      // A3 landscape, in points
      expect(pdf).toMatch(/\/MediaBox\s*\[\s*0 0 1190(\.\d+)? 84[12](\.\d+)?\s*\]/u);
    },
    OFFICE_MS_MAX,
  );

  it(
    '[X14] the machine sheet gives the same rows after LibreOffice has saved the file',
    async () => {
      const written = fc
        .sample(ledgers, { numRuns: LEDGERS, seed: 20260331 })
        .map((ledger, n) => ({ ...ledger, ledger: `ledger${String(n).padStart(10, '0')}` }));
      const content: RoundContent = {
        format: ROUND_FORMAT,
        round: 'R'.repeat(16),
        name: '第一轮',
        ledgers: written,
      };
      const bytes = await convert(workbookBytes(content, HEAD), 'xlsx');
      const saved = await openWorkbook(bytes);
      const rows = await rowsOfMachineSheet(bytes);
      const wanted = written.flatMap((one) =>
        [...one.problems, ...one.duties, ...one.tasks].map((row) => ({
          ledger: one.ledger,
          row,
          changed: [],
        })),
      );
      expect(rows).toHaveLength(wanted.length);
      rows.forEach((row, n) => expect(row).toEqual(wanted[n]));
      const formulas = saved.worksheets.flatMap((sheet) => {
        const found: unknown[] = [];
        sheet.eachRow((row) =>
          row.eachCell((cell) => {
            if (cell.formula && !/^(TRUE|FALSE)\(\)$/u.test(cell.formula)) found.push(cell.value);
          }),
        );
        return found;
      });
      expect(formulas).toEqual([]);
    },
    OFFICE_MS_MAX,
  );
});
