/** Ledger files through the doors: previewed, corrected in place, applied as one command by the office and by the unit. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Lists } from '#domain/projections/rows.ts';
import type { ImportPreview, PreviewEdit, RowRecords } from '#protocol/services.ts';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, opId, upload, type House, type Reply, type Visitor } from './house.ts';

const sample = (name: string): Buffer => readFileSync(new URL(`../samples/${name}`, import.meta.url));

let house: House;
let cast: Cast;
let office: Visitor;
let editor: Visitor;
let head: Visitor;
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  [office, editor, head] = await Promise.all([cast.as('office'), cast.as('editor'), cast.as('head')]);
});
afterAll(() => house.close());

const rowsOf = async (visitor: Visitor, ledger: string): Promise<Lists> =>
  (await visitor.get(`/api/ledgers/${ledger}`)).json as Lists;
const importFile = (visitor: Visitor, ledger: string, name: string, bytes: Buffer): Promise<Reply> =>
  visitor.send('POST', `/api/ledgers/${ledger}/import`, upload(name, bytes));
const previewOf = async (reply: Reply): Promise<ImportPreview> => {
  expect([reply.status, codeOf(reply)]).toEqual([200, undefined]);
  return reply.json as ImportPreview;
};
const settled = (preview: ImportPreview): PreviewEdit[] =>
  preview.warnings
    .filter((warning) => warning.severity === 'must')
    .map((warning) => ({ do: 'settle', warning: warning.id, settled: true }));
const pathOf = (preview: ImportPreview): string => `/api/imports/${preview.import}`;
const codes = (preview: ImportPreview, warning: string): readonly string[] =>
  preview.warnings.filter(({ code }) => code === warning).map((found) => found.at);

describe('[W16] the office brings a ledger in', () => {
  let preview: ImportPreview;
  let apply: { readonly opId: string };

  it('[X21] sees problems with their duties and tasks, and doubts that keep it from being applied', async () => {
    preview = await previewOf(
      await importFile(office, cast.otherLedger, '台账.xlsx', sample('ledger-2.xlsx')),
    );
    expect([preview.form, preview.problems.length, preview.tasks.length]).toEqual(['ledger', 16, 29]);
    expect((await office.get(pathOf(preview))).json).toEqual(preview);
    apply = { opId: opId() };
    expect(codeOf(await office.post(`${pathOf(preview)}/apply`, apply))).toBe('DOUBTS_OPEN');
    expect((await rowsOf(office, cast.otherLedger)).problems).toEqual([]);
  });

  it('[X21] corrects tasks and duties in place; what no field holds is refused', async () => {
    const change = (...edits: PreviewEdit[]) => office.patch(pathOf(preview), { edits });
    const due = { date: '2026-07-15', immediate: false, longTerm: false, withinFocus: false };
    const changed = await previewOf(
      await change(
        { do: 'changeTask', at: '8', task: '8-2', set: { due, dueText: '', completion: '基本完成' } },
        { do: 'changeDuty', at: '8', set: { leaders: ['梁某', '何某'], goal: '合同审查到位。' } },
        { do: 'dropTask', at: '9', task: '9-1' },
      ),
    );
    const [eighth, ninth] = [changed.problems[7]!, changed.problems[8]!];
    expect(eighth).toMatchObject({ due: { date: '2026-07-15' }, completion: '基本完成' });
    expect(eighth.duties[0]).toMatchObject({
      leaders: ['梁某', '何某'],
      leadDept: '法规股',
      goal: '合同审查到位。',
    });
    expect(ninth.tasks.map(({ code, row }) => [code, row])).toEqual([['9-1', 29]]);
    const bad = (set: object) => change({ do: 'changeTask', at: '8', task: '8-2', set });
    expect(codeOf(await bad({ measure: ' ' }))).toBe('EMPTY_TEXT');
    expect(codeOf(await bad({ due: { ...due, date: '2026-06-31' } }))).toBe('BAD_DATE');
    expect(codeOf(await bad({ note: '长'.repeat(2_001) }))).toBe('TOO_LONG');
    expect(codeOf(await bad({ completion: '快了' }))).toBe('BAD_REQUEST');
    expect(codeOf(await change({ do: 'dropTask', at: '8', task: '8-9' }))).toBe('NOT_FOUND');
  });

  it('[W16] in one commit: problems issued, what stands under them with them, and never a state from paper', async () => {
    expect((await office.patch(pathOf(preview), { edits: settled(preview) })).status).toBe(200);
    const before = Number(at((await office.get(`/api/ledgers/${cast.otherLedger}`)).json, 'seq'));
    const first = await office.post(`${pathOf(preview)}/apply`, apply);
    expect([first.status, at(first.json, 'seq')]).toEqual([200, before + 1]);
    const again = await office.post(`${pathOf(preview)}/apply`, apply);
    expect(again.json).toEqual(first.json);
    const { problems, duties, tasks } = await rowsOf(office, cast.otherLedger);
    expect([problems.length, duties.length, tasks.length]).toEqual([16, 16, 28]);
    expect(new Set(problems.map(({ status }) => status))).toEqual(new Set(['issued']));
    expect(problems.map(({ code }) => code).slice(11)).toEqual(['12', '2.1', '2.2', '2.3', '2.4']);
    expect(problems[11]).toMatchObject({ source: '上轮遗留', category: '党的建设和队伍管理存在薄弱环节' });
    const split = tasks.filter(({ problem }) => problem === problems[3]!.id);
    expect(split.map(({ due, longTerm, dueText }) => [due, longTerm, dueText])).toEqual([
      ['2026-04-30', false, '2026年4月底前'],
      ['2026-06-30', false, '2026年6月底前'],
      [null, true, '长期坚持'],
    ]);
    expect(codeOf(await office.patch(pathOf(preview), { edits: [] }))).toBe('IMPORT_APPLIED');
  });

  it('[W16] the same file again finds all of it there and adds nothing', async () => {
    const second = await previewOf(
      await importFile(office, cast.otherLedger, '台账.xlsx', sample('ledger-2.xlsx')),
    );
    expect(second.problems.every((problem) => problem.board !== null)).toBe(true);
    await office.patch(pathOf(second), { edits: settled(second) });
    const applied = await office.post(`${pathOf(second)}/apply`, { opId: opId() });
    expect([at(applied.json, 'value', 'problems'), at(applied.json, 'value', 'tasks')]).toEqual([[], 0]);
    const { problems, tasks } = await rowsOf(office, cast.otherLedger);
    expect([problems.length, tasks.length]).toEqual([16, 28]);
  });
});

describe('[W16] the unit brings its own ledger in', () => {
  let preview: ImportPreview;

  beforeAll(async () => {
    const feedback = await previewOf(
      await importFile(office, cast.ledger, 'feedback-1.docx', sample('feedback-1.docx')),
    );
    await office.patch(pathOf(feedback), { edits: settled(feedback) });
    expect((await office.post(`${pathOf(feedback)}/apply`, { opId: opId() })).status).toBe(200);
    for (const problem of (await rowsOf(head, cast.ledger)).problems.slice(0, 3))
      await head.post(`/api/ledgers/${cast.ledger}/commands`, {
        command: 'claim',
        opId: opId(),
        row: problem.id,
      });
  });

  it('[W16] the board knows its own problems by code and text; what cannot be written is said before', async () => {
    preview = await previewOf(await importFile(editor, cast.ledger, '台账.xlsx', sample('ledger-1.xlsx')));
    expect(preview.problems.filter((problem) => problem.board === null)).toEqual([]);
    expect(codes(preview, 'board_frozen')).toHaveLength(15);
    expect(codes(preview, 'not_on_board')).toEqual([]);
    expect(codes(preview, 'original_locked')).toEqual([]);
  });

  it('[P8] a preview is seen by who uploaded it and by the office, and the unit reads no feedback in', async () => {
    expect((await office.get(pathOf(preview))).status).toBe(200);
    expect(codeOf(await head.get(pathOf(preview)))).toBe('FORBIDDEN');
    expect(codeOf(await (await cast.as('member')).get(pathOf(preview)))).toBe('FORBIDDEN');
    expect(codeOf(await importFile(editor, cast.ledger, 'a.docx', sample('feedback-1.docx')))).toBe(
      'FORBIDDEN',
    );
  });

  it('[W16] writes what it may: duties, tasks and evidence of the claimed problems; opinions are notes', async () => {
    await editor.patch(pathOf(preview), { edits: settled(preview) });
    const applied = await editor.post(`${pathOf(preview)}/apply`, { opId: opId() });
    expect(applied.status).toBe(200);
    expect([at(applied.json, 'value', 'problems'), at(applied.json, 'value', 'leftCount')]).toEqual([[], 15]);
    const { problems, duties, tasks } = await rowsOf(editor, cast.ledger);
    expect([problems.length, duties.length, tasks.length]).toEqual([24, 3, 8]);
    expect(tasks[0]).toMatchObject({
      measure: '制定2026年度中心组学习计划，明确项目、粮食、价格4个专题研讨。',
      due: '2026-04-15',
      completion: '已完成',
      types: ['建章立制'],
      owner: '李某某',
      evidenceCount: 1,
    });
    const records = (await editor.get(`/api/ledgers/${cast.ledger}/records?row=${tasks[0]!.id}`))
      .json as RowRecords;
    expect(records.evidence.map(({ title, kind }) => [title, kind])).toEqual([
      ['示发改党〔2026〕6号', 'described'],
    ]);
    expect(problems.slice(0, 3).map(({ status }) => status)).toEqual([
      'rectifying',
      'rectifying',
      'rectifying',
    ]);
  });

  it('[W16] what the board holds stays: the month-later file tells what differs and overwrites nothing', async () => {
    const before = await rowsOf(editor, cast.ledger);
    const later = await previewOf(
      await importFile(editor, cast.ledger, 'v2.xlsx', sample('ledger-1-v2.xlsx')),
    );
    expect(codes(later, 'original_locked')).toEqual(['2-2']);
    expect(codes(later, 'board_kept')).toContain('1-2-1');
    expect(later.problems.find(({ code }) => code === '2-2')?.original).toContain('9年');
    await editor.patch(pathOf(later), { edits: settled(later) });
    const applied = await editor.post(`${pathOf(later)}/apply`, { opId: opId() });
    expect(at(applied.json, 'value', 'tasks')).toBe(1);
    expect(Number(at(applied.json, 'value', 'keptCount'))).toBeGreaterThan(0);
    const after = await rowsOf(editor, cast.ledger);
    const still = new Map(after.tasks.map((task) => [task.id, task]));
    for (const task of before.tasks)
      expect(still.get(task.id)).toMatchObject({ ...task, code: expect.any(String) as string });
  });

  it('[W16] new problems are the office’s: a unit’s file with nothing of the board is refused', async () => {
    const strange = await previewOf(await importFile(editor, cast.ledger, 'x.xlsx', sample('ledger-2.xlsx')));
    expect(codes(strange, 'not_on_board')).toHaveLength(16);
    await editor.patch(pathOf(strange), { edits: settled(strange) });
    expect(codeOf(await editor.post(`${pathOf(strange)}/apply`, { opId: opId() }))).toBe('NOT_ON_BOARD');
  });
});

describe('[P8] an import is its uploader’s', () => {
  it('[P8] nobody of the unit closes another’s import by naming it in a command of their own', async () => {
    const open = await previewOf(await importFile(office, cast.ledger, 'o.xlsx', sample('ledger-1.xlsx')));
    const { code, original, board } = open.problems[0]!;
    const problems = [{ code, original, row: board?.row }];
    const command = { command: 'importLedger', opId: opId(), problems, document: open.import };
    expect(codeOf(await editor.post(`/api/ledgers/${cast.ledger}/commands`, command))).toBe('FORBIDDEN');
    expect(at((await office.get(pathOf(open))).json, 'state')).toBe('open');
  });
});

describe('[X20] what went out comes in again', () => {
  it('[X20] the official workbook gives back its problems and tasks, those of its lists once', async () => {
    const before = await rowsOf(office, cast.otherLedger);
    const exported = await office.bytes(`/api/ledgers/${cast.otherLedger}/export.xlsx`);
    const again = await previewOf(await importFile(office, cast.otherLedger, '导出.xlsx', exported));
    expect(again.problems.map(({ board }) => board?.row)).toEqual(before.problems.map(({ id }) => id));
    expect(again.tasks.map(({ measure, due, completion }) => [measure, due.date, completion])).toEqual(
      before.tasks.map(({ measure, due, completion }) => [measure, due, completion]),
    );
  });
});

describe('[X22] the meaning of headers', () => {
  it('[X22] said once, is remembered for the organisation', async () => {
    const first = await previewOf(
      await importFile(office, cast.otherLedger, 'a.xlsx', sample('ledger-2.xlsx')),
    );
    const said = await office.patch(pathOf(first), {
      edits: [{ do: 'columns', columns: [{ header: '备 注', field: 'progress' }] }],
    });
    const taken = (reply: Reply) =>
      ((reply.json as ImportPreview).columns.find(({ header }) => header === '备注') ?? {}) as {
        field?: string;
      };
    expect([said.status, taken(said).field]).toEqual([200, 'progress']);
    const next = await importFile(office, cast.otherLedger, 'b.xlsx', sample('ledger-2.xlsx'));
    expect(taken(next).field).toBe('progress');
    const unit = await importFile(editor, cast.ledger, 'c.xlsx', sample('ledger-2.xlsx'));
    expect(taken(unit).field).toBe('note');
    const wrong = await office.patch(pathOf(first), {
      edits: [{ do: 'columns', columns: [{ header: '备注', field: 'status' }] }],
    });
    expect(codeOf(wrong)).toBe('BAD_REQUEST');
  });
});
