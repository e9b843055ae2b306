/** History and moments of the past as their doors answer them. */
import * as v from 'valibot';
import { PIECE_KINDS } from '#domain/comparison/text-pieces.ts';
import { LISTS } from '#domain/lists/fields.ts';
import { Count, Id, Instant } from '#server/transport/http/description/answer-parts.ts';
import { Duty, Problem, Task } from '#server/transport/http/description/answers-rows.ts';

const text = v.string();
const OfCell = { cell: text, row: Id, field: text, member: v.nullable(text) };
const Value = v.nullable(v.union([text, v.number(), v.boolean()]));

export const PastLedger = v.strictObject({
  ledger: Id,
  seq: Count,
  at: Instant,
  head: Count,
  act: v.nullable(v.strictObject({ name: text, act: text })),
  scale: v.array(v.strictObject({ seq: Count, at: Instant })),
  problems: v.array(Problem),
  duties: v.array(Duty),
  tasks: v.array(Task),
});

const ValueChange = v.strictObject({ kind: v.literal('value'), ...OfCell, old: Value, now: Value });
const TextChange = v.strictObject({
  kind: v.literal('text'),
  ...OfCell,
  splices: v.array(v.strictTuple([Count, text, text])),
  pieces: v.nullable(v.array(v.strictTuple([v.picklist(PIECE_KINDS), text]))),
});
export const HistoryEntry = v.strictObject({
  seq: Count,
  firstSeq: Count,
  at: Instant,
  since: Instant,
  commits: Count,
  person: text,
  name: text,
  roles: v.array(text),
  organisations: v.array(text),
  asThen: v.boolean(),
  act: text,
  changes: v.array(v.union([ValueChange, TextChange])),
  more: Count,
  restored: v.optional(v.strictObject({ number: Count, title: text, reason: text })),
});
export const HistoryRow = v.strictObject({
  id: Id,
  list: v.picklist(LISTS),
  code: text,
  title: text,
  deleted: v.boolean(),
});
export const HistoryPage = v.strictObject({
  ledger: Id,
  items: v.array(HistoryEntry),
  rows: v.record(text, HistoryRow),
  next: v.optional(Count),
  gone: v.optional(v.strictObject({ seq: Count, at: Instant })),
});

export const ChangedCell = v.strictObject({
  cell: text,
  row: Id,
  field: text,
  seq: Count,
  at: Instant,
  name: text,
  changes: Count,
});
export const ChangedSince = v.strictObject({
  seen: v.nullable(Count),
  head: Count,
  cells: v.array(ChangedCell),
  more: Count,
});
