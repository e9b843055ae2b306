/** Further ledgers as offices lay them out, invented here and built with the spreadsheet library of the exports. */
import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import type { LedgerContent } from '#server/exchange/ledger-files/content.ts';
import { readLedgerFile } from '#server/exchange/ledger-files/read-ledger-file.ts';

type Build = (sheet: ExcelJS.Worksheet, workbook: ExcelJS.Workbook) => void;

async function read(build: Build, name = '台账'): Promise<LedgerContent> {
  const workbook = new ExcelJS.Workbook();
  build(workbook.addWorksheet(name), workbook);
  const outcome = await readLedgerFile(new Uint8Array(await workbook.xlsx.writeBuffer()));
  if (!outcome.ok) throw new Error(`${outcome.code} ${JSON.stringify(outcome.params)}`);
  return outcome.value;
}
const codes = ({ warnings }: LedgerContent): readonly string[] => warnings.map(({ code }) => code);
const tasksOf = (content: LedgerContent): readonly (readonly string[])[] =>
  content.problems.map(({ tasks }) => tasks.map(({ measure }) => measure));

describe('[X20] other layouts', () => {
  it('[X20] three header rows, groups merged over their columns, a row of column numbers', async () => {
    const content = await read((sheet) => {
      sheet.addRow(['某镇整改任务分解表']);
      sheet.addRow(['序号', '反馈问题', '整改安排', null, null, null, '落实']);
      sheet.addRow([null, null, '措施', null, '责任', null, '情况']);
      sheet.addRow([null, null, '具体措施', '整改时限', '牵头领导', '承办科室', '目前进展']);
      sheet.mergeCells('A2:A4');
      sheet.mergeCells('B2:B4');
      sheet.mergeCells('C2:F2');
      sheet.mergeCells('C3:D3');
      sheet.mergeCells('E3:F3');
      sheet.addRow([1, 2, 3, 4, 5, 6, 7]);
      sheet.addRow([
        1,
        '河道保洁不到位，3处垃圾未清。',
        '清理3处垃圾',
        '2026年7月底前',
        '甲某',
        '水利站',
        '已清理2处。',
      ]);
    });
    expect(content.problems).toHaveLength(1);
    expect(content.problems[0]).toMatchObject({
      code: '1',
      row: 6,
      duties: [{ leaders: ['甲某'], leadDept: '水利站' }],
      tasks: [{ measure: '清理3处垃圾', due: { date: '2026-07-31' }, progress: '已清理2处。' }],
    });
  });

  it('[X20] the problem printed again on every row of its tasks, and its own owner on each', async () => {
    const content = await read((sheet) => {
      sheet.addRow(['序号', '存在问题', '整改措施', '责任人', '完成时限', '是否完成']);
      sheet.addRow([1, '档案不全。', '补档', '甲某', new Date(Date.UTC(2026, 4, 31)), '是']);
      sheet.addRow([1, '档案不全。', '立规', '乙某', '长期坚持', '否']);
      sheet.addRow([2, '考勤不严。', '核查', '丙某', '立行立改', '是']);
    });
    expect(tasksOf(content)).toEqual([['补档', '立规'], ['核查']]);
    expect(content.problems[0]).toMatchObject({
      due: { date: '2026-05-31', longTerm: true, immediate: false },
      kind: 'timed',
      completion: '未完成',
    });
    expect(content.problems[0]!.tasks.map(({ owner, dueText }) => [owner, dueText])).toEqual([
      ['甲某', null],
      ['乙某', '长期坚持'],
    ]);
    expect(content.problems[1]).toMatchObject({ kind: 'immediate', completion: '已完成' });
  });

  it('[X20] columns in another order, no numbers at all, headings in two levels, notes and signatures below', async () => {
    const content = await read((sheet) => {
      sheet.addRow(['整改举措', '问题描述', '责任部门', '完成时间', '备注']);
      sheet.addRow(['一、履职方面']);
      sheet.mergeCells('A2:E2');
      sheet.addRow(['（一）担当作为']);
      sheet.mergeCells('A3:E3');
      sheet.addRow(['开展培训', '学习不深入。', '办公室', '2026.9.1', null]);
      sheet.addRow(['二、党建方面（1个）']);
      sheet.mergeCells('A5:E5');
      sheet.addRow(['按期换届', '换届不及时。', '党建办', '2026.10.1', '已报批']);
      sheet.addRow(['注：时限以方案为准。']);
      sheet.addRow(['负责人（签字）：', null, null, '审核人（签字）：']);
    });
    expect(content.problems.map(({ code, category, subcategory }) => [code, category, subcategory])).toEqual([
      ['1', '履职方面', '担当作为'],
      ['2', '党建方面', null],
    ]);
    expect(tasksOf(content)).toEqual([['开展培训'], ['按期换届']]);
    expect(codes(content).filter((code) => code === 'code_missing')).toHaveLength(2);
    expect(content.skipped.flatMap(({ rows }) => rows ?? [])).toEqual([1, 2, 3, 5, 7, 8]);
  });

  it('[X20] numbers that begin anew under each heading; a code that Excel took for a day', async () => {
    const content = await read((sheet) => {
      sheet.addRow(['序号', '问题', '措施', '时限']);
      for (const heading of ['一、甲方面', '二、乙方面']) {
        const { number } = sheet.addRow([heading]);
        sheet.mergeCells(`A${number}:D${number}`);
        for (const n of [1, 2]) sheet.addRow([n, `${heading}第${n}个问题。`, '整改', '2026年8月']);
      }
    });
    expect(new Set(content.problems.map(({ code }) => code)).size).toBe(4);
    expect(codes(content)).toContain('number_repeats');
    const dated = await read((sheet) => {
      sheet.addRow(['编号', '问题', '措施', '时限']);
      sheet.addRow([new Date(Date.UTC(2026, 0, 2)), '甲。', '整改', '2026年8月']);
      sheet.getCell('A2').numFmt = 'm"月"d"日"';
    });
    expect([dated.problems[0]!.code, codes(dated)]).toEqual([
      '1-2',
      ['code_was_day', 'due_month_only', 'missing_category'],
    ]);
  });

  it('[X20] several measures, time limits and accounts in one cell each, in circles', async () => {
    const content = await read((sheet) => {
      sheet.addRow(['序号', '问题', '整改措施', '完成时限', '整改进展', '完成情况']);
      sheet.addRow([
        1,
        '收费不规范。',
        '①停止收费；②退还2.3万元；③公示目录。',
        '①立行立改②2026年6月底前③2026年7月1日',
        '①已停止。②已退还1万元。③尚未公示。',
        '基本完成',
      ]);
      sheet.getCell('D2').value = '①立行立改；②2026年6月底前；③2026年7月1日';
    });
    expect(
      content.problems[0]!.tasks.map(({ measure, due, progress }) => [
        measure,
        due.date,
        due.immediate,
        progress,
      ]),
    ).toEqual([
      ['停止收费', null, true, '已停止。'],
      ['退还2.3万元', '2026-06-30', false, '已退还1万元。'],
      ['公示目录。', '2026-07-01', false, '尚未公示。'],
    ]);
    expect(codes(content)).toEqual(['measure_split', 'due_split', 'missing_category']);
  });

  it('[X20] review columns become notes, never a state; types and unknown columns are told', async () => {
    const content = await read((sheet) => {
      sheet.addRow([
        '序号',
        '问题',
        '整改措施',
        '措施类型',
        '完成情况',
        '审核意见',
        '销号日期',
        '颜色',
        '备注',
      ]);
      sheet.addRow([
        1,
        '甲。',
        '立规',
        '建章立制、别的',
        '已完成',
        '同意销号',
        new Date(Date.UTC(2026, 5, 1)),
        '红',
        '留意',
      ]);
    });
    expect(content.problems[0]!.tasks[0]).toMatchObject({
      types: ['建章立制'],
      note: '留意\n审核意见：同意销号\n销号日期：2026-06-01',
    });
    expect(content.problems[0]!.status).toBe('issued');
    expect(codes(content)).toEqual(expect.arrayContaining(['type_unknown', 'column_unknown']));
  });

  it('[X20] formulas give their stored value as text; text that looks like one stays text; rich text is joined', async () => {
    const content = await read((sheet) => {
      sheet.addRow(['序号', '问题', '整改措施', '整改进展', '完成情况', '备注']);
      sheet.addRow([1, '=1+1 没有核对。', '-逐项核对', '+86 已通知', '已完成', '@甲某']);
      sheet.getCell('C3').value = { formula: '"核对"&3&"项"', result: '核对3项' } as ExcelJS.CellFormulaValue;
      sheet.getCell('A3').value = 2;
      sheet.getCell('B3').value = { richText: [{ text: '账实' }, { font: { bold: true }, text: '不符。' }] };
      sheet.getCell('D3').value = {
        formula: 'HYPERLINK("http://example.invalid")',
      } as ExcelJS.CellFormulaValue;
    });
    expect(content.problems[0]).toMatchObject({ original: '=1+1 没有核对。' });
    expect(content.problems[0]!.tasks[0]).toMatchObject({
      measure: '-逐项核对',
      progress: '+86 已通知',
      note: '@甲某',
    });
    expect(content.problems[1]).toMatchObject({
      original: '账实不符。',
      tasks: [{ measure: '核对3项', progress: null }],
    });
    expect(codes(content)).toContain('formula_broken');
  });

  it('[X20] names with blanks, several names, a hidden sheet, and a second sheet whose numbers repeat', async () => {
    const content = await read((sheet, workbook) => {
      sheet.addRow(['序号', '问题', '整改措施', '责任领导', '配合单位', '完成时限']);
      sheet.addRow([1, '甲。', '整改', '张 某、李  某\n王某某', '某股、某 站', '2026年8月底']);
      const more = workbook.addWorksheet('补充');
      more.addRow(['序号', '问题', '整改措施', '责任领导', '完成时限']);
      more.addRow([1, '乙。', '整改', '赵某', '2026年9月底']);
      const hidden = workbook.addWorksheet('旧表', { state: 'hidden' });
      hidden.addRow(['序号', '问题', '整改措施', '责任领导', '完成时限']);
      hidden.addRow([1, '丙。', '整改', '赵某', '2026年9月底']);
      workbook.addWorksheet('空');
    });
    expect(content.problems.map(({ code, original, sheet }) => [code, original, sheet])).toEqual([
      ['1', '甲。', '台账'],
      ['2.1', '乙。', '补充'],
    ]);
    expect(content.problems[0]!.duties[0]).toMatchObject({
      leaders: ['张某', '李某', '王某某'],
      coUnits: ['某股', '某站'],
    });
    expect(codes(content)).toEqual(expect.arrayContaining(['number_repeats', 'sheet_hidden']));
  });
});
