import { describe, expect, it } from 'vitest';
import { codeOf, contextOf, decide } from '#domain/commands/context.testing.ts';
import type { CommandContext } from '#domain/commands/command.ts';
import { INTENTS_MAX, INTENT_TEXTS_MAX } from '#domain/commands/edit-cells.ts';
import { actor, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';

const [P, CLOSED, T, NEW] = [row(1), row(2), row(21), row(50)];
const lists = {
  problems: [problemRow(P), problemRow(CLOSED, { status: 'closed', code: '1-2' })],
  tasks: [taskRow(T, P), taskRow(row(22), CLOSED)],
};
const unit = (more: Partial<CommandContext> = {}): CommandContext =>
  contextOf(lists, { actor: actor('unit_editor'), ...more });
interface Answer {
  readonly written: number;
  readonly refusedCount: number;
  readonly refused: readonly { readonly index: number; readonly cell: string; readonly code: string }[];
}
function edit(
  intents: readonly object[],
  more: object = {},
  context = unit(),
): Answer & { cells: readonly unknown[]; texts: readonly unknown[] } {
  const decided = decide('editCells', { intents, ...more }, context);
  if (!decided.ok) throw new Error(decided.code);
  return { ...(decided.value.value as Answer), cells: decided.value.cells, texts: decided.value.texts ?? [] };
}

describe('editCells', () => {
  it('[W12] writes cells, members and texts in one decision', () => {
    const done = edit([
      { cell: `${T}/completion`, value: '已完成' },
      { cell: `${T}/types:建章立制`, value: true },
      { text: `${T}/measure`, value: '修订制度。' },
    ]);
    expect(done).toMatchObject({
      written: 3,
      refused: [],
      cells: [
        { row: T, field: 'completion', value: '已完成' },
        { row: T, field: 'types', member: '建章立制', value: true },
      ],
      texts: [{ row: T, field: 'measure', value: '修订制度。' }],
    });
  });

  it('[W12] names everything it would refuse and writes nothing, unless the rest is wanted', () => {
    const intents = [
      { cell: `${T}/due`, value: '2026-06-30' },
      { cell: `${T}/due`, value: '2026-02-30' },
      { cell: `${P}/category`, value: '思想建设' },
      { cell: `${row(22)}/owner`, value: '周某' },
      { cell: `${P}/status`, value: 'closed' },
      { cell: `${T}/types:无`, value: true },
      { text: `${T}/due`, value: '2026-06-30' },
      { cell: `${T}/measure`, value: '长' },
      { cell: 'nonsense', value: 1 },
      { cell: `${row(99)}/owner`, value: '周某' },
      { text: `${T}/progress`, value: '绝密' },
      { cell: `${T}/problem`, value: CLOSED },
    ];
    const codes = [
      'BAD_DATE',
      'ROLE_MAY_NOT_WRITE',
      'CLOSED',
      'SERVER_ONLY',
      'NOT_IN_LIST',
      'NO_SUCH_FIELD',
      'NO_SUCH_FIELD',
      'NO_SUCH_FIELD',
      'NO_SUCH_ROW',
      'CLASSIFIED_TEXT',
      'WRITTEN_ONCE',
    ];
    const asked = edit(intents);
    expect(asked).toMatchObject({ written: 0, refusedCount: 11, cells: [], texts: [] });
    expect(asked.refused.map(({ index, code }) => [index, code])).toEqual(
      codes.map((code, n) => [n + 1, code]),
    );
    expect(asked.refused[0]?.cell).toBe(`${T}/due`);
    const rest = edit(intents, { writeRest: true });
    expect(rest).toMatchObject({
      written: 1,
      refusedCount: 11,
      cells: [{ row: T, field: 'due', value: '2026-06-30' }],
    });
  });

  it('[W12] leaves alone what holds its value already, and sees a base that moved', () => {
    const context = unit({
      current: (key, prose) => (prose ? '旧文' : key.endsWith('/owner') ? '周某' : null),
    });
    expect(
      edit(
        [
          { cell: `${T}/owner`, value: '周某' },
          { text: `${T}/note`, value: '旧文' },
        ],
        {},
        context,
      ),
    ).toMatchObject({ written: 0, refused: [] });
    expect(edit([{ cell: `${T}/owner`, value: '吴某', base: '郑某' }], {}, context).refused).toMatchObject([
      { code: 'CONTENT_CHANGED' },
    ]);
    expect(edit([{ cell: `${T}/owner`, value: '吴某', base: '周某' }], {}, context)).toMatchObject({
      written: 1,
    });
  });

  it('[P6] [W12] makes rows whose first cells are among the intents', () => {
    const born = [
      { cell: `${NEW}/list`, value: 'tasks' },
      { cell: `${NEW}/order`, value: 'a1' },
      { cell: `${NEW}/problem`, value: P },
      { text: `${NEW}/measure`, value: '新措施。' },
      { cell: `${NEW}/owner`, value: '周某' },
    ];
    expect(edit(born)).toMatchObject({ written: 5, refused: [] });
    const codes = (intents: readonly object[], context = unit()): readonly string[] =>
      edit(intents, {}, context).refused.map(({ code }) => code);
    expect(codes(born, contextOf(lists, { actor: actor('office') }))).toEqual(
      Array.from({ length: 5 }, () => 'ROLE_MAY_NOT_WRITE'),
    );
    expect(
      codes(born.map((i) => ('cell' in i && i.cell?.endsWith('/problem') ? { ...i, value: CLOSED } : i))),
    ).toEqual(Array.from({ length: 5 }, () => 'CLOSED'));
    expect(codes(born.filter((i) => !('cell' in i && i.cell?.endsWith('/order'))))).toEqual(
      Array.from({ length: 4 }, () => 'WRONG_TYPE'),
    );
    expect(codes(born.filter((i) => !('cell' in i && i.cell?.endsWith('/problem'))))).toEqual(
      Array.from({ length: 4 }, () => 'BAD_REFERENCE'),
    );
    expect(
      codes([
        { cell: `${NEW}/list`, value: 'problems' },
        { cell: `${NEW}/order`, value: 'a1' },
      ]),
    ).toEqual(['SERVER_ONLY', 'SERVER_ONLY']);
  });

  it('[R2] [W12] never makes half a row, even when the rest is wanted', () => {
    const [list, order, problem] = [
      { cell: `${NEW}/list`, value: 'tasks' },
      { cell: `${NEW}/order`, value: 'a1' },
      { cell: `${NEW}/problem`, value: P },
    ];
    const measure = { text: `${NEW}/measure`, value: '新措施。' };
    const made = (intents: readonly object[]): unknown => {
      const { cells, texts, refused } = edit(intents, { writeRest: true });
      return [cells.length + texts.length, ...new Set(refused.map(({ code }) => code))];
    };
    expect(made([{ ...list, base: 'duties' }, order, problem, measure])).toEqual([0, 'CONTENT_CHANGED']);
    expect(made([{ ...list, base: null }, order, problem, measure])).toEqual([4]);
    expect(made([list, { ...list, value: 'duties' }, order, problem, measure])).toEqual([0, 'WRITTEN_ONCE']);
    expect(made([list, order, problem, { ...problem, value: CLOSED }])).toEqual([0, 'WRITTEN_ONCE']);
    expect(made([{ ...list, cell: `${NEW}/list:x` }, order, problem, measure])).toEqual([0, 'NO_SUCH_ROW']);
  });

  it('[F9] [W12] keeps to its bounds', () => {
    const tooMany = Array.from({ length: INTENTS_MAX + 1 }, () => ({ cell: `${T}/owner`, value: '' }));
    expect(codeOf(decide('editCells', { intents: tooMany }, unit()))).toBe('TOO_MANY');
    const tooManyTexts = Array.from({ length: INTENT_TEXTS_MAX + 1 }, () => ({
      text: `${T}/note`,
      value: '',
    }));
    expect(codeOf(decide('editCells', { intents: tooManyTexts }, unit()))).toBe('TOO_MANY');
    expect(codeOf(decide('editCells', { intents: [] }, unit()))).toBe('BAD_REQUEST');
    expect(codeOf(decide('editCells', { intents: [{ cell: 'a', text: 'b', value: 1 }] }, unit()))).toBe(
      'BAD_REQUEST',
    );
    expect(codeOf(decide('editCells', { intents: [{ cell: 'a', value: {} }] }, unit()))).toBe('BAD_REQUEST');
    const full = {
      ...lists,
      tasks: [...lists.tasks, ...Array.from({ length: 20_000 - 4 }, (_, n) => taskRow(row(100 + n), P))],
    };
    const born = ['list', 'order', 'problem'].map((name, n) => ({
      cell: `${NEW}/${name}`,
      value: ['tasks', 'a1', P][n],
    }));
    expect(
      codeOf(decide('editCells', { intents: born }, contextOf(full, { actor: actor('unit_editor') }))),
    ).toBe('TOO_MANY_ROWS');
    const texts = Array.from({ length: 10_000 }, (_, n) =>
      taskRow(row(100 + n), P, { measure: '一', progress: '一', note: '一', extension: '一' }),
    );
    const written = contextOf(
      { ...lists, tasks: [...lists.tasks, ...texts] },
      { actor: actor('unit_editor') },
    );
    expect(codeOf(decide('editCells', { intents: [{ text: `${T}/note`, value: '一' }] }, written))).toBe(
      'TOO_MANY_TEXTS',
    );
  });
});
