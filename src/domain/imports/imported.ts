/** What a ledger file brings, as a command's input: parsed and every value held against the field table. */
import * as v from 'valibot';
import { parseWith, rowId } from '#domain/commands/command.ts';
import { WORDS_MAX } from '#domain/commands/words.ts';
import { fieldOf, KINDS, type List } from '#domain/lists/fields.ts';
import { checkFreeText, checkMember, checkValue } from '#domain/lists/values.ts';
import { accept, GRANTED, refuse, type Outcome, type Verdict } from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';

/** Most problems of one file. */
export const IMPORTED_MAX = 5_000;
/** Problems looked at between two places to stop. */
const PROBLEMS_PER_STEP = 10;
/** Most duties and tasks under one of them. */
const UNDER_ONE_MAX = 1_000;

const text = v.pipe(v.string(), v.trim());
const optional = v.optional(v.nullable(text), null);
const flag = v.optional(v.boolean(), false);
const names = v.optional(v.array(text), []);

const duty = v.object({
  cause: optional,
  goal: optional,
  firstHead: optional,
  leaders: names,
  leadDept: optional,
  clerk: optional,
  coUnits: names,
  supervisorOrg: optional,
  countyLeader: optional,
});
const task = v.object({
  measure: text,
  types: names,
  owner: optional,
  due: optional,
  dueText: optional,
  immediate: flag,
  withinFocus: flag,
  longTerm: flag,
  progress: optional,
  completion: optional,
  evidence: optional,
  extension: optional,
  note: optional,
});
const problem = v.object({
  row: v.optional(v.nullable(rowId), null),
  code: text,
  original: text,
  category: optional,
  subcategory: optional,
  source: optional,
  nature: optional,
  kind: v.optional(v.nullable(v.picklist(KINDS)), null),
  due: optional,
  duties: v.pipe(v.optional(v.array(duty), []), v.maxLength(UNDER_ONE_MAX)),
  tasks: v.pipe(v.optional(v.array(task), []), v.maxLength(UNDER_ONE_MAX)),
});
export const importLedgerSchema = v.object({
  problems: v.pipe(v.array(problem), v.minLength(1)),
  document: rowId,
});
export type ImportedDuty = v.InferOutput<typeof duty>;
export type ImportedTask = v.InferOutput<typeof task>;
export type ImportedProblem = v.InferOutput<typeof problem>;
export type ImportLedger = v.InferOutput<typeof importLedgerSchema>;

/** Fields of each list as the file gives them; evidence is no field but a record. */
export const PROBLEM_FIELDS = ['category', 'subcategory', 'source', 'nature', 'kind', 'due'] as const;
export const DUTY_FIELDS = [
  'cause',
  'goal',
  'firstHead',
  'leadDept',
  'clerk',
  'supervisorOrg',
  'countyLeader',
] as const;
export const DUTY_SETS = ['leaders', 'coUnits'] as const;
export const TASK_FIELDS = ['owner', 'progress', 'completion', 'extension', 'note'] as const;
export const LIMIT_FLAGS = ['immediate', 'withinFocus', 'longTerm'] as const;

const check = (list: List, name: string, value: string | null): Verdict =>
  value === null || value === '' ? GRANTED : checkValue(fieldOf(list, name)!, value);

function firstNo(verdicts: Iterable<Verdict>): Verdict {
  for (const verdict of verdicts) if (!verdict.ok) return verdict;
  return GRANTED;
}

function* verdictsOf(given: ImportedProblem): Generator<Verdict> {
  for (const name of ['code', 'original'] as const) {
    if (given[name] === '') yield refuse('EMPTY_TEXT', { field: name });
    yield check('problems', name, given[name]);
  }
  for (const name of PROBLEM_FIELDS) yield check('problems', name, given[name]);
  for (const one of given.duties) {
    for (const name of DUTY_FIELDS) yield check('duties', name, one[name]);
    for (const name of DUTY_SETS)
      for (const member of one[name]) yield checkMember(fieldOf('duties', name)!, member);
  }
  for (const one of given.tasks) {
    if (one.measure === '') yield refuse('EMPTY_TEXT', { field: 'measure' });
    for (const name of [...TASK_FIELDS, 'measure', 'due', 'dueText'] as const)
      yield check('tasks', name, one[name]);
    for (const type of one.types) yield checkMember(fieldOf('tasks', 'types')!, type);
    if (one.evidence !== null) yield checkFreeText('evidence', one.evidence, WORDS_MAX.note);
  }
}

const frame = v.object({
  ...importLedgerSchema.entries,
  problems: v.pipe(v.array(v.unknown()), v.minLength(1)),
});

/** BAD_REQUEST, TOO_MANY, DUPLICATE_CODE and the codes of section F with the problem's number in the file. */
export function* parseImportLedger(input: unknown): Steps<Outcome<ImportLedger>> {
  const parsed = parseWith(frame, input);
  if (!parsed.ok) return parsed;
  if (parsed.value.problems.length > IMPORTED_MAX) return refuse('TOO_MANY', { max: IMPORTED_MAX });
  const problems: ImportedProblem[] = [];
  const codes = new Set<string>();
  const rows = new Set<string>();
  for (const [n, raw] of parsed.value.problems.entries()) {
    if (n % PROBLEMS_PER_STEP === 0) yield;
    const one = parseWith(problem, raw);
    if (!one.ok) return refuse('BAD_REQUEST', { field: `problems.${n}.${one.params['field'] ?? ''}` });
    const given = one.value;
    problems.push(given);
    const verdict = firstNo(verdictsOf(given));
    if (!verdict.ok) return refuse(verdict.code, { ...verdict.params, problem: n + 1 });
    if (codes.has(given.code)) return refuse('DUPLICATE_CODE', { code: given.code });
    codes.add(given.code);
    if (given.row !== null && rows.has(given.row)) return refuse('BAD_REQUEST', { field: 'row' });
    if (given.row !== null) rows.add(given.row);
  }
  return accept({ problems, document: parsed.value.document });
}
