/** The XML of one sheet to its cells and merges. Formulas give their stored value; links and scripts are never looked at. */
import { beyond } from './bound.ts';
import { CELLS_MAX, COLUMNS_MAX, MERGES_MAX, ROW_NUMBER_MAX, ROWS_MAX, TEXT_CHARS_MAX } from './limits.ts';
import { dayOfSerial, numberText, percentText, type NumberForm } from './number-formats.ts';
import { attributeOf, readPart } from './part-reader.ts';
import { RichText, unescapeCellText } from './shared-strings.ts';
import { Sheet, type Area, type SheetCell } from './sheet.ts';

/** What all sheets of a workbook share; `used` counts over all of them. */
export interface WorkbookCommon {
  readonly strings: readonly string[];
  readonly forms: readonly NumberForm[];
  readonly is1904: boolean;
  readonly used: { cells: number; characters: number };
}

/** `AB12` → column 28, row 12; undefined for anything else. */
function placeOf(reference: string): { readonly row: number; readonly column: number } | undefined {
  let column = 0;
  let at = 0;
  for (; at < reference.length && at < 4; at += 1) {
    const letter = reference.charCodeAt(at) & ~32;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  const row = Number(reference.slice(at));
  if (at === 0 || !Number.isInteger(row) || row < 1 || row > ROW_NUMBER_MAX) return undefined;
  return { row, column };
}

function areaOf(reference: string): Area | undefined {
  const [from, to] = reference.replaceAll('$', '').split(':').map(placeOf);
  if (!from || !to || to.row < from.row || to.column < from.column) return undefined;
  return { top: from.row, left: from.column, bottom: to.row, right: to.column };
}

interface OpenCell {
  readonly row: number;
  readonly column: number;
  readonly type: string;
  readonly form: NumberForm;
  value: string;
  formula: boolean;
}

class SheetHandler {
  readonly cells = new Map<number, Map<number, SheetCell>>();
  readonly merges: Area[] = [];
  readonly #common: WorkbookCommon;
  readonly #rich = new RichText();
  #row = 0;
  #column = 0;
  #cell: OpenCell | null = null;
  #inValue = false;

  constructor(common: WorkbookCommon) {
    this.#common = common;
  }

  open(name: string, attributes: string, closed: boolean): void {
    if (name === 'c') this.#openCell(attributes, closed);
    else if (name === 'row') {
      const given = Number(attributeOf(attributes, 'r') ?? this.#row + 1);
      this.#row = Number.isInteger(given) && given > 0 && given <= ROW_NUMBER_MAX ? given : this.#row + 1;
      this.#column = 0;
    } else if (name === 'mergeCell') {
      const area = areaOf(attributeOf(attributes, 'ref') ?? '');
      if (area && this.merges.push(area) > MERGES_MAX) beyond('merges', MERGES_MAX);
    } else if (this.#cell) {
      if (name === 'v') this.#inValue = !closed;
      else if (name === 'f') this.#cell.formula = true;
      else this.#rich.open(name, closed);
    }
  }

  close(name: string): void {
    if (name === 'v') this.#inValue = false;
    else if (name === 'c') this.#keep();
    else if (this.#cell) this.#rich.close(name);
  }

  text(text: string): void {
    if (!this.#cell) return;
    if (this.#inValue) this.#cell.value += text;
    else this.#rich.add(text);
  }

  #openCell(attributes: string, closed: boolean): void {
    const reference = attributeOf(attributes, 'r');
    const place = reference === undefined ? { row: this.#row, column: this.#column + 1 } : placeOf(reference);
    if (!place) return;
    this.#column = place.column;
    if (closed) return;
    const style = Number(attributeOf(attributes, 's') ?? -1);
    this.#cell = {
      ...place,
      type: attributeOf(attributes, 't') ?? 'n',
      form: this.#common.forms[style] ?? 'plain',
      value: '',
      formula: false,
    };
    this.#rich.take();
  }

  #keep(): void {
    const open = this.#cell;
    this.#cell = null;
    if (!open) return;
    const cell = this.#read(open);
    if (cell.text === '' && !cell.broken) return;
    // far right of everything there is only what somebody left by mistake
    if (open.column > COLUMNS_MAX) beyond('columns', COLUMNS_MAX);
    const used = this.#common.used;
    used.cells += 1;
    used.characters += cell.text.length;
    if (used.cells > CELLS_MAX) beyond('cells', CELLS_MAX);
    if (used.characters > TEXT_CHARS_MAX) beyond('characters', TEXT_CHARS_MAX);
    let row = this.cells.get(open.row);
    if (!row) {
      if (this.cells.size >= ROWS_MAX) beyond('rows', ROWS_MAX);
      this.cells.set(open.row, (row = new Map()));
    }
    row.set(open.column, open.formula ? { ...cell, formula: true } : cell);
  }

  #read({ type, value, form, formula }: OpenCell): SheetCell {
    if (type === 's') return { text: this.#common.strings[Number(value)] ?? '' };
    if (type === 'inlineStr') return { text: this.#rich.take() };
    if (type === 'str')
      return value === '' && formula ? { text: '', broken: true } : { text: unescapeCellText(value) };
    if (type === 'e') return { text: '', broken: true };
    if (value.trim() === '') return formula ? { text: '', broken: true } : { text: '' };
    if (type === 'b') return { text: value.trim() === '1' ? '是' : '否' };
    if (type === 'd') return { text: value.slice(0, 10), day: value.slice(0, 10) };
    const number = Number(value);
    if (!Number.isFinite(number)) return { text: unescapeCellText(value) };
    const day = form === 'day' ? dayOfSerial(number, this.#common.is1904) : undefined;
    if (day !== undefined) return { text: day, day };
    return { text: form === 'percent' ? percentText(number) : numberText(number) };
  }
}

/** Throws `XmlRefused` and `BeyondBound`. */
export function readSheet(
  head: { readonly name: string; readonly hidden: boolean },
  bytes: Uint8Array,
  common: WorkbookCommon,
): Sheet {
  const handler = new SheetHandler(common);
  readPart(bytes, handler);
  return new Sheet(head.name, head.hidden, handler.cells, handler.merges);
}
