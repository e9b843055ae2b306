/** Which current rows, figures and texts a room still owes the store; they go out beside the commits that changed them. */
import { parseKey } from '#document/keys.ts';
import { readText } from '#document/ledger-doc.ts';
import { figuresOf, type Figures } from '#domain/projections/figures.ts';
import type { CommitPart, Head } from '#server/rooms/commit-part.ts';
import type { Applied, GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import { allAtOnce, type Steps } from '#domain/steps.ts';
import {
  bytesOfCurrentRows,
  COLUMN_CELLS,
  currentRowsStatement,
  proseStatements,
  writeCellsOfRow,
  writeCurrentRow,
  writeFigures,
} from '#server/rooms/records.ts';
import type { RoomsParts } from '#server/rooms/rooms.parts.ts';
import type { RowBytes } from '#server/store/bulk.ts';
import type { StatementGroup } from '#server/store/store.ts';

/** Cells looked at between two places to stop. */
const CELLS_PER_STEP = 500;
/** Texts written for search in one commit; the rest follows in the next. */
const TEXTS_PER_COMMIT = 4_000;

/** Cells that figures depend on; anything else leaves them as they are. */
const COUNTED = new Set(['list', 'problem', 'deleted', 'status', 'kind', 'due', 'completion', 'longTerm']);

export class RowRecords {
  readonly #parts: RoomsParts;
  readonly #guarded: GuardedDocument;
  readonly #ledger: string;
  readonly #longTermOutOfRate: boolean;
  /** true: one of its columns may have changed, too */
  readonly #rows = new Map<string, boolean>();
  readonly #texts = new Set<string>();
  #carried: Set<string> | undefined;
  #prepared: readonly RowBytes[] = [];
  #figures: Figures | undefined;
  /** the figures as they went out last */
  #written: Figures | undefined;
  #day = '';
  /** set by the entry that asks for it, so that texts are written at the end of that very commit */
  proseDue = false;

  constructor(parts: RoomsParts, guarded: GuardedDocument, ledger: string, longTermOutOfRate: boolean) {
    this.#parts = parts;
    this.#guarded = guarded;
    this.#ledger = ledger;
    this.#longTermOutOfRate = longTermOutOfRate;
  }

  get proseWaits(): boolean {
    return this.#texts.size > 0;
  }

  touched(applied: Applied): void {
    allAtOnce(this.touching(applied));
  }
  /** The same with places to stop. */
  *touching(applied: Applied): Steps<void> {
    for (const [n, { key }] of applied.cells.entries()) {
      if (n % CELLS_PER_STEP === 0) yield;
      const at = parseKey(key);
      if (!at) continue;
      this.#rows.set(at.row, COLUMN_CELLS.has(at.field) || this.#rows.get(at.row) === true);
      if (COUNTED.has(at.field)) this.#figures = undefined;
    }
    for (const { name } of applied.texts) this.#texts.add(name);
    if (!this.#carried) return;
    for (const { key } of applied.cells) this.#carried.add(key);
    for (const { name } of applied.texts) this.#carried.add(name);
  }

  /** From now on the names of all that changes are gathered here, until somebody asks for the next such set. */
  carry(): ReadonlySet<string> {
    this.#carried = new Set();
    return this.#carried;
  }

  /** The store's rows are not trusted: all of them go out with the next commit. */
  rewriteAll(): void {
    for (const key of this.#guarded.places.cells.keys())
      if (key.endsWith('/list')) this.#rows.set(key.slice(0, key.indexOf('/')), true);
  }
  rewriteProse(): void {
    for (const name of this.#guarded.places.textNames()) this.#texts.add(name);
  }

  /** What the next commit owes, made beforehand with places to stop: until then nothing of the document may change (W17). */
  *prepare(): Steps<void> {
    const rows = [...this.#rows.keys()].map((row) => [row, this.#guarded.cellsOfRow(row)] as const);
    this.#prepared = [...this.#prepared, ...(yield* bytesOfCurrentRows(rows))];
    this.#rows.clear();
    yield* this.#guarded.refreshing();
    this.#figuresToday();
  }

  /** At the end of a commit: memory holds exactly what the rest of it writes. */
  close(part: CommitPart, head: Head): void {
    const { db } = this.#parts.store;
    const { seq } = head;
    const ledger = this.#ledger;
    if (this.proseDue) part.add(this.#prose(seq));
    // the watermark follows the log while no text waits
    part.standsAt(ledger, head, { rows_seq: seq, ...(this.proseWaits ? {} : { prose_seq: seq }) });
    for (const [row, isWide] of this.#rows) {
      const write = isWide ? writeCurrentRow : writeCellsOfRow;
      write(part, ledger, row, seq, this.#guarded.cellsOfRow(row));
    }
    this.#rows.clear();
    part.add(this.#prepared.map((bytes) => currentRowsStatement(db, ledger, seq, bytes)));
    this.#prepared = [];
    const figures = this.#figuresToday();
    if (figures === this.#written) return;
    writeFigures(part, ledger, this.#day, figures);
    this.#written = figures;
  }

  #figuresToday(): Figures {
    const day = this.#parts.today();
    if (!this.#figures || this.#day !== day) {
      this.#figures = figuresOf(this.#guarded.lists(), day, { longTermOutOfRate: this.#longTermOutOfRate });
      this.#day = day;
    }
    return this.#figures;
  }

  #prose(seq: number): StatementGroup {
    const names = [...this.#texts].slice(0, TEXTS_PER_COMMIT);
    const texts = names.flatMap((name) => {
      const at = parseKey(name);
      return at
        ? [{ row: at.row, field: at.field, text: readText(this.#guarded.doc, at.row, at.field) }]
        : [];
    });
    for (const name of names) this.#texts.delete(name);
    this.proseDue = false;
    return proseStatements(this.#parts.store.db, this.#ledger, seq, texts);
  }
}
