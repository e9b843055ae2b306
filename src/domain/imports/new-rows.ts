/** The cells, texts and records that make a duty or a task out of what a file says. Asks no rights. */
import { generateNKeysBetween } from 'fractional-indexing';
import type { CellWrite, CommandRecord, TextWrite } from '#domain/commands/command.ts';
import { WORDS_MAX } from '#domain/commands/words.ts';
import type { RowId } from '#domain/ids.ts';
import { DUTY_SETS, LIMIT_FLAGS, type ImportedDuty, type ImportedTask } from '#domain/imports/imported.ts';

/** What is written, gathered over the whole import. */
export class Gathered {
  readonly cells: CellWrite[] = [];
  readonly texts: TextWrite[] = [];
  readonly records: CommandRecord[] = [];
  readonly #ids: Iterator<string>;

  constructor(ids: Iterable<string>) {
    this.#ids = ids[Symbol.iterator]();
  }

  id(): RowId {
    const next = this.#ids.next();
    if (next.done) throw new Error('Fewer identifiers were asked for than the import makes.');
    return next.value as RowId;
  }
  cell(row: string, field: string, value: CellWrite['value'], member?: string): void {
    this.cells.push(member === undefined ? { row, field, value } : { row, field, member, value });
  }
  text(row: string, field: string, value: string | null): void {
    if (value !== null && value !== '') this.texts.push({ row, field, value });
  }
  /** A described record without a file; a long description is cut in the title and whole in the note. */
  evidence(row: RowId, words: string): void {
    const title = words.replace(/\s+/gu, ' ').trim();
    const isLong = title.length > WORDS_MAX.title;
    this.cell(row, 'evidenceCount', 1);
    this.records.push({
      kind: 'evidence',
      id: this.id(),
      row,
      title: isLong ? `${title.slice(0, WORDS_MAX.title - 1)}…` : title,
      number: null,
      note: isLong ? words.slice(0, WORDS_MAX.note) : null,
    });
  }
  members(row: string, field: string, members: readonly string[]): void {
    const orders = generateNKeysBetween(null, null, members.length);
    members.forEach((member, n) => this.cell(row, field, orders[n]!, member));
  }
}

function birth(to: Gathered, list: 'duties' | 'tasks', problem: string, order: string): RowId {
  const row = to.id();
  to.cell(row, 'list', list);
  to.cell(row, 'order', order);
  to.cell(row, 'problem', problem);
  return row;
}

/** `mayOversee`: the supervising organisation and the county leader are the office's to name (P1). */
export function makeDuty(
  to: Gathered,
  problem: string,
  order: string,
  duty: ImportedDuty,
  mayOversee: boolean,
): void {
  const row = birth(to, 'duties', problem, order);
  for (const name of ['firstHead', 'leadDept', 'clerk'] as const)
    if (duty[name]) to.cell(row, name, duty[name]);
  if (mayOversee)
    for (const name of ['supervisorOrg', 'countyLeader'] as const)
      if (duty[name]) to.cell(row, name, duty[name]);
  for (const name of DUTY_SETS) to.members(row, name, duty[name]);
  to.text(row, 'cause', duty.cause);
  to.text(row, 'goal', duty.goal);
}

export function makeTask(to: Gathered, problem: string, order: string, task: ImportedTask): void {
  const row = birth(to, 'tasks', problem, order);
  for (const name of ['owner', 'due', 'dueText', 'completion'] as const)
    if (task[name]) to.cell(row, name, task[name]);
  for (const name of LIMIT_FLAGS) if (task[name]) to.cell(row, name, true);
  for (const type of task.types) to.cell(row, 'types', true, type);
  for (const name of ['measure', 'progress', 'extension', 'note'] as const) to.text(row, name, task[name]);
  if (task.evidence) to.evidence(row, task.evidence);
}
