/** Finds the header of a sheet, of one to three rows, and what each column holds. Reads no data but to tell state from account. */
import { isCompletionWording } from '#domain/completion-wording.ts';
import type { LedgerColumn } from '#domain/imports/ledger-columns.ts';
import type { RememberedColumns } from './content.ts';
import { AMBIGUOUS, columnOfWord, plainHeader } from './header-words.ts';
import type { Sheet } from './sheet.ts';

/** Rows in which a header may begin, counted over filled rows. */
const SEARCHED_ROWS_MAX = 40;
const HEIGHT_MAX = 3;
/** Rows of data that are looked at to tell state from account. */
const SAMPLED_ROWS_MAX = 400;

export interface Header {
  readonly top: number;
  readonly bottom: number;
  /** sheet column of each ledger column that was found */
  readonly columns: ReadonlyMap<LedgerColumn, number>;
  /** all columns under the header, with their words */
  readonly words: readonly {
    readonly column: number;
    readonly header: string;
    readonly field: LedgerColumn | null;
  }[];
}

/** Levels of the header above one column, from the top; repeated ones of merges once. */
function levels(sheet: Sheet, top: number, height: number, column: number): readonly string[] {
  const found: string[] = [];
  for (let row = top; row < top + height; row += 1) {
    const text = sheet.seen(row, column).text.trim();
    if (text !== '' && text !== found.at(-1)) found.push(text);
  }
  return found;
}

/** What a person said, by the whole header or its lowest level. */
const saidOf = (
  path: readonly string[],
  remembered: RememberedColumns,
): RememberedColumns[string] | undefined =>
  remembered[path.map(plainHeader).join('/')] ?? remembered[plainHeader(path.at(-1) ?? '')];

const guessOf = (path: readonly string[]): LedgerColumn | null =>
  columnOfWord(path.at(-1) ?? '') ?? (path.length > 1 ? columnOfWord(path.join('')) : null);

function headerAt(sheet: Sheet, top: number, height: number, remembered: RememberedColumns): Header {
  const paths = new Map<number, readonly string[]>();
  for (let column = 1; column <= sheet.columns; column += 1) {
    const path = levels(sheet, top, height, column);
    if (path.length > 0) paths.set(column, path);
  }
  const columns = new Map<LedgerColumn, number>();
  const said = new Map([...paths].map(([column, path]) => [column, saidOf(path, remembered)]));
  const take = (column: number, field: LedgerColumn | null): void => {
    if (field !== null && !columns.has(field)) columns.set(field, column);
  };
  // a person's word goes before every guess
  for (const [column, field] of said) if (field !== undefined && field !== 'ignore') take(column, field);
  for (const [column, path] of paths) if (said.get(column) === undefined) take(column, guessOf(path));
  const fields = new Map([...columns].map(([field, column]) => [column, field]));
  const words = [...paths].map(([column, path]) => ({
    column,
    header: path.map((level) => level.replace(/\s+/gu, '')).join(' / '),
    field: fields.get(column) ?? null,
  }));
  return { top, bottom: top + height - 1, columns, words };
}

/** A header names the problem and at least two more things; a state or account alone tells nothing. */
const isHeader = ({ columns }: Header): boolean => columns.has('original') && columns.size >= 3;

/** 具体表现 stands for the problem where no column has its text. */
function withOriginal(header: Header): Header {
  const symptom = header.columns.get('symptom');
  if (header.columns.has('original') || symptom === undefined) return header;
  const columns = new Map(header.columns);
  columns.delete('symptom');
  columns.set('original', symptom);
  const words = header.words.map((word) =>
    word.column === symptom ? { ...word, field: 'original' as const } : word,
  );
  return { ...header, columns, words };
}

/** Share of filled cells of a column that are wordings of a state. */
function stateShare(sheet: Sheet, column: number, below: number): number {
  let filled = 0;
  let states = 0;
  for (const row of sheet.rows) {
    if (row <= below) continue;
    const text = sheet.own(row, column).text.trim();
    if (text === '' || text === '—') continue;
    filled += 1;
    if (isCompletionWording(text)) states += 1;
    if (filled >= SAMPLED_ROWS_MAX) break;
  }
  return filled === 0 ? 0 : states / filled;
}

/** 整改结果 may head states or accounts, 完成情况 too: what stands below decides, unless a person has. */
function settleStates(sheet: Sheet, header: Header, remembered: RememberedColumns): Header {
  const doubtful = header.words.filter(
    ({ field, header: words }) =>
      field !== null &&
      AMBIGUOUS.has(field) &&
      !words.split(' / ').some((word) => plainHeader(word) in remembered),
  );
  if (doubtful.length === 0) return header;
  const columns = new Map(header.columns);
  const meant = new Map<number, LedgerColumn>();
  if (doubtful.length === 1) {
    const share = stateShare(sheet, doubtful[0]!.column, header.bottom);
    const isEmpty = share === 0 && header.columns.get('completion') === doubtful[0]!.column;
    meant.set(
      doubtful[0]!.column,
      share > 0.5 || (isEmpty && !hasText(sheet, doubtful[0]!.column, header.bottom))
        ? 'completion'
        : 'progress',
    );
  } else {
    const shares = doubtful.map(({ column }) => stateShare(sheet, column, header.bottom));
    const [a, b] = doubtful as [(typeof doubtful)[0], (typeof doubtful)[0]];
    if (shares[1]! > shares[0]! !== (b.field === 'completion') && Math.abs(shares[1]! - shares[0]!) > 0.5) {
      meant.set(a.column, b.field!);
      meant.set(b.column, a.field!);
    }
  }
  for (const [column, field] of meant) {
    for (const name of AMBIGUOUS) if (columns.get(name) === column) columns.delete(name);
    columns.set(field, column);
  }
  const words = header.words.map((word) =>
    meant.has(word.column) ? { ...word, field: meant.get(word.column)! } : word,
  );
  return { ...header, columns, words };
}

const hasText = (sheet: Sheet, column: number, below: number): boolean =>
  sheet.rows.some((row) => row > below && sheet.own(row, column).text.trim() !== '');

/** Rows of the header that begin above its lowest one, by merges that reach down into it. */
function withGroups(sheet: Sheet, header: Header, remembered: RememberedColumns): Header {
  let top = header.top;
  for (let column = 1; column <= sheet.columns; column += 1)
    top = Math.min(top, sheet.mergeAt(header.top, column)?.top ?? top);
  const height = header.bottom - top + 1;
  return top === header.top || height > HEIGHT_MAX
    ? header
    : withOriginal(headerAt(sheet, top, height, remembered));
}

/** The header that explains most columns; of equals the lowest, of these the first. Undefined: no ledger. */
export function findHeader(sheet: Sheet, remembered: RememberedColumns): Header | undefined {
  let best: Header | undefined;
  for (let height = 1; height <= HEIGHT_MAX; height += 1) {
    for (const top of sheet.rows.slice(0, SEARCHED_ROWS_MAX)) {
      const header = withOriginal(headerAt(sheet, top, height, remembered));
      if (isHeader(header) && header.columns.size > (best?.columns.size ?? 0)) best = header;
    }
  }
  return best && settleStates(sheet, withGroups(sheet, best, remembered), remembered);
}
