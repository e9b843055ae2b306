/** Everything a person may write from the page: asked of the domain, written into the document, handed to the outbox. */
import type { CellValue } from '#document/ledger-doc.ts';
import { cellsOf, readText } from '#document/ledger-doc.ts';
import { cellKey, textKey } from '#document/keys.ts';
import { cellsOfNewRow, minimalSplice, replaceText, setCell } from '#document/write.ts';
import { fieldOf } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import type { DutyRow, ProblemRow, TaskRow } from '#domain/projections/rows.ts';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import type { CellEdit } from './board.contract.ts';
import { bulkEdit, EDIT_CELLS_MAX } from './bulk-edit.ts';
import { batchesOf } from './cell-batches.ts';
import { capture, writerOf } from './document-writes.ts';
import type { CellIntent } from './intents.ts';
import type { Ground } from './kept-document.ts';
import type { LedgerCore } from './ledger-core.ts';
import type { LedgerRights } from './ledger-rights.ts';
import { INTENTS_MAX } from './outbox-store.ts';
import { ordersFor, type Placed } from './row-order.ts';
import { withSurroundings } from './splices.ts';
import { TextSession } from './text-session.ts';
import { inverseOf, UndoStack, withoutRows, type CellChange, type UndoStep } from './undo-stack.ts';

type Open = { readonly session: Ground; readonly rights: LedgerRights };

export class LedgerEdits {
  readonly undoStack = new UndoStack();
  readonly #core: LedgerCore;

  constructor(core: LedgerCore) {
    this.#core = core;
  }

  setCells(edits: readonly CellEdit[]): Verdict {
    const open = this.#core.rights();
    if (!open.ok) return open;
    const intents = this.#intents(
      open.session,
      edits.map(({ row, field, member, value }) => ({ key: cellKey(row, field, member), value })),
    );
    if (intents.length === 0) return GRANTED;
    return this.#write(open, intents, (step) => this.undoStack.push(step));
  }

  setText(row: string, field: string, value: string): Verdict {
    const written = this.#writeText(row, field, value);
    if (written.ok && written.step) this.undoStack.push(written.step);
    return written.ok ? GRANTED : written;
  }

  addRow(
    list: 'duties' | 'tasks',
    problem: string,
    after?: string,
  ): { readonly ok: true; readonly row: string } | Refusal {
    const open = this.#core.rights();
    if (!open.ok) return open;
    const row = this.#core.around.freshId();
    const neighbours = this.#siblings(list, problem);
    const behind = after === undefined ? -1 : neighbours.findIndex(({ id }) => id === after);
    const orders = ordersFor(neighbours, row, behind < 0 ? neighbours.length : behind + 1);
    const own = orders.find(({ id }) => id === row)!;
    const born = cellsOfNewRow({ row, list, order: own.order, problem });
    const moved = orders
      .filter((placed) => placed !== own)
      .map(({ id, order }) => ({ key: cellKey(id, 'order'), value: order }));
    const written = this.#write(open, this.#intents(open.session, [...born, ...moved]), () =>
      this.undoStack.push({ kind: 'row', row, present: true }),
    );
    return written.ok ? { ok: true, row } : written;
  }

  moveRow(row: string, before: string | null): Verdict {
    const open = this.#core.rights();
    if (!open.ok) return open;
    const moved = open.session.rows.row(row);
    if (!moved) return refuse('NO_SUCH_ROW');
    if (before === row) return GRANTED;
    const neighbours = this.#siblings(moved.list, moved.list === 'problems' ? null : moved.problem).filter(
      ({ id }) => id !== row,
    );
    const position = before === null ? neighbours.length : neighbours.findIndex(({ id }) => id === before);
    if (position < 0) return refuse('BAD_REFERENCE', { field: 'order' });
    const cells = ordersFor(neighbours, row, position).map(({ id, order }) => ({
      key: cellKey(id, 'order'),
      value: order,
    }));
    return this.#write(open, this.#intents(open.session, cells), (step) => this.undoStack.push(step));
  }

  openText(row: string, field: string): TextSession {
    const { ground, outbox, tray, texts } = this.#core;
    if (!ground) throw new Error('No document is open');
    const session = new TextSession(row, field, ground, {
      written: (key, splices, update) => outbox.addText(key, splices, update),
      moved: (key) => outbox.closeText(key),
      check: (text) => this.#mayHold(row, field, text),
      refused: ({ insert }, reason) => {
        if (insert.trim() !== '') tray.add([{ cell: textKey(row, field), text: insert, reason, more: true }]);
      },
      closed: (before, after) => {
        texts.delete(session);
        outbox.closeText(textKey(row, field));
        if (after !== null) this.undoStack.push({ kind: 'text', row, field, before, after });
        this.#core.lists.show();
      },
    });
    texts.add(session);
    return session;
  }

  undo(): Verdict {
    const step = this.undoStack.takeDone();
    return step ? this.#takeBack(step, (undone) => this.undoStack.keepUndone(undone)) : GRANTED;
  }
  redo(): Verdict {
    const step = this.undoStack.takeUndone();
    return step ? this.#takeBack(step, (done) => this.undoStack.keepDone(done)) : GRANTED;
  }

  /** Undo a step; `keep` gets the step that would take this back again. */
  #takeBack(step: UndoStep, keep: (inverse: UndoStep) => void): Verdict {
    switch (step.kind) {
      case 'cells':
        return this.#takeBackCells(step.cells, keep);
      case 'text':
        return this.#takeBackText(step, keep);
      case 'row':
        return this.#takeBackRow(step, keep);
      case 'group':
        return this.#takeBackGroup(step.steps, keep);
    }
  }

  /**
   * The last written first; what can't be taken back does not keep the others. A row made in the gesture goes into the
   * bin with what was written in it, and comes back with it.
   */
  #takeBackGroup(steps: readonly UndoStep[], keep: (inverse: UndoStep) => void): Verdict {
    const made = new Set(steps.flatMap((step) => (step.kind === 'row' ? [step.row] : [])));
    const inverses: UndoStep[] = [];
    let first: Verdict = GRANTED;
    for (const step of [...steps].reverse()) {
      const rest = withoutRows(step, made);
      if (!rest) continue;
      const verdict = this.#takeBack(rest, (inverse) => inverses.push(inverse));
      if (first.ok) first = verdict;
    }
    if (inverses.length > 0) keep({ kind: 'group', steps: inverses });
    return first;
  }

  #takeBackCells(cells: readonly CellChange[], keep: (inverse: UndoStep) => void): Verdict {
    const open = this.#core.rights();
    if (!open.ok) return open;
    const { doc } = open.session;
    const stored = cellsOf(doc);
    const holding = cells.filter(({ key, after }) => (stored.get(key) ?? null) === after);
    const changed = cells.find((cell) => !holding.includes(cell));
    if (holding.length > 0) {
      const intents = this.#intents(
        open.session,
        holding.map(({ key, before }) => ({ key, value: before })),
      );
      const written = this.#write(open, intents, () => keep(inverseOf({ kind: 'cells', cells: holding })));
      if (!written.ok) return written;
    }
    if (!changed) return GRANTED;
    return refuse('CONTENT_CHANGED', {
      by: this.#core.authors.nameOf(writerOf(doc, changed.key)),
      cell: changed.key,
    });
  }

  #takeBackText(step: UndoStep & { kind: 'text' }, keep: (inverse: UndoStep) => void): Verdict {
    const open = this.#core.rights();
    if (!open.ok) return open;
    const { row, field, before, after } = step;
    if (readText(open.session.doc, row, field) !== after) {
      return refuse('CONTENT_CHANGED', { by: '', cell: textKey(row, field) });
    }
    const written = this.#writeText(row, field, before);
    if (!written.ok) return written;
    keep(inverseOf(step));
    return GRANTED;
  }

  /** Into the bin and back goes by command; if it is refused the row stays as it is and the tray says why. */
  #takeBackRow(step: UndoStep & { kind: 'row' }, keep: (inverse: UndoStep) => void): Verdict {
    const { commands, tray, outbox } = this.#core;
    const name = step.present ? 'deleteRow' : 'restoreRow';
    keep(inverseOf(step));
    void outbox.drained(COMMAND_WAIT_MS).then(async () => {
      const answer = await commands.command(name, { row: step.row });
      if (!answer.ok)
        tray.add([{ cell: cellKey(step.row, 'deleted'), text: '', reason: answer, more: false }]);
    });
    return GRANTED;
  }

  #mayHold(row: string, field: string, text: string): Verdict {
    const open = this.#core.rights();
    if (!open.ok) return open;
    const right = open.rights.mayWrite(row, field);
    return right.ok ? open.rights.checkText(row, field, text) : right;
  }

  #writeText(
    row: string,
    field: string,
    value: string,
  ): { readonly ok: true; readonly step: UndoStep | null } | Refusal {
    const open = this.#core.rights();
    if (!open.ok) return open;
    const { doc } = open.session;
    const right = open.rights.mayWrite(row, field);
    if (!right.ok) return right;
    const held = fieldOf(open.rights.facts(row).list, field);
    if (held?.held !== 'text') return refuse('NO_SUCH_FIELD', { field });
    const after = value.replace(/\r\n?/g, '\n');
    const fits = checkValue(held, after);
    if (!fits.ok) return fits;
    const before = readText(doc, row, field);
    const splice = minimalSplice(before, after);
    if (!splice) return { ok: true, step: null };
    const update = capture(doc, this, () => replaceText(doc, row, field, after));
    if (update) {
      const [index, removed, insert] = splice;
      const placed = withSurroundings(before, { index, remove: removed.length, insert });
      this.#core.outbox.addText(textKey(row, field), [placed], update);
      this.#core.outbox.closeText(textKey(row, field));
    }
    this.#core.lists.show();
    return { ok: true, step: { kind: 'text', row, field, before, after } };
  }

  /** What would change, with what stands there now. */
  #intents(
    session: Ground,
    cells: readonly { readonly key: string; readonly value: CellValue }[],
  ): CellIntent[] {
    const stored = cellsOf(session.doc);
    return cells
      .map(({ key, value }) => ({ cell: key, value, base: stored.get(key) }))
      .filter(({ value, base }) => (base ?? null) !== value);
  }

  /** All or nothing; `done` gets the step of undo before anything is shown. */
  #write({ session, rights }: Open, intents: readonly CellIntent[], done: (step: UndoStep) => void): Verdict {
    const { outbox, lists } = this.#core;
    if (outbox.full) return refuse('TOO_MANY', { max: INTENTS_MAX });
    for (const reason of rights.refusedCells(intents).values()) return reason;
    if (intents.length > EDIT_CELLS_MAX) {
      const started = bulkEdit(this.#core, intents);
      if (!started.ok) return started;
    }
    done({
      kind: 'cells',
      cells: intents.map(({ cell, value, base }) => ({ key: cell, before: base ?? null, after: value })),
    });
    if (intents.length > EDIT_CELLS_MAX) return GRANTED;
    for (const batch of batchesOf(intents)) {
      const update = capture(session.doc, this, () => {
        for (const { cell, value } of batch) setCell(session.doc, cell, value);
      });
      if (update) outbox.addCells(batch, update);
    }
    lists.show();
    return GRANTED;
  }

  #siblings(list: 'problems' | 'duties' | 'tasks', problem: string | null): readonly Placed[] {
    this.#core.lists.show();
    const rows: readonly (ProblemRow | DutyRow | TaskRow)[] = this.#core.lists.all[list];
    return rows.filter((row) => row.list === 'problems' || row.problem === problem);
  }
}

/** Edits on their way are waited for before a command that builds on them. */
export const COMMAND_WAIT_MS = 8_000;
