/** What this person may write in the ledger at this moment: asks the domain's one table, decides nothing itself. */
import type { CellValue } from '#document/ledger-doc.ts';
import { parseKey } from '#document/keys.ts';
import type { ListsProjection } from '#document/lists-projection.ts';
import { fieldOf, LISTS, type List } from '#domain/lists/fields.ts';
import { checkMember, checkTyping, checkValue } from '#domain/lists/values.ts';
import { mayCreate, mayWrite, type RowFacts } from '#domain/permissions.ts';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { CellIntent } from './intents.ts';

const isList = (value: CellValue): value is List => (LISTS as readonly unknown[]).includes(value);

export class LedgerRights {
  readonly actor: LedgerActor;
  readonly #planPassed: boolean;
  readonly #rows: Pick<ListsProjection, 'facts'>;

  constructor(actor: LedgerActor, planPassed: boolean, rows: Pick<ListsProjection, 'facts'>) {
    this.actor = actor;
    this.#planPassed = planPassed;
    this.#rows = rows;
  }

  facts(row: string): RowFacts {
    return this.#rows.facts(row, this.#planPassed);
  }

  mayWrite(row: string, name: string, member?: string): Verdict {
    const facts = this.facts(row);
    if (!facts.exists) return refuse('NO_SUCH_ROW');
    const field = fieldOf(facts.list, name);
    if (!field) return refuse('NO_SUCH_FIELD', { field: name });
    // A field with members is asked about as a whole by whoever draws the cell.
    return mayWrite(
      this.actor,
      facts,
      member === undefined ? { ...field, member: undefined } : field,
      member,
    );
  }

  mayCreate(list: List, problem: string | null): Verdict {
    return mayCreate(this.actor, list, this.facts(problem ?? ''));
  }

  /** May this text stand there while somebody types in it? */
  checkText(row: string, name: string, text: string): Verdict {
    const field = fieldOf(this.facts(row).list, name);
    return field ? checkTyping(field, text) : refuse('NO_SUCH_FIELD', { field: name });
  }

  /** Right and value of cells that are written together: the refused ones by key. A new row is judged as a whole. */
  refusedCells(cells: readonly CellIntent[]): ReadonlyMap<string, Refusal> {
    const refused = new Map<string, Refusal>();
    const born = bornRows(cells);
    for (const { cell, value } of cells) {
      const key = parseKey(cell);
      const row = key && born.get(key.row);
      const verdict = !key
        ? refuse('BAD_REQUEST')
        : row
          ? this.#birth(row)
          : this.#cell(key.row, key.field, key.member, value);
      if (!verdict.ok) refused.set(cell, verdict);
    }
    return refused;
  }

  #birth({ list, problem }: { list: List; problem: string | null }): Verdict {
    return this.mayCreate(list, problem);
  }

  #cell(row: string, name: string, member: string | undefined, value: CellValue): Verdict {
    const facts = this.facts(row);
    if (!facts.exists) return refuse('NO_SUCH_ROW');
    const field = fieldOf(facts.list, name);
    if (!field) return refuse('NO_SUCH_FIELD', { field: name });
    const right = mayWrite(this.actor, facts, field, member);
    if (!right.ok) return right;
    const known = checkMember(field, member);
    if (!known.ok) return known;
    const fits = checkValue(field, value);
    return fits.ok ? GRANTED : fits;
  }
}

/** Rows that these cells make: those whose `list` is among them. */
function bornRows(cells: readonly CellIntent[]): Map<string, { list: List; problem: string | null }> {
  const born = new Map<string, { list: List; problem: string | null }>();
  for (const { cell, value } of cells) {
    const key = parseKey(cell);
    if (key?.field === 'list' && isList(value)) born.set(key.row, { list: value, problem: null });
  }
  for (const { cell, value } of cells) {
    const key = parseKey(cell);
    const row = key && born.get(key.row);
    if (row && key.field === 'problem' && typeof value === 'string') row.problem = value;
  }
  return born;
}
