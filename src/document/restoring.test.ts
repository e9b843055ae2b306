/** A restore, written into a real document: what was saved stands again, and a second restore takes it back (rule N6). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type * as Y from 'yjs';
import { cellKey } from '#document/keys.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { readLists, undeleted } from '#document/read.ts';
import { createRow, replaceText, setCell } from '#document/write.ts';
import { comparedFields, fieldChanges, valueOf } from '#domain/comparison/difference.ts';
import { contextOf } from '#domain/commands/context.testing.ts';
import { fieldOf, LISTS } from '#domain/lists/fields.ts';
import type { Lists, ProblemRow, Row } from '#domain/projections/rows.ts';
import { actor, dutyRow, problemRow, taskRow } from '#domain/projections/rows.testing.ts';
import { cellsOfField } from '#domain/restoring/cells-of-field.ts';
import { planRestore, rowsToRestore } from '#domain/restoring/plan.ts';
import { anyLists } from '../../tests/contract/any-lists.ts';

const EVERYBODY = actor('office', 'unit_head');
const rowsOf = (lists: Lists): readonly Row[] => LISTS.flatMap((list): readonly Row[] => lists[list]);

/** Whatever lies between: the unit works on every problem, and codes are its own. */
const working = (lists: Lists): Lists => ({
  ...lists,
  problems: lists.problems.map((problem): ProblemRow => ({
    ...problem,
    status: 'rectifying',
    code: problem.id,
  })),
});

function write(doc: Y.Doc, row: Row): void {
  const above = row.list === 'problems' ? {} : { problem: row.problem };
  createRow(doc, { row: row.id, list: row.list, order: row.order, ...above });
  const blank =
    row.list === 'problems'
      ? problemRow(row.id, { code: '', original: '', status: '' })
      : row.list === 'duties'
        ? dutyRow(row.id, row.problem)
        : taskRow(row.id, row.problem);
  for (const change of fieldChanges(blank, row)) {
    const field = fieldOf(row.list, change.field)!;
    if (field.type.kind === 'prose') replaceText(doc, row.id, field.name, String(change.now));
    else
      for (const cell of cellsOfField(row.id, field, change))
        setCell(doc, cellKey(row.id, cell.field, cell.member), cell.value);
  }
}

function restore(doc: Y.Doc, saved: Lists, binSince: boolean): void {
  const lists = readLists(doc);
  const plan = planRestore(
    rowsToRestore(saved, lists),
    { only: null, binSince },
    contextOf(lists, { actor: EVERYBODY }),
  );
  for (const { row, field, member, value } of plan.cells) setCell(doc, cellKey(row, field, member), value);
  for (const { row, field, value } of plan.texts) replaceText(doc, row, field, value);
}

const byId = (lists: Lists): ReadonlyMap<string, Row> =>
  new Map(rowsOf(undeleted(lists)).map((row) => [row.id, row]));
const isRestored = (row: Row, field: string): boolean => {
  const { held } = fieldOf(row.list, field)!;
  return held === 'cell' || held === 'text';
};

describe('[N6] writing forward', () => {
  it('[N6] gives every field that people write its saved value, leaves governed ones, and can be taken back', () => {
    fc.assert(
      fc.property(anyLists, anyLists, (first, second) => {
        const [saved, later] = [working(first), working(second)];
        const doc = createLedgerDoc();
        for (const row of rowsOf(saved)) write(doc, row);
        // the later moment: rows that are in both change, those of the second draw come, the others go to the bin
        for (const row of rowsOf(later)) write(doc, row);
        const kept = new Set(rowsOf(later).map(({ id }) => id));
        for (const row of rowsOf(saved))
          if (!kept.has(row.id)) setCell(doc, cellKey(row.id, 'deleted'), true);
        const before = undeleted(readLists(doc));

        restore(doc, undeleted(saved), true);
        const restored = byId(readLists(doc));
        for (const [id, row] of byId(saved)) {
          const there = restored.get(id)!;
          for (const { name } of comparedFields(row.list))
            if (isRestored(row, name)) expect(valueOf(there, name)).toEqual(valueOf(row, name));
        }
        for (const row of rowsOf(before))
          if (!byId(saved).has(row.id)) expect(restored.has(row.id)).toBe(row.list === 'problems');

        restore(doc, before, true);
        const again = byId(readLists(doc));
        for (const row of rowsOf(before)) expect(again.get(row.id)).toEqual(row);
      }),
    );
  });
});
