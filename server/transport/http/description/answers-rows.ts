/** The rows of the three lists as the doors give them, made from the field table. */
import * as v from 'valibot';
import { DEPARTMENT_READS } from '#domain/department-fields.ts';
import { fieldsOf, type Field, type List } from '#domain/lists/fields.ts';
import { PHASES } from '#domain/phases.ts';
import { Count, Day, Id, Instant } from '#server/transport/http/description/answer-parts.ts';

const text = v.string();
/** Sets whose order counts, or that are ticked, are lists of what is in them. */
const LISTED: readonly string[] = ['leaders', 'coUnits', 'types'];

function single(field: Field): v.GenericSchema {
  switch (field.type.kind) {
    case 'boolean':
      return v.boolean();
    case 'number':
      return v.number();
    case 'date':
      return v.nullable(Day);
    case 'prose':
      return text;
    case 'enum':
      return field.name === 'completion'
        ? v.picklist(field.type.values)
        : v.nullable(v.picklist(field.type.values));
    case 'row':
      return Id;
    default:
      return ['code', 'original', 'status'].includes(field.name) ? text : v.nullable(text);
  }
}

function valueOf(field: Field): v.GenericSchema {
  if (field.member === undefined) return single(field);
  if (LISTED.includes(field.name)) return v.array(text);
  return v.record(text, field.type.kind === 'number' ? v.number() : text);
}

type Entries = Record<string, v.GenericSchema>;

const entriesOf = (list: List, names?: readonly string[]): Entries =>
  Object.fromEntries(
    fieldsOf(list)
      .filter((field) => names === undefined || names.includes(field.name))
      .map((field) => [field.name, valueOf(field)]),
  );

const rowOf = (list: List) =>
  v.strictObject({
    ...entriesOf(list),
    id: Id,
    list: v.literal(list),
    order: text,
    deleted: v.boolean(),
  });

export const Problem = rowOf('problems');
export const Duty = rowOf('duties');
export const Task = rowOf('tasks');
export const LedgerRows = v.strictObject({
  ledger: Id,
  seq: Count,
  at: Instant,
  problems: v.array(Problem),
  duties: v.array(Duty),
  tasks: v.array(Task),
});

const Evidence = v.strictObject({
  id: Id,
  title: text,
  number: v.nullable(text),
  note: v.nullable(text),
  by: text,
  at: Instant,
});
export const DepartmentTask = v.strictObject({
  ...entriesOf('tasks', DEPARTMENT_READS.tasks),
  id: Id,
  ledger: Id,
  unitName: text,
  roundName: text,
  progressSeq: Count,
  problem: v.strictObject({
    ...entriesOf('problems', DEPARTMENT_READS.problems),
    id: Id,
    phase: v.picklist(PHASES),
  }),
  evidence: v.array(Evidence),
});
export const DepartmentRows = v.strictObject({
  id: Id,
  name: text,
  at: Count,
  today: Day,
  tasks: v.array(DepartmentTask),
  more: Count,
});

export const RowRecords = v.strictObject({
  evidence: v.array(v.strictObject({ ...Evidence.entries, row: Id, kind: text })),
  reviews: v.array(
    v.strictObject({
      id: Id,
      problem: Id,
      loop: Count,
      step: text,
      decision: text,
      opinion: v.nullable(text),
      by: text,
      organisation: text,
      voice: v.nullable(Id),
      at: Instant,
    }),
  ),
  corrections: v.array(
    v.strictObject({ id: Id, oldText: text, newText: text, reason: text, by: text, at: Instant }),
  ),
  bin: v.array(v.strictObject({ row: Id, list: text, by: text, at: Instant, title: text })),
});

export const ClosedLedger = v.strictObject({
  givesUp: v.nullable(
    v.strictObject({ cause: v.picklist(['damage', 'tail']), from: Count, to: v.nullable(Count) }),
  ),
  good: v.nullable(v.strictObject({ seq: Count, at: v.nullable(Instant) })),
  stays: v.boolean(),
  written: v.nullable(v.strictObject({ count: Count, firstAt: Instant, lastAt: Instant })),
  missing: v.nullable(v.strictObject({ from: Count, to: Count, noticedAt: Instant })),
  backup: v.nullable(v.strictObject({ at: v.nullable(Instant), ok: v.boolean() })),
});
