/** Rule G8: every touched cell is asked of the permissions with the row as it stands now; rows that the update makes included. */
import type * as Y from 'yjs';
import { cellKey, parseKey } from '#document/keys.ts';
import { LISTS, ROWS_MAX, TEXTS_MAX, fieldOf, type Field, type List } from '#domain/lists/fields.ts';
import { checkTyping } from '#domain/lists/values.ts';
import { mayCreate, mayWrite, type RowFacts } from '#domain/permissions.ts';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { Deletions } from '#server/rooms/guard/deletions.ts';
import type { Places } from '#server/rooms/guard/places.ts';
import { addedText, cellValueOf, checkCellValue, nameCell } from '#server/rooms/guard/shape.ts';
import type { Fresh } from '#server/rooms/guard/structs.ts';
import { withSurroundings } from '#server/rooms/guard/surroundings.ts';

/** What the guard knows of the ledger besides the document. */
export interface LedgerState {
  readonly facts: (row: string) => RowFacts;
  readonly rowCount: number;
}

/** What an update writes, gathered by place. */
export interface Touched {
  readonly cells: ReadonlyMap<string, readonly Fresh[]>;
  readonly texts: ReadonlyMap<string, readonly Fresh[]>;
}

export type CellVerdict =
  { readonly ok: true } | { readonly ok: false; readonly refusal: Refusal; readonly key: string };

const BIRTH = ['list', 'order', 'problem'] as const;
const isList = (value: unknown): value is List => (LISTS as readonly unknown[]).includes(value);

export class Authorization {
  readonly #doc: Y.Doc;
  readonly #places: Places;
  readonly #ledger: LedgerState;
  readonly #actor: LedgerActor;
  readonly #touched: Touched;
  /** facts of each row met; those of a row that the update makes are those of its problem */
  readonly #rows = new Map<string, RowFacts>();
  readonly born = new Set<string>();

  constructor(doc: Y.Doc, places: Places, ledger: LedgerState, actor: LedgerActor, touched: Touched) {
    this.#doc = doc;
    this.#places = places;
    this.#ledger = ledger;
    this.#actor = actor;
    this.#touched = touched;
  }

  check(deletions: Deletions): CellVerdict {
    for (const [key, writes] of this.#touched.cells) {
      const verdict = this.#checkCell(key, writes);
      if (!verdict.ok) return { ok: false, refusal: verdict, key };
    }
    let made = 0;
    for (const name of new Set([...this.#touched.texts.keys(), ...deletions.texts.keys()])) {
      const verdict = this.#checkText(
        name,
        this.#touched.texts.get(name) ?? [],
        deletions.texts.get(name) ?? 0,
      );
      if (!verdict.ok) return { ok: false, refusal: verdict, key: name };
      if (!this.#places.hasText(name)) made += 1;
    }
    const [row] = this.born;
    if (this.born.size > 0 && this.#ledger.rowCount + this.born.size > ROWS_MAX) {
      return { ok: false, refusal: refuse('TOO_MANY_ROWS', { max: ROWS_MAX }), key: cellKey(row!, 'list') };
    }
    if (made > 0 && this.#places.textCount + made > TEXTS_MAX) {
      return { ok: false, refusal: refuse('TOO_MANY_TEXTS', { max: TEXTS_MAX }), key: '' };
    }
    return GRANTED;
  }

  #checkCell(key: string, writes: readonly Fresh[]): Verdict {
    const at = parseKey(key);
    if (!at) return refuse('NO_SUCH_FIELD', { field: '' });
    const facts = this.#factsOf(at.row);
    if ('code' in facts) return facts;
    const cell = nameCell(key, facts.list);
    if (!cell.ok) return cell;
    const { field } = cell.value;
    if (field.held === 'text') return refuse('FORGED_SHAPE');
    for (const { item } of writes) {
      const value = checkCellValue(field, item);
      if (!value.ok) return value;
    }
    if (this.born.has(at.row) && field.held === 'once') {
      return writes.length === 1 ? GRANTED : refuse('WRITTEN_ONCE', { field: field.name });
    }
    return mayWrite(this.#actor, facts, field, at.member);
  }

  #factsOf(row: string): RowFacts | Refusal {
    const known = this.#rows.get(row);
    if (known) return known;
    const standing = this.#ledger.facts(row);
    const facts = standing.exists ? standing : this.#birth(row);
    if (!('code' in facts)) this.#rows.set(row, facts);
    return facts;
  }

  /** A row is made by `list`, `order` and `problem` in one update, on keys that nobody wrote before. */
  #birth(row: string): RowFacts | Refusal {
    const [list, order, problem] = BIRTH.map((field) => this.#written(row, field));
    if (list === undefined) return refuse('NO_SUCH_ROW');
    if (!isList(list)) return refuse('NOT_IN_LIST', { field: 'list' });
    if (list === 'problems') return refuse('SERVER_ONLY', { field: 'list' });
    if (typeof order !== 'string') return refuse('FORGED_SHAPE');
    if (typeof problem !== 'string') return refuse('BAD_REFERENCE', { field: 'problem' });
    if (BIRTH.some((field) => this.#places.currentOf(cellKey(row, field)) !== undefined)) {
      return refuse('WRITTEN_ONCE', { field: 'list' });
    }
    const above = this.#ledger.facts(problem);
    const verdict = mayCreate(this.#actor, list, above);
    if (!verdict.ok) return verdict;
    this.born.add(row);
    return { ...above, list, exists: true, deleted: false };
  }

  /** The last value that the update writes into a field of a new row. */
  #written(row: string, field: string): unknown {
    const write = this.#touched.cells.get(cellKey(row, field))?.at(-1);
    return write && cellValueOf(write.item);
  }

  #checkText(name: string, writes: readonly Fresh[], deleted: number): Verdict {
    const at = parseKey(name);
    if (!at || at.member !== undefined) return refuse('FORGED_PATH');
    const facts = this.#factsOf(at.row);
    if ('code' in facts) return facts;
    const field = fieldOf(facts.list, at.field);
    if (!field || field.held !== 'text') return refuse('FORGED_PATH');
    const verdict = mayWrite(this.#actor, facts, field);
    return verdict.ok ? this.#checkAdded(name, field, writes, deleted) : verdict;
  }

  #checkAdded(name: string, field: Field, writes: readonly Fresh[], deleted: number): Verdict {
    let added = 0;
    for (const write of writes) {
      const text = addedText(write);
      added += text.length;
      const verdict = text === '' ? GRANTED : checkTyping(field, text);
      if (!verdict.ok) return verdict;
    }
    const around = added === 0 ? undefined : withSurroundings(this.#doc, writes);
    // cut out of its text it may begin or end within a character: only the mark counts here
    const marked = around === undefined ? GRANTED : checkTyping(field, around);
    if (!marked.ok && marked.code === 'CLASSIFIED_TEXT') return marked;
    const max = field.type.kind === 'prose' ? field.type.max : 0;
    return added > 0 && this.#places.lengthOf(name) + added - deleted > max
      ? refuse('TOO_LONG', { field: field.name, max })
      : GRANTED;
  }
}
