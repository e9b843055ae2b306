/** `issueFeedback`: the office issues the problems of a feedback document; from then on the originals are locked (W4). */
import { generateNKeysBetween } from 'fractional-indexing';
import * as v from 'valibot';
import {
  parseWith,
  rowId,
  type CellWrite,
  type Command,
  type CommandContext,
  type CommandDecision,
} from '#domain/commands/command.ts';
import type { RowId } from '#domain/ids.ts';
import { ROWS_MAX, fieldOf } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { mayMove } from '#domain/workflow.ts';

/** Most problems of one feedback. */
export const ISSUED_MAX = 1_000;

const text = v.pipe(v.string(), v.trim());
const optional = v.optional(v.nullable(text));
const problem = v.object({
  code: text,
  original: text,
  category: optional,
  subcategory: optional,
  source: optional,
  kind: optional,
  due: optional,
});
const schema = v.object({
  problems: v.pipe(v.array(problem), v.minLength(1)),
  document: v.optional(v.nullable(rowId)),
});
export type IssueFeedback = v.InferOutput<typeof schema>;
type IssuedProblem = v.InferOutput<typeof problem>;

const GIVEN = ['code', 'original', 'source', 'category', 'subcategory', 'kind', 'due'] as const;

function checkProblem(given: IssuedProblem, n: number): Outcome<null> {
  for (const name of GIVEN) {
    const value = given[name] ?? null;
    const field = fieldOf('problems', name)!;
    if (value === '' && (name === 'code' || name === 'original'))
      return refuse('EMPTY_TEXT', { field: name, problem: n + 1 });
    const verdict = value === null || value === '' ? accept(null) : checkValue(field, value);
    if (!verdict.ok) return refuse(verdict.code, { ...verdict.params, problem: n + 1 });
  }
  return accept(null);
}

function parse(input: unknown): Outcome<IssueFeedback> {
  const parsed = parseWith(schema, input);
  if (!parsed.ok) return parsed;
  const { problems } = parsed.value;
  if (problems.length > ISSUED_MAX) return refuse('TOO_MANY', { max: ISSUED_MAX });
  const codes = new Set<string>();
  for (const [n, given] of problems.entries()) {
    const checked = checkProblem(given, n);
    if (!checked.ok) return checked;
    if (codes.has(given.code)) return refuse('DUPLICATE_CODE', { code: given.code });
    codes.add(given.code);
  }
  return parsed;
}

function cellsOf(given: IssuedProblem, row: string, order: string): CellWrite[] {
  const born = [
    { row, field: 'list', value: 'problems' },
    { row, field: 'order', value: order },
  ];
  const told = GIVEN.flatMap((field) => (given[field] ? [{ row, field, value: given[field] }] : []));
  return [...born, ...told, { row, field: 'status', value: 'issued' }];
}

function decide(
  input: IssueFeedback,
  { lists, actor, index, ids }: CommandContext,
): Outcome<CommandDecision> {
  const allowed = mayMove(actor, 'issueFeedback', index.facts('', false));
  if (!allowed.ok) return allowed;
  const rows = lists.problems.length + lists.duties.length + lists.tasks.length + input.problems.length;
  if (rows > ROWS_MAX) return refuse('TOO_MANY_ROWS', { max: ROWS_MAX });
  const known = new Set(lists.problems.flatMap((row) => (row.deleted ? [] : row.code)));
  const double = input.problems.find((given) => known.has(given.code));
  if (double) return refuse('DUPLICATE_CODE', { code: double.code });
  const last = lists.problems.at(-1)?.order ?? null;
  const orders = generateNKeysBetween(last, null, input.problems.length);
  const issued = input.problems.map((given, n) => ({ code: given.code, row: ids[n] as RowId }));
  return accept({
    cells: input.problems.flatMap((given, n) => cellsOf(given, ids[n]!, orders[n]!)),
    records: input.document
      ? [
          {
            kind: 'feedback',
            id: ids[input.problems.length]!,
            import: input.document,
            rows: Object.fromEntries(issued.map(({ code, row }) => [code, row])),
          },
        ]
      : [],
    value: { problems: issued },
  });
}

export const issueFeedback: Command<IssueFeedback> = {
  name: 'issueFeedback',
  schema,
  parse,
  idsNeeded: (input) => input.problems.length + 1,
  documentOf: ({ document }) => document ?? null,
  decide,
};
