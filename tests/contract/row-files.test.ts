/** The machine sheet through the doors: a ledger leaves as a file, is changed in it, comes back, and only what was changed is written. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workbook } from 'exceljs';
import type { Lists, TaskRow } from '#domain/projections/rows.ts';
import type { ImportPreview, PreviewEdit } from '#protocol/services.ts';
import { MACHINE_SHEET } from '#paper/machine-sheet.ts';
import { openWorkbook } from '#server/exchange/xlsx/open-workbook.ts';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, upload, type House, type Reply, type Visitor } from './house.ts';

let house: House;
let cast: Cast;
let office: Visitor;
let editor: Visitor;
let head: Visitor;
let problem: string;
const TASKS = ['task000000000001', 'task000000000002'] as const;

const command = async (who: Visitor, ledger: string, body: object): Promise<Reply> => {
  const reply = await who.post(`/api/ledgers/${ledger}/commands`, { opId: opId(), ...body });
  expect([reply.status, codeOf(reply)]).toEqual([200, undefined]);
  return reply;
};

beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  [office, editor, head] = await Promise.all([cast.as('office'), cast.as('editor'), cast.as('head')]);
  const issued = await command(office, cast.ledger, {
    command: 'issueFeedback',
    problems: [
      { code: '1-1', original: '责任落实不到位。', category: '责任方面' },
      { code: '1-2', original: '制度不健全。' },
    ],
  });
  problem = at(issued.json, 'value', 'problems', 0, 'row') as string;
  await command(head, cast.ledger, { command: 'claim', row: problem });
  await command(editor, cast.ledger, {
    command: 'editCells',
    intents: TASKS.flatMap((row, n) => [
      { cell: `${row}/list`, value: 'tasks' },
      { cell: `${row}/order`, value: `a${n}` },
      { cell: `${row}/problem`, value: problem },
      { text: `${row}/measure`, value: `第${n + 1}项措施\n_x000D_` },
      { cell: `${row}/types:建章立制`, value: true },
      { cell: `${row}/counters:rules`, value: 2 },
    ]),
  });
});
afterAll(() => house.close());

const exported = async (who: Visitor): Promise<Workbook> =>
  openWorkbook(await who.bytes(`/api/ledgers/${cast.ledger}/export.xlsx`));
const bytesOf = async (workbook: Workbook): Promise<Buffer> => Buffer.from(await workbook.xlsx.writeBuffer());
/** Sets cells of the machine sheet, by row id and field. */
function change(workbook: Workbook, cells: Readonly<Record<string, string | number | boolean | null>>): void {
  const sheet = workbook.getWorksheet(MACHINE_SHEET)!;
  const names = (sheet.getRow(1).values as string[]).slice(1);
  for (const [key, value] of Object.entries(cells)) {
    const [id, field] = key.split('/') as [string, string];
    sheet.eachRow((row) => {
      if (row.getCell(names.indexOf('id') + 1).value === id)
        row.getCell(names.indexOf(field) + 1).value = value;
    });
  }
}
const send = async (who: Visitor, workbook: Workbook, ledger = cast.ledger): Promise<Reply> =>
  who.send('POST', `/api/ledgers/${ledger}/import`, upload('台账.xlsx', await bytesOf(workbook)));
const previewed = async (reply: Promise<Reply>): Promise<ImportPreview> => {
  const { status, json, text } = await reply;
  expect([status, status === 200 ? '' : text]).toEqual([200, '']);
  return json as ImportPreview;
};
const applied = (who: Visitor, preview: ImportPreview): Promise<Reply> =>
  who.post(`/api/imports/${preview.import}/apply`, { opId: opId() });
const settle = async (who: Visitor, preview: ImportPreview): Promise<void> => {
  const edits = preview.warnings
    .filter(({ severity }) => severity === 'must')
    .map(({ id }): PreviewEdit => ({ do: 'settle', warning: id, settled: true }));
  expect((await who.patch(`/api/imports/${preview.import}`, { edits })).status).toBe(200);
};
const task = async (n: 0 | 1): Promise<TaskRow> => {
  const lists = (await editor.get(`/api/ledgers/${cast.ledger}`)).json as Lists;
  return lists.tasks.find(({ id }) => id === TASKS[n])!;
};

describe('[W18] a ledger changed in its own file', () => {
  it('[W18] what was changed in the machine sheet is written, and nothing else', async () => {
    const file = await exported(editor);
    // somebody goes on writing meanwhile, elsewhere in the same row
    await command(editor, cast.ledger, {
      command: 'editCells',
      intents: [{ cell: `${TASKS[0]}/owner`, value: '李某某' }],
    });
    change(file, {
      [`${TASKS[0]}/progress`]: '=已核查\\三件',
      [`${TASKS[0]}/completion`]: '基本完成',
      [`${TASKS[0]}/types`]: '建章立制、专项整治',
      [`${TASKS[0]}/counters`]: '{"rules":3}',
      [`${TASKS[0]}/due`]: '2026-11-30',
      [`${TASKS[1]}/immediate`]: true,
    });
    const preview = await previewed(send(editor, file));
    expect(preview.warnings).toEqual([]);
    expect(
      preview.changes.map(({ code, field, board, file: wanted }) => [code, field, board, wanted]),
    ).toEqual([
      ['1-1-1', 'types', '建章立制', '建章立制、专项整治'],
      ['1-1-1', 'due', '', '2026-11-30'],
      ['1-1-1', 'progress', '', '=已核查\\三件'],
      ['1-1-1', 'completion', '未完成', '基本完成'],
      ['1-1-1', 'counters', 'rules：2', 'rules：3'],
      ['1-1-2', 'immediate', '否', '是'],
    ]);
    const answer = await applied(editor, preview);
    expect([answer.status, at(answer.json, 'value', 'refusedCount')]).toEqual([200, 0]);
    expect(await task(0)).toMatchObject({
      owner: '李某某',
      progress: '=已核查\\三件',
      completion: '基本完成',
      types: ['建章立制', '专项整治'],
      counters: { rules: 3 },
      due: '2026-11-30',
    });
    expect(await task(1)).toMatchObject({ immediate: true, measure: '第2项措施\n_x000D_' });
    expect((await applied(editor, preview)).json).toEqual(answer.json);
  });

  it('[W18] where the board moved on since the export, it keeps its own, and that is a doubt', async () => {
    const file = await exported(editor);
    await command(editor, cast.ledger, {
      command: 'editCells',
      intents: [{ cell: `${TASKS[0]}/owner`, value: '王某某' }],
    });
    change(file, { [`${TASKS[0]}/owner`]: '张某某', [`${TASKS[1]}/owner`]: '赵某某' });
    const preview = await previewed(send(editor, file));
    expect(preview.warnings.map(({ code, at: where, severity }) => [code, where, severity])).toEqual([
      ['board_moved', '1-1-1', 'must'],
    ]);
    expect(codeOf(await applied(editor, preview))).toBe('DOUBTS_OPEN');
    await settle(editor, preview);
    // and what moves between looking and applying is told in the answer
    await command(editor, cast.ledger, {
      command: 'editCells',
      intents: [{ cell: `${TASKS[1]}/owner`, value: '钱某某' }],
    });
    const answer = await applied(editor, preview);
    expect(at(answer.json, 'value', 'refused', 0, 'code')).toBe('CONTENT_CHANGED');
    expect([(await task(0)).owner, (await task(1)).owner]).toEqual(['王某某', '钱某某']);
  });

  it('[W18] what is not theirs to write, or no value, is left out and named; unknown rows are doubts', async () => {
    const file = await exported(editor);
    change(file, {
      [`${problem}/original`]: '改过的原文。',
      [`${problem}/status`]: 'closed',
      [`${TASKS[0]}/due`]: '2026-02-30',
      [`${TASKS[0]}/counters`]: '很多',
      [`${TASKS[1]}/id`]: 'nosuchrow0000001',
      [`${TASKS[0]}/note`]: '补充说明',
    });
    const preview = await previewed(send(editor, file));
    const doubts = preview.warnings.map(({ code }) => code).sort();
    expect(doubts).toEqual([
      'cell_unreadable',
      'row_not_yours',
      'row_not_yours',
      'row_not_yours',
      'row_unknown',
    ]);
    expect(preview.changes.map(({ field }) => field)).toEqual(['note']);
    expect(preview.warnings.every(({ cell }) => /^C[2-9]$/u.test(cell ?? ''))).toBe(true);
    await settle(editor, preview);
    expect((await applied(editor, preview)).status).toBe(200);
    expect(await task(0)).toMatchObject({ note: '补充说明', due: '2026-11-30' });
    const lists = (await editor.get(`/api/ledgers/${cast.ledger}`)).json as Lists;
    expect(lists.problems[0]).toMatchObject({ original: '责任落实不到位。', status: 'rectifying' });
  });

  it('[W18] unchanged, or of another ledger, the file is read by its printed sheets', async () => {
    const file = await exported(editor);
    const same = await previewed(send(editor, file));
    expect([same.changes, same.problems.length]).toEqual([[], 2]);
    change(file, { [`${TASKS[0]}/note`]: '别处的' });
    const elsewhere = await previewed(send(office, file, cast.otherLedger));
    expect([elsewhere.changes, elsewhere.problems.map(({ code }) => code)]).toEqual([[], ['1-1', '1-2']]);
  });

  it('[W18] nobody applies somebody else’s changed file by naming it in a bulk edit of their own', async () => {
    const file = await exported(head);
    change(file, { [`${TASKS[0]}/note`]: '主要负责人改的' });
    const preview = await previewed(send(head, file));
    const reply = await editor.post(`/api/ledgers/${cast.ledger}/commands`, {
      opId: opId(),
      command: 'editCells',
      intents: [{ cell: `${TASKS[0]}/owner`, value: '孙某某' }],
      document: preview.import,
    });
    expect(codeOf(reply)).toBe('FORBIDDEN');
    expect((await applied(head, preview)).status).toBe(200);
  });
});
