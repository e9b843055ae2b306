/** The preview of an import as its doors answer it. */
import * as v from 'valibot';
import { COMPLETIONS, KINDS, LISTS } from '#domain/lists/fields.ts';
import { Count, Day, Id } from '#server/transport/http/description/answer-parts.ts';

const text = v.string();
const words = v.nullable(text);

const Due = v.strictObject({
  date: v.nullable(Day),
  immediate: v.boolean(),
  longTerm: v.boolean(),
  withinFocus: v.optional(v.boolean()),
});
export const PreviewDuty = v.strictObject({
  cause: words,
  goal: words,
  firstHead: words,
  leaders: v.array(text),
  leadDept: words,
  clerk: words,
  coUnits: v.array(text),
  supervisorOrg: words,
  countyLeader: words,
});
export const PreviewTask = v.strictObject({
  code: text,
  row: Count,
  measure: text,
  types: v.array(text),
  owner: words,
  due: Due,
  dueText: words,
  progress: words,
  completion: text,
  evidence: words,
  extension: words,
  note: words,
});
export const PreviewProblem = v.strictObject({
  code: text,
  category: words,
  subcategory: words,
  original: text,
  kind: v.picklist(KINDS),
  source: text,
  carriedOver: v.boolean(),
  splitFrom: words,
  due: v.nullable(Due),
  completion: v.picklist(COMPLETIONS),
  status: text,
  duties: v.array(PreviewDuty),
  tasks: v.array(PreviewTask),
  sheet: v.optional(text),
  row: v.optional(Count),
  nature: v.optional(words),
  board: v.optional(v.nullable(v.strictObject({ row: Id, code: text, by: v.picklist(['code', 'text']) }))),
  anchors: v.array(v.strictObject({ paragraph: Count, from: Count, to: Count })),
  pieces: v.array(text),
});
const Warning = v.strictObject({
  id: text,
  code: text,
  at: text,
  severity: v.picklist(['must', 'should', 'may']),
  text,
  raw: v.optional(text),
  settled: v.optional(v.boolean()),
  sheet: v.optional(text),
  cell: v.optional(text),
});
export const ImportPreview = v.strictObject({
  import: Id,
  ledger: Id,
  name: text,
  state: v.picklist(['open', 'applied']),
  form: v.picklist(['feedback', 'ledger']),
  meta: v.strictObject({
    title: words,
    unit: words,
    team: words,
    date: words,
    preparer: v.optional(words),
    reviewer: v.optional(words),
  }),
  problems: v.array(PreviewProblem),
  dropped: v.array(PreviewProblem),
  skipped: v.array(
    v.strictObject({
      what: text,
      paragraph: v.nullable(Count),
      sheet: v.optional(text),
      rows: v.optional(v.array(Count)),
    }),
  ),
  warnings: v.array(Warning),
  paragraphs: v.array(v.strictObject({ n: Count, text, level: Count })),
  columns: v.array(v.strictObject({ sheet: text, column: text, header: text, field: words })),
  changes: v.array(
    v.strictObject({ row: Id, list: v.picklist(LISTS), code: text, field: text, board: text, file: text }),
  ),
  duties: v.array(v.strictObject({ ...PreviewDuty.entries, problem: text })),
  tasks: v.array(PreviewTask),
});
