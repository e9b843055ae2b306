/** A host that holds its rows in memory and remembers what the grid asked of it. */
import type { GridColumn, GridEdit, GridHost, GridPeer, GridSelection } from '#grid/grid.contract.ts';
import { readCounters } from '#grid/counters.ts';
import { readDay } from '#grid/days.ts';
import { SharedLine } from './shared-line.ts';
import { COMPLETIONS, COUNTERS, makeTasks, OWNERS, TYPES } from './tasks.ts';
import type { TaskLine } from './tasks.ts';

const choice = (label: string) => ({ value: label, label });
const cellOf = (id: string) => (row: TaskLine) => row.cells[id] ?? '';

const COLUMNS: readonly GridColumn<TaskLine>[] = [
  {
    id: 'original',
    title: '问题',
    width: 204,
    kind: 'readonly',
    frozen: true,
    wrap: true,
    text: (row) => row.original,
    merge: (row) => row.problem,
  },
  { id: 'code', title: '任务', width: 50, kind: 'readonly', frozen: true, text: (row) => row.code },
  { id: 'measure', title: '整改措施', width: 196, kind: 'prose', wrap: true, text: cellOf('measure') },
  {
    id: 'types',
    title: '措施类型',
    width: 96,
    kind: 'multi',
    wrap: true,
    text: cellOf('types'),
    options: TYPES.map(choice),
  },
  {
    id: 'owner',
    title: '责任科室/人',
    width: 92,
    kind: 'person',
    wrap: true,
    text: cellOf('owner'),
    suggest: (typed) => OWNERS.filter((owner) => owner.includes(typed)).map(choice),
  },
  { id: 'due', title: '完成时限', width: 100, kind: 'date', text: cellOf('due') },
  { id: 'progress', title: '整改进展', width: 216, kind: 'prose', wrap: true, text: cellOf('progress') },
  {
    id: 'completion',
    title: '完成情况',
    width: 90,
    kind: 'enum',
    text: cellOf('completion'),
    options: COMPLETIONS.map(choice),
  },
  {
    id: 'counters',
    title: '成效数据',
    width: 112,
    kind: 'counters',
    wrap: true,
    text: cellOf('counters'),
    numbers: COUNTERS,
  },
  { id: 'amount', title: '涉及金额', width: 72, kind: 'number', align: 'end', text: cellOf('amount') },
  { id: 'longTerm', title: '长期', width: 50, kind: 'toggle', align: 'center', text: cellOf('longTerm') },
  { id: 'wide', title: '举一反三', width: 138, kind: 'text', wrap: true, text: cellOf('wide') },
  { id: 'opinion', title: '审核意见', width: 150, kind: 'text', wrap: true, text: cellOf('opinion') },
  { id: 'note', title: '备注', width: 120, kind: 'text', wrap: true, text: cellOf('note') },
];

export class Harness {
  rows = $state.raw<readonly TaskLine[]>([]);
  peers = $state.raw<readonly GridPeer[]>([]);
  marks = $state.raw<Readonly<Record<string, 'waiting' | 'saved' | 'refused'>>>({});
  /** calls in order, as `name argument` */
  readonly calls: string[] = [];
  selection: GridSelection | null = null;
  text: SharedLine | undefined;
  /** the mounted grid */
  grid = $state.raw<{ show(row: string, column?: string): boolean }>();
  #made = 0;

  constructor(count: number) {
    this.rows = makeTasks(count);
  }

  write(row: string, column: string, text: string): void {
    this.rows = this.rows.map((line) =>
      line.id === row ? { ...line, cells: { ...line.cells, [column]: text } } : line,
    );
  }
  value(row: string, column: string): string {
    return this.rows.find(({ id }) => id === row)?.cells[column] ?? '';
  }

  #refusal({ column, text }: GridEdit): string | undefined {
    if (!text) return undefined;
    if (column === 'completion' && !COMPLETIONS.includes(text))
      return '完成情况只能是未完成、基本完成、已完成。';
    if (column === 'due' && !readDay(text)) return '不是有效的日期。';
    if (column === 'amount' && !/^\d+(\.\d+)?$/.test(text)) return '不是数字。';
    if (column === 'counters' && !readCounters(COUNTERS, text)) return '看不懂的成效数据。';
    return undefined;
  }

  readonly host: GridHost<TaskLine> = ((harness: Harness): GridHost<TaskLine> => ({
    columns: COLUMNS,
    today: '2026-11-23',
    get rows() {
      return harness.rows;
    },
    get peers() {
      return harness.peers;
    },
    locked: (row, column) =>
      row.frozen && column.kind !== 'readonly'
        ? {
            title: '申请销号后冻结',
            body: '县城乡建设局 9月12日 申请销号，审核期间由单位填写的栏目不能改。巡察办退回后自动解除。',
          }
        : column.id === 'opinion'
          ? { title: '由巡察办填写', body: '审核意见在审核时写。' }
          : undefined,
    mark: (row, column) => harness.marks[`${row.id} ${column.id}`],
    edit: (edits, origin) => {
      const invalid = edits.flatMap((edit) => {
        const reason = harness.#refusal(edit);
        return reason ? [{ row: edit.row, column: edit.column, reason }] : [];
      });
      const refused = new Set(invalid.map(({ row, column }) => `${row} ${column}`));
      const written = new Map<string, Record<string, string>>();
      for (const { row, column, text } of edits)
        if (!refused.has(`${row} ${column}`)) written.set(row, { ...written.get(row), [column]: text });
      harness.rows = harness.rows.map((line) => {
        const cells = written.get(line.id);
        return cells ? { ...line, cells: { ...line.cells, ...cells } } : line;
      });
      harness.calls.push(`edit ${origin} ${edits.length}`);
      return { invalid };
    },
    openText: (row, column) => {
      harness.text = new SharedLine(column.text(row), (text) => harness.write(row.id, column.id, text));
      return harness.text;
    },
    select: (selection, writing) => {
      harness.selection = selection;
      harness.calls.push(`select ${selection ? `${selection.row} ${selection.column}` : '-'} ${writing}`);
    },
    undo: () => harness.calls.push('undo'),
    redo: () => harness.calls.push('redo'),
    insertRow: (after) => {
      const place = after ? harness.rows.indexOf(after) + 1 : 0;
      const like = after ?? harness.rows[0];
      harness.calls.push(`insert ${after?.id ?? '-'}`);
      if (!like) return;
      const made = { ...like, id: `n${harness.#made++}`, code: `${like.problem}-新`, cells: {} };
      harness.rows = [...harness.rows.slice(0, place), made, ...harness.rows.slice(place)];
    },
    deleteRows: (rows) => {
      harness.calls.push(`delete ${rows.map(({ id }) => id).join()}`);
      harness.rows = harness.rows.filter((row) => !rows.includes(row));
    },
    moveRow: (row, delta) => {
      harness.calls.push(`move ${row.id} ${delta}`);
      const rows = [...harness.rows];
      const place = rows.indexOf(row);
      const other = rows[place + delta];
      if (!other) return;
      rows[place] = other;
      rows[place + delta] = row;
      harness.rows = rows;
    },
    openPanel: (row) => harness.calls.push(`panel ${row.id}`),
    resize: (column, width) => harness.calls.push(`width ${column} ${width}`),
  }))(this);
}
