/**
 * What restoring a saved moment would write, forward from now: exactly what the person could type, and the bin they could use.
 * Governed fields are never in it. The page's preview and the command ask the same function (N4–N6).
 */
import type { CellWrite, CommandContext, CommandRecord, TextWrite } from '#domain/commands/command.ts';
import { fieldChanges, type FieldChange } from '#domain/comparison/difference.ts';
import type { RowId } from '#domain/ids.ts';
import { fieldOf, LISTS, type Field } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import { mayBin, mayWrite, type RowFacts } from '#domain/permissions.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import { cellsOfField } from '#domain/restoring/cells-of-field.ts';

/** The saved moment, as far as it is asked for. */
export interface Saved {
  readonly rows: readonly Row[];
  /** rows that stand now and did not stand then */
  readonly since: readonly string[];
}
export interface RestoreWish {
  /** ids of rows and `row/field`; null for everything */
  readonly only: ReadonlySet<string> | null;
  /** rows that came since go to the bin */
  readonly binSince: boolean;
}
export type RestoreContext = Pick<CommandContext, 'lists' | 'index' | 'actor' | 'planPassed'>;

/** What stays as it is, and why; `field` null: the whole row. */
export interface LeftAlone {
  readonly row: string;
  readonly field: string | null;
  readonly refusal: Refusal;
}
export interface RestorePlan {
  readonly cells: readonly CellWrite[];
  readonly texts: readonly TextWrite[];
  readonly records: readonly CommandRecord[];
  /** fields that get their saved value: `old` is what they hold now */
  readonly fields: readonly (FieldChange & { readonly row: string })[];
  readonly fromBin: readonly string[];
  readonly toBin: readonly string[];
  readonly left: readonly LeftAlone[];
}

class Planning {
  readonly cells: CellWrite[] = [];
  readonly texts: TextWrite[] = [];
  readonly records: CommandRecord[] = [];
  readonly fields: (FieldChange & { row: string })[] = [];
  readonly fromBin = new Set<string>();
  readonly toBin: string[] = [];
  readonly left: LeftAlone[] = [];
  readonly #wish: RestoreWish;
  readonly #context: RestoreContext;
  /** of standing problems, with those that this plan brings back */
  readonly #codes: Set<string>;

  constructor(wish: RestoreWish, context: RestoreContext) {
    this.#wish = wish;
    this.#context = context;
    this.#codes = new Set(
      context.lists.problems.flatMap((problem) => (problem.deleted ? [] : [problem.code])),
    );
  }

  #wants(row: string, field?: string): boolean {
    const { only } = this.#wish;
    return only === null || only.has(row) || (field !== undefined && only.has(`${row}/${field}`));
  }

  #leave(row: string, field: string | null, refusal: Refusal): void {
    this.left.push({ row, field, refusal });
  }

  /** The row as it will stand: what this plan brings back lies in the bin no more. */
  #facts(row: Row): RowFacts {
    const facts = this.#context.index.facts(row.id, this.#context.planPassed);
    const above = row.list === 'problems' ? row.id : row.problem;
    return {
      ...facts,
      deleted: facts.deleted && !this.fromBin.has(row.id),
      problemDeleted: facts.problemDeleted && !this.fromBin.has(above),
    };
  }

  #mayComeBack(now: Row): Verdict {
    const allowed = mayBin(this.#context.actor, this.#facts(now));
    if (!allowed.ok || now.list !== 'problems') return allowed;
    return this.#codes.has(now.code) ? refuse('DUPLICATE_CODE', { code: now.code }) : GRANTED;
  }

  #bringBack(now: Row): boolean {
    const allowed = this.#mayComeBack(now);
    if (!allowed.ok) {
      this.#leave(now.id, null, allowed);
      return false;
    }
    this.fromBin.add(now.id);
    if (now.list === 'problems') this.#codes.add(now.code);
    this.cells.push({ row: now.id, field: 'deleted', value: false });
    this.records.push({ kind: 'unbinned', row: now.id });
    return true;
  }

  #judge(facts: RowFacts, field: Field, cells: readonly CellWrite[], value: FieldChange['now']): Verdict {
    const members = field.member === undefined ? [undefined] : cells.map((cell) => cell.member);
    for (const member of members) {
      const allowed = mayWrite(this.#context.actor, facts, field, member);
      if (!allowed.ok) return allowed;
    }
    if (field.type.kind === 'prose') return checkValue(field, value as string);
    for (const cell of cells) {
      const fits = checkValue(field, cell.value);
      if (!fits.ok) return fits;
    }
    return GRANTED;
  }

  #write(now: Row, change: FieldChange): void {
    const field = fieldOf(now.list, change.field);
    if (!field || field.name === 'deleted') return;
    const isText = field.type.kind === 'prose';
    const cells = isText ? [] : cellsOfField(now.id, field, change);
    const verdict = this.#judge(this.#facts(now), field, cells, change.now);
    if (!verdict.ok) return this.#leave(now.id, field.name, verdict);
    this.fields.push({ ...change, row: now.id });
    if (isText) this.texts.push({ row: now.id, field: field.name, value: String(change.now) });
    else this.cells.push(...cells);
  }

  row(saved: Row): void {
    const now = this.#context.index.row(saved.id);
    const changes = now ? fieldChanges(now, saved).filter(({ field }) => this.#wants(saved.id, field)) : [];
    if (!now) {
      if (this.#wants(saved.id)) this.#leave(saved.id, null, refuse('NO_SUCH_ROW'));
      return;
    }
    if (now.deleted && (!this.#wants(saved.id) || !this.#bringBack(now))) return;
    for (const change of changes) this.#write(now, change);
  }

  /** A problem is never put away by this: taking a finding off the list is an act of its own. */
  since(id: string): void {
    const row = this.#context.index.row(id);
    if (!this.#wish.binSince || !row || row.deleted || !this.#wants(id)) return;
    const facts = this.#facts(row);
    const allowed =
      row.list === 'problems'
        ? refuse('SERVER_ONLY', { field: 'deleted' })
        : mayBin(this.#context.actor, facts);
    if (!allowed.ok) return this.#leave(id, null, allowed);
    this.toBin.push(id);
    this.cells.push({ row: id, field: 'deleted', value: true });
    this.records.push({ kind: 'binned', row: id as RowId, list: row.list });
  }
}

/** Problems first: what stands under one that comes back can come back, too. Writes nothing. */
export function planRestore(saved: Saved, wish: RestoreWish, context: RestoreContext): RestorePlan {
  const planning = new Planning(wish, context);
  for (const list of LISTS) for (const row of saved.rows) if (row.list === list) planning.row(row);
  for (const id of saved.since) planning.since(id);
  const { cells, texts, records, fields, fromBin, toBin, left } = planning;
  return { cells, texts, records, fields, fromBin: [...fromBin], toBin, left };
}

/** The rows of a saved moment that a restore has to look at: those that differ now, or do not stand. `now`: with its bin. */
export function rowsToRestore(saved: Lists, now: Lists): Saved {
  const present = new Map<string, Row>();
  for (const list of LISTS) for (const row of now[list]) present.set(row.id, row);
  const then = new Set<string>();
  const rows = LISTS.flatMap((list): readonly Row[] => saved[list]).filter((row) => {
    then.add(row.id);
    const there = present.get(row.id);
    return !there || there.deleted || fieldChanges(there, row).length > 0;
  });
  const since = [...present.values()].filter((row) => !row.deleted && !then.has(row.id)).map(({ id }) => id);
  return { rows, since };
}
