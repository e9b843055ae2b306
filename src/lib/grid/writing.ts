/** Every way in which the grid writes cells: committing the editor, clearing, copying, pasting, filling. Locked cells are left out and counted. */
import type { Written } from '#grid/block.ts';
import { fillFrom, lay } from '#grid/block.ts';
import { fromHtml, fromTsv, toHtml, toTsv } from '#grid/clipboard.ts';
import type { EditOrigin, EditOutcome, GridEdit } from '#grid/grid.contract.ts';
import type { GridModel } from '#grid/model.svelte.ts';
import { readTyped, toggleLabel } from '#grid/reading.ts';
import type { Range } from '#grid/selection.ts';
import { sizeOf } from '#grid/selection.ts';
import { spanAt } from '#grid/spans.ts';

export class Writing<R extends { readonly id: string }> {
  readonly #grid: GridModel<R>;

  constructor(grid: GridModel<R>) {
    this.#grid = grid;
  }

  /** Ends the editor and writes what it holds. */
  commit(origin: EditOrigin = 'type'): void {
    const { editor } = this.#grid;
    const { row, column } = editor;
    if (!editor.isOn || !row || !column) return;
    const isShared = editor.isShared;
    const text = editor.result();
    editor.end(false);
    if (isShared) return;
    const key = `${row.id} ${column.id}`;
    if (text === column.text(row)) {
      this.#grid.keep([key], []);
      return;
    }
    this.#send([{ row: row.id, column: column.id, text }], origin, 0);
  }

  /** Ctrl+Enter: what was typed into all selected cells. */
  commitToRange(): void {
    const { editor, target } = this.#grid;
    if (!target || !editor.isOn) return;
    const text = editor.result();
    // what goes into a shared text is written already; else it is one edit with the others
    if (editor.isShared) this.commit();
    else editor.end(false);
    this.#write(lay([[text]], target, this.#grid.extent).cells, 'fill');
  }

  cancel(): void {
    this.#grid.editor.end(true);
  }

  clear(origin: 'clear' | 'cut' = 'clear'): void {
    const range = this.#grid.target;
    if (range) this.#write(lay([['']], range, this.#grid.extent).cells, origin);
  }

  toggle(): void {
    const cell = this.#grid.writable();
    if (cell?.column.kind !== 'toggle') return;
    const isOn = cell.column.text(cell.row) === toggleLabel(cell.column, true);
    this.#send(
      [{ row: cell.row.id, column: cell.column.id, text: toggleLabel(cell.column, !isOn) }],
      'pick',
      0,
    );
  }

  today(): void {
    const { editor, active } = this.#grid;
    const today = this.#grid.host().today;
    if (!today || !active) return;
    if (editor.isOn) editor.insert(today);
    else this.#write([{ ...active, text: today }], 'type');
  }

  copy(data: DataTransfer): void {
    const range = this.#grid.target;
    if (!range) return;
    const cells: string[][] = [];
    for (let row = range.top; row <= range.bottom; row++) {
      const line: string[] = [];
      for (let column = range.left; column <= range.right; column++)
        line.push(this.#copied(row, column, range.top));
      cells.push(line);
    }
    data.setData('text/plain', toTsv(cells));
    data.setData('text/html', toHtml(cells));
    const { rows, columns } = sizeOf(range);
    this.#grid.say(this.#grid.words().copied(rows, columns));
  }

  /** A merged cell is copied once, at its first row. */
  #copied(row: number, column: number, top: number): string {
    const span = spanAt(this.#grid.viewport.spans, row, column);
    return row === Math.max(span.first, top) ? this.#grid.text(row, column) : '';
  }

  paste(data: DataTransfer): void {
    const range = this.#grid.target;
    if (!range) return;
    const html = data.getData('text/html');
    const block = (html ? fromHtml(html) : undefined) ?? fromTsv(data.getData('text/plain'));
    if (!block[0]?.length) return;
    const today = this.#grid.host().today;
    const laid = lay(block, range, this.#grid.extent);
    const cells = laid.cells.map((cell) => {
      const column = this.#grid.columns[cell.column]!;
      return { ...cell, text: readTyped(column, cell.text, today) };
    });
    this.#grid.selectRange(laid.range);
    this.#write(cells, 'paste');
    if (laid.clippedRows || laid.clippedColumns)
      this.#warn(`${this.#grid.words().clipped(laid.clippedRows, laid.clippedColumns)} ${this.#grid.said}`);
  }

  /** Ctrl+D and Ctrl+R: the first row or column over the rest; of a single one, what stands before it. */
  fill(direction: 'down' | 'right'): void {
    const target = this.#grid.target;
    if (!target) return;
    const source = { ...target };
    if (direction === 'down') {
      if (target.top === target.bottom) source.top = target.top - 1;
      source.bottom = source.top;
    } else {
      if (target.left === target.right) source.left = target.left - 1;
      source.right = source.left;
    }
    if (source.top < 0 || source.left < 0) return;
    this.#write(
      fillFrom(source, target, (row, column) => this.#grid.text(row, column)),
      'fill',
    );
  }

  fillTo(target: Range): void {
    const source = this.#grid.target;
    if (!source) return;
    this.#write(
      fillFrom(source, target, (row, column) => this.#grid.text(row, column)),
      'fill',
    );
    this.#grid.selectRange(target);
  }

  #write(cells: readonly Written[], origin: EditOrigin): void {
    const edits: GridEdit[] = [];
    let locked = 0;
    for (const { row, column, text } of cells) {
      const at = this.#grid.rows[row]!;
      const of = this.#grid.columns[column]!;
      const isKept = this.#grid.kept.has(`${at.id} ${of.id}`);
      if (this.#grid.lockedAt(at, of)) locked++;
      else if (of.text(at) !== text || isKept) edits.push({ row: at.id, column: of.id, text });
    }
    if (locked && locked === cells.length) this.#grid.writable();
    this.#send(edits, origin, locked);
  }

  #send(edits: readonly GridEdit[], origin: EditOrigin, locked: number): void {
    const outcome: EditOutcome = edits.length ? this.#grid.host().edit(edits, origin) : { invalid: [] };
    const texts = new Map(edits.map(({ row, column, text }) => [`${row} ${column}`, text]));
    this.#grid.keep(
      texts.keys(),
      outcome.invalid.map(({ row, column, reason }) => {
        const key = `${row} ${column}`;
        return [key, { text: texts.get(key) ?? '', reason }];
      }),
    );
    const words = this.#grid.words();
    const first = outcome.invalid[0];
    if (first) this.#warn(words.invalid(outcome.invalid.length, first.reason));
    else if (locked && edits.length) this.#warn(words.skipped(locked));
    else if (locked) this.#grid.say(words.skipped(locked));
  }

  /** Said, and shown beside the selection: what was not written must not go unseen. */
  #warn(words: string): void {
    this.#grid.say(words);
    this.#grid.note = { title: words, body: '' };
  }
}
