/** A workbook that carries the machine sheet of this ledger: what was changed in it, held against the board (W18). Runs in a worker. */
import { checkIntents, type Intent } from '#domain/commands/check-intents.ts';
import { INTENT_TEXTS_MAX, INTENTS_MAX } from '#domain/commands/edit-cells.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { allAtOnce } from '#domain/steps.ts';
import { fieldWord, sentence, word } from '#messages/sentence.ts';
import type { PreviewChange, PreviewWarning } from '#protocol/import-preview.ts';
import { LEDGER_WARNINGS, type LedgerWarningCode } from '#server/exchange/ledger-files/warnings.ts';
import type { Sheet } from '#server/exchange/ledger-files/sheet.ts';
import type { StoredPreview } from '#server/exchange/stored-preview.ts';
import { MACHINE_SHEET, markOf } from '#paper/machine-sheet.ts';
import { UNREADABLE } from './cell-values.ts';
import { intentsOf, type RowIntent } from './changed-cells.ts';
import { machineRows, type MachineCell, type MachineRow } from './machine-rows.ts';

export interface StoredChange extends PreviewChange {
  readonly intents: readonly RowIntent[];
}

const LOCALE = 'zh-CN';
const SHOWN_CHARS_MAX = 2_000;
/** Doubts of one file; beyond, it is no copy of this ledger. */
const WARNINGS_MAX = 20_000;

const shown = (value: unknown): string => {
  const text =
    value === null || value === undefined
      ? ''
      : Array.isArray(value)
        ? value.map((member) => String(member).replace(/^@\S+ /u, '')).join('、')
        : typeof value === 'object'
          ? Object.entries(value)
              .map(([name, held]) => `${name}：${String(held)}`)
              .join('、')
          : typeof value === 'boolean'
            ? value
              ? '是'
              : '否'
            : word('value', String(value), LOCALE);
  return text.slice(0, SHOWN_CHARS_MAX);
};

const toIntent = ({ cell, text, value, base }: RowIntent): Intent => ({
  key: cell ?? text ?? '',
  prose: text !== undefined,
  value,
  base,
});

class Reading {
  /** each with the row of the sheet where it stands */
  readonly #found: { readonly change: StoredChange; readonly number: number }[] = [];
  readonly warnings: PreviewWarning[] = [];
  readonly #lists: Lists;
  readonly #rows: ReadonlyMap<string, Row>;

  constructor(lists: Lists) {
    this.#lists = lists;
    this.#rows = new Map([...lists.problems, ...lists.duties, ...lists.tasks].map((row) => [row.id, row]));
  }

  #doubt(code: LedgerWarningCode, at: string, number: number, raw: string): void {
    if (this.warnings.length >= WARNINGS_MAX) return;
    const severity = LEDGER_WARNINGS[code];
    const text = word('doubttext', code, LOCALE);
    const id = `w${this.warnings.length + 1}`;
    this.warnings.push({ id, code, at, sheet: MACHINE_SHEET, cell: `C${number}`, severity, text, raw });
  }

  get changes(): readonly StoredChange[] {
    return this.#found.map(({ change }) => change);
  }

  /** The problem's code, or the task's. */
  #codeOf(row: Row): string {
    if (row.list !== 'duties') return row.code;
    return this.#lists.problems.find(({ id }) => id === row.problem)?.code ?? '';
  }

  row(given: MachineRow): void {
    const row = this.#rows.get(given.id);
    if (!row || row.list !== given.list || row.deleted) {
      const words = given.cells.find(({ field }) => field.name === 'original' || field.name === 'measure');
      return this.#doubt('row_unknown', 'head', given.number, shown(words?.value ?? given.id));
    }
    for (const cell of given.cells) if (cell.isChanged) this.#cell(row, cell, given.number);
  }

  #cell(row: Row, { field, value, mark }: MachineCell, number: number): void {
    const board: unknown = Reflect.get(row, field.name);
    const code = this.#codeOf(row);
    const name = fieldWord(row.list, field.name, LOCALE);
    if (value === UNREADABLE) return this.#doubt('cell_unreadable', code, number, name);
    const [boardMark, fileMark] = [markOf(board), markOf(value)];
    if (boardMark === fileMark) return;
    const line = `${code} ${name}：台账“${shown(board)}”，文件“${shown(value)}”`;
    if (boardMark !== mark) return this.#doubt('board_moved', code, number, line);
    const intents = intentsOf(row, field, value);
    const change = {
      row: row.id,
      list: row.list,
      code,
      field: field.name,
      board: shown(board),
      file: shown(value),
    };
    this.#found.push({ change: { ...change, intents }, number });
  }

  /** Takes out what this person may not write, or no field holds, and says why. */
  judge(actor: LedgerActor): void {
    const intents = this.#found.flatMap(({ change }, n) => change.intents.map((intent) => ({ intent, n })));
    const context = {
      lists: this.#lists,
      index: indexLists(this.#lists),
      actor,
      planPassed: false,
      current: () => null,
    };
    const bare = intents.map(({ intent: { base: _, ...rest } }) => toIntent(rest));
    const checked = allAtOnce(checkIntents(bare, context));
    if (!checked.ok) return;
    const refused = new Map(checked.value.refused.map((one) => [intents[one.index]!.n, one]));
    const kept = this.#found.filter(({ change, number }, n) => {
      const no = refused.get(n);
      if (!no) return true;
      const name = fieldWord(change.list, change.field, LOCALE);
      const why = sentence(no.code, no.params, LOCALE);
      this.#doubt('row_not_yours', change.code, number, `${change.code} ${name}：“${change.file}”。${why}`);
      return false;
    });
    this.#found.splice(0, this.#found.length, ...kept);
  }
}

/**
 * Undefined when the workbook is read like every other: without a machine sheet, with one of other ledgers only, or with one
 * in which nothing was changed. Refusals: TOO_MANY.
 */
export function readRows(
  sheets: readonly Sheet[],
  ledger: string,
  lists: Lists,
  actor: LedgerActor,
): Outcome<StoredPreview> | undefined {
  const rows = machineRows(sheets);
  const own = rows?.filter((row) => row.ledger === ledger) ?? [];
  const isNew = (row: MachineRow): boolean => !own.includes(row) && row.ledger === '' && row.cells.length > 0;
  const looked = [...own, ...(own.length > 0 ? (rows ?? []).filter(isNew) : [])];
  if (!looked.some((row) => row.list === null || row.cells.some(({ isChanged }) => isChanged)))
    return undefined;
  const reading = new Reading(lists);
  for (const row of looked) reading.row(row);
  reading.judge(actor);
  const intents = reading.changes.flatMap((change) => change.intents);
  if (intents.length > INTENTS_MAX) return refuse('TOO_MANY', { max: INTENTS_MAX });
  if (intents.filter(({ text }) => text !== undefined).length > INTENT_TEXTS_MAX)
    return refuse('TOO_MANY', { max: INTENT_TEXTS_MAX });
  const skipped = sheets
    .filter(({ name }) => name !== MACHINE_SHEET)
    .map(({ name }) => ({ what: '以机读表 machine 为准，没有读', paragraph: null, sheet: name, rows: [] }));
  return accept({
    meta: { title: null, unit: null, team: null, date: null },
    problems: [],
    dropped: [],
    skipped,
    warnings: reading.warnings,
    paragraphs: [],
    columns: [],
    changes: reading.changes,
  });
}
