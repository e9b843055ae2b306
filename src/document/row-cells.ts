/** One row of cells and texts as a plain row of its list; the derived fields are left blank for `deriveBranch`. */
import type { CellValue } from '#document/ledger-doc.ts';
import type { RowCells } from '#document/row-index.ts';
import type { RowId } from '#domain/ids.ts';
import { COMPLETIONS, KINDS, MEASURE_TYPES, type List } from '#domain/lists/fields.ts';
import type { Completion, DutyRow, Kind, ProblemRow, Row, TaskRow } from '#domain/projections/rows.ts';

const string = (cells: RowCells, name: string): string | null => {
  const value = cells.get(name);
  return typeof value === 'string' ? value : null;
};
const number = (cells: RowCells, name: string): number => {
  const value = cells.get(name);
  return typeof value === 'number' ? value : 0;
};
const yes = (cells: RowCells, name: string): boolean => cells.get(name) === true;
const oneOf = <T extends string>(values: readonly T[], value: string | null): T | null =>
  values.find((v) => v === value) ?? null;

/** The members of a field whose value is not null, as `[member, value]`. */
function members(cells: RowCells, field: string): [string, CellValue][] {
  const prefix = `${field}:`;
  const found: [string, CellValue][] = [];
  for (const [name, value] of cells) {
    if (value !== null && name.startsWith(prefix)) found.push([name.slice(prefix.length), value]);
  }
  return found;
}

const byPlace = ([a, x]: [string, CellValue], [b, y]: [string, CellValue]): number => {
  const first = String(x) === String(y) ? a < b : String(x) < String(y);
  return first ? -1 : 1;
};
const placed = (cells: RowCells, field: string): string[] =>
  members(cells, field)
    .sort(byPlace)
    .map(([member]) => member);
const byName = ([a]: [string, unknown], [b]: [string, unknown]): number => (a < b ? -1 : 1);
function recordOf<T extends CellValue>(
  cells: RowCells,
  field: string,
  is: (value: CellValue) => value is T,
): Record<string, T> {
  const typed = members(cells, field).flatMap(([member, value]): [string, T][] =>
    is(value) ? [[member, value]] : [],
  );
  return Object.fromEntries(typed.sort(byName));
}
const isString = (value: CellValue): value is string => typeof value === 'string';
const isNumber = (value: CellValue): value is number => typeof value === 'number';

/** `text` gives a prose field of the row: from a document, or from the store. */
export function readRow(text: (field: string) => string, id: RowId, list: List, cells: RowCells): Row {
  const base = { id, order: string(cells, 'order') ?? '', deleted: yes(cells, 'deleted') };
  switch (list) {
    case 'problems':
      return {
        ...base,
        list,
        code: string(cells, 'code') ?? '',
        original: string(cells, 'original') ?? '',
        source: string(cells, 'source'),
        category: string(cells, 'category'),
        subcategory: string(cells, 'subcategory'),
        categories: recordOf(cells, 'categories', isString),
        symptom: text('symptom'),
        nature: string(cells, 'nature'),
        key: yes(cells, 'key'),
        kind: oneOf<Kind>(KINDS, string(cells, 'kind')),
        due: string(cells, 'due'),
        previousId: string(cells, 'previousId'),
        status: string(cells, 'status') ?? '',
        claim: recordOf(cells, 'claim', isString),
        supervisionNote: text('supervisionNote'),
        evidenceCount: number(cells, 'evidenceCount'),
        completion: '未完成',
        longTerm: false,
      } satisfies ProblemRow;
    case 'duties':
      return {
        ...base,
        list,
        problem: string(cells, 'problem') as RowId,
        cause: text('cause'),
        goal: text('goal'),
        firstHead: string(cells, 'firstHead'),
        clerk: string(cells, 'clerk'),
        leaders: placed(cells, 'leaders'),
        coUnits: placed(cells, 'coUnits'),
        leadDept: string(cells, 'leadDept'),
        supervisorOrg: string(cells, 'supervisorOrg'),
        countyLeader: string(cells, 'countyLeader'),
        due: null,
      } satisfies DutyRow;
    case 'tasks':
      return {
        ...base,
        list,
        problem: string(cells, 'problem') as RowId,
        code: '',
        measure: text('measure'),
        progress: text('progress'),
        extension: text('extension'),
        types: MEASURE_TYPES.filter((type) => yes(cells, `types:${type}`)),
        owner: string(cells, 'owner'),
        due: string(cells, 'due'),
        dueText: string(cells, 'dueText'),
        immediate: yes(cells, 'immediate'),
        withinFocus: yes(cells, 'withinFocus'),
        longTerm: yes(cells, 'longTerm'),
        completion: oneOf<Completion>(COMPLETIONS, string(cells, 'completion')) ?? '未完成',
        counters: recordOf(cells, 'counters', isNumber),
        note: text('note'),
        supervisionNote: text('supervisionNote'),
        assigned: string(cells, 'assigned'),
        evidenceCount: number(cells, 'evidenceCount'),
      } satisfies TaskRow;
  }
}
