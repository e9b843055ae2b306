/** Reads the rows that a department reports on from SQL: its tasks and, of the problems above them, what P12 lets it read. */
import type { Kysely } from 'kysely';
import type { LedgerId, OrganisationId, RowId } from '#domain/ids.ts';
import { parsePerson } from '#domain/lists/named.ts';
import { MEASURE_TYPES } from '#domain/lists/fields.ts';
import { phaseOf } from '#domain/phases.ts';
import { taskCodeOf } from '#domain/projections/derived.ts';
import type { Completion, Kind } from '#domain/projections/rows.ts';
import type { DepartmentProblem, DepartmentRows, DepartmentTask } from '#protocol/department.ts';
import { NEWEST_COMMIT } from '#server/store/log.ts';
import type { Schema } from '#server/store/schema.ts';

type Reading = Kysely<Schema>;

/** Tasks shown of one department; `more` counts the others. */
export const DEPARTMENT_TASKS_MAX = 1_000;
/** Rows asked for in one query. */
const ROWS_PER_QUERY = 500;

/** Cells of a row as `row_current` keeps them. */
type Cells = Readonly<Record<string, unknown>>;
const cellsOf = (json: string): Cells => JSON.parse(json) as Cells;
const text = (cells: Cells, name: string): string | null => {
  const value = cells[name];
  return typeof value === 'string' ? value : null;
};
const yes = (cells: Cells, name: string): boolean => cells[name] === true;

function membersOf<T>(cells: Cells, field: string, is: (value: unknown) => value is T): Record<string, T> {
  const prefix = `${field}:`;
  const found: Record<string, T> = {};
  for (const [name, value] of Object.entries(cells))
    if (name.startsWith(prefix) && is(value)) found[name.slice(prefix.length)] = value;
  return found;
}
const isNumber = (value: unknown): value is number => typeof value === 'number';
const isString = (value: unknown): value is string => typeof value === 'string';

/** The undeleted tasks of undeleted problems that are assigned to the department, in the order of the lists. */
const assignedTasks = (db: Reading, organisation: string) =>
  db
    .selectFrom('row_current as task')
    .innerJoin('row_current as problem', (join) =>
      join
        .onRef('problem.ledger', '=', 'task.ledger')
        .onRef('problem.row', '=', 'task.problem')
        .on('problem.list', '=', 'problems')
        .on('problem.deleted', '=', 0),
    )
    .where('task.assigned', '=', organisation)
    .where('task.list', '=', 'tasks')
    .where('task.deleted', '=', 0);

const readTasks = (db: Reading, organisation: string) =>
  assignedTasks(db, organisation)
    .innerJoin('ledger', 'ledger.id', 'task.ledger')
    .innerJoin('round', 'round.id', 'ledger.round')
    .innerJoin('organisation', 'organisation.id', 'ledger.unit')
    .select([
      'task.ledger',
      'task.row',
      'task.cells',
      'problem.row as problem',
      'problem.cells as problemCells',
      'round.name as roundName',
      'organisation.name as unitName',
    ])
    .orderBy('round.starts_on', 'desc')
    .orderBy('ledger.created_at')
    .orderBy('ledger.id')
    .orderBy('problem.place')
    .orderBy('problem.row')
    .orderBy('task.place')
    .orderBy('task.row')
    .limit(DEPARTMENT_TASKS_MAX)
    .execute();
type ReadTask = Awaited<ReturnType<typeof readTasks>>[number];

const keyOf = (ledger: string, row: string): string => `${ledger}/${row}`;

async function inParts<T>(
  rows: readonly string[],
  read: (part: readonly string[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for (let start = 0; start < rows.length; start += ROWS_PER_QUERY)
    found.push(...(await read(rows.slice(start, start + ROWS_PER_QUERY))));
  return found;
}

/** `LEDGER/ROW/FIELD` → text with the seq at which it was read. */
async function readTexts(db: Reading, tasks: readonly ReadTask[]) {
  const ledgers = [...new Set(tasks.map((task) => task.ledger))];
  const rows = [...new Set(tasks.flatMap((task) => [task.row, task.problem]))];
  const texts = await inParts(rows, (part) =>
    db
      .selectFrom('row_text')
      .select(['ledger', 'row', 'field', 'text', 'seq'])
      .where('ledger', 'in', ledgers)
      .where('row', 'in', part)
      .execute(),
  );
  return new Map(texts.map((each) => [`${keyOf(each.ledger, each.row)}/${each.field}`, each]));
}

/** Running numbers of the undeleted tasks within their problems (rule R7), by `LEDGER/ROW`. */
async function readNumbers(db: Reading, tasks: readonly ReadTask[]): Promise<ReadonlyMap<string, number>> {
  const ledgers = [...new Set(tasks.map((task) => task.ledger))];
  const problems = [...new Set(tasks.map((task) => task.problem))];
  const siblings = await inParts(problems, (part) =>
    db
      .selectFrom('row_current')
      .select(['ledger', 'row', 'problem'])
      .where('ledger', 'in', ledgers)
      .where('problem', 'in', part)
      .where('list', '=', 'tasks')
      .where('deleted', '=', 0)
      .orderBy('place')
      .orderBy('row')
      .execute(),
  );
  const counts = new Map<string, number>();
  const numbers = new Map<string, number>();
  for (const { ledger, row, problem } of siblings) {
    const above = keyOf(ledger, problem ?? '');
    const number = (counts.get(above) ?? 0) + 1;
    counts.set(above, number);
    numbers.set(keyOf(ledger, row), number);
  }
  return numbers;
}

async function readEvidence(db: Reading, tasks: readonly ReadTask[]) {
  const ledgers = [...new Set(tasks.map((task) => task.ledger))];
  const records = await inParts(
    tasks.map((task) => task.row),
    (part) =>
      db
        .selectFrom('evidence')
        .innerJoin('person', 'person.id', 'evidence.person')
        .select([
          'evidence.id',
          'evidence.ledger',
          'evidence.row',
          'evidence.title',
          'evidence.number',
          'evidence.note',
          'person.name as by',
          'evidence.at',
        ])
        .where('evidence.ledger', 'in', ledgers)
        .where('evidence.row', 'in', part)
        .orderBy('evidence.at', 'desc')
        .orderBy('evidence.id')
        .execute(),
  );
  const byRow = new Map<string, DepartmentTask['evidence'][number][]>();
  for (const { ledger, row, ...record } of records) {
    const key = keyOf(ledger, row);
    const known = byRow.get(key);
    if (known) known.push(record);
    else byRow.set(key, [record]);
  }
  return byRow;
}

function problemOf(task: ReadTask, prose: (row: string, field: string) => string): DepartmentProblem {
  const cells = cellsOf(task.problemCells);
  return {
    id: task.problem as RowId,
    code: text(cells, 'code') ?? '',
    original: text(cells, 'original') ?? '',
    source: text(cells, 'source'),
    category: text(cells, 'category'),
    subcategory: text(cells, 'subcategory'),
    categories: membersOf(cells, 'categories', isString),
    symptom: prose(task.problem, 'symptom'),
    nature: text(cells, 'nature'),
    key: yes(cells, 'key'),
    kind: text(cells, 'kind') as Kind | null,
    due: text(cells, 'due'),
    supervisionNote: prose(task.problem, 'supervisionNote'),
    phase: phaseOf(text(cells, 'status') ?? ''),
  };
}

/** The rows of a department as SQL holds them now. Undefined: no such organisation. */
export async function readDepartmentRows(
  db: Reading,
  organisation: OrganisationId,
  today: string,
): Promise<DepartmentRows | undefined> {
  const named = await db
    .selectFrom('organisation')
    .select('name')
    .select(NEWEST_COMMIT.as('at'))
    .where('id', '=', organisation)
    .executeTakeFirst();
  if (!named) return undefined;
  // the commit number comes first: what is read after it is at least as new
  const { name, at } = named;
  const tasks = await readTasks(db, organisation);
  const more =
    tasks.length < DEPARTMENT_TASKS_MAX
      ? 0
      : (await assignedTasks(db, organisation).select('task.row').execute()).length - tasks.length;
  const texts = await readTexts(db, tasks);
  const numbers = await readNumbers(db, tasks);
  const evidence = await readEvidence(db, tasks);
  const shown = tasks.map((task): DepartmentTask => {
    const cells = cellsOf(task.cells);
    const key = keyOf(task.ledger, task.row);
    const prose = (row: string, field: string): string =>
      texts.get(`${keyOf(task.ledger, row)}/${field}`)?.text ?? '';
    const problem = problemOf(task, prose);
    const owner = text(cells, 'owner');
    return {
      id: task.row as RowId,
      ledger: task.ledger as LedgerId,
      unitName: task.unitName,
      roundName: task.roundName,
      problem,
      code: taskCodeOf(problem.code, numbers.get(key) ?? 0),
      measure: prose(task.row, 'measure'),
      types: MEASURE_TYPES.filter((type) => yes(cells, `types:${type}`)),
      owner: owner === null ? null : parsePerson(owner).name,
      due: text(cells, 'due'),
      dueText: text(cells, 'dueText'),
      immediate: yes(cells, 'immediate'),
      withinFocus: yes(cells, 'withinFocus'),
      longTerm: yes(cells, 'longTerm'),
      progress: prose(task.row, 'progress'),
      progressSeq: texts.get(`${key}/progress`)?.seq ?? 0,
      completion: (text(cells, 'completion') ?? '未完成') as Completion,
      counters: membersOf(cells, 'counters', isNumber),
      extension: prose(task.row, 'extension'),
      note: prose(task.row, 'note'),
      supervisionNote: prose(task.row, 'supervisionNote'),
      evidence: evidence.get(key) ?? [],
    };
  });
  return { id: organisation, name, at: at ?? 0, today, tasks: shown, more };
}
