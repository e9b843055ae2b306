/** Gives every problem of a file a code of its own: the printed one where it can stay, a prefix where numbers begin anew. */
import type { PreviewProblem } from '#protocol/services.ts';
import type { Unnumbered } from './problem.ts';
import type { LedgerWarnings } from './warnings.ts';

/** Used by one sheet in a row. */
interface SheetCodes {
  readonly name: string;
  readonly problems: readonly Unnumbered[];
}

const hasDouble = (codes: readonly string[], taken: ReadonlySet<string>): boolean =>
  new Set(codes).size < codes.length || codes.some((code) => taken.has(code));

/** The next running number where none is printed. */
function filledUp(problems: readonly Unnumbered[]): string[] {
  let last = 0;
  return problems.map(({ printed }) => {
    if (printed === '') return String((last += 1));
    if (/^\d+$/u.test(printed)) last = Number(printed);
    return printed;
  });
}

/** Codes of one sheet that none of `taken` has: as printed, by heading, or with the sheet's prefix. */
function codesOfSheet(
  { name, problems }: SheetCodes,
  sheetNumber: number,
  first: number,
  taken: ReadonlySet<string>,
  warnings: LedgerWarnings,
): readonly string[] {
  const printed = filledUp(problems);
  problems.forEach(({ printed: code, row }, index) => {
    if (code === '') warnings.add('code_missing', { at: `#${first + index}`, sheet: name, cell: `A${row}` });
  });
  if (!hasDouble(printed, taken)) return printed;
  const rows = problems.map(({ row }) => row ?? 0);
  const cell = `A${Math.min(...rows)}:A${Math.max(...rows)}`;
  warnings.add('number_repeats', { at: `#${first}`, sheet: name, cell }, `${printed[0]}..${printed.at(-1)}`);
  const bySection = problems.map(({ section }, index) => `${section}-${printed[index]}`);
  const prefixed = (codes: readonly string[]): string[] => codes.map((code) => `${sheetNumber}.${code}`);
  const ways = [prefixed(printed)];
  if (problems.every(({ section }) => section > 0)) ways.push(bySection, prefixed(bySection));
  const unique = ways.find((codes) => !hasDouble(codes, taken));
  if (unique) return unique;
  const used = new Set(taken);
  return printed.map((code) => {
    let own = code;
    for (let n = 2; used.has(own); n += 1) own = `${code}.${n}`;
    used.add(own);
    return own;
  });
}

/** In the order of the file. */
export function numbered(
  problems: readonly Unnumbered[],
  warnings: LedgerWarnings,
): readonly PreviewProblem[] {
  const taken = new Set<string>();
  const sheets = [...new Set(problems.map(({ sheet }) => sheet ?? ''))];
  let first = 0;
  return sheets.flatMap((name, n) => {
    const own = problems.filter((problem) => problem.sheet === name);
    const codes = codesOfSheet({ name, problems: own }, n + 1, first, taken, warnings);
    first += own.length;
    return own.map(({ printed: _, coded: __, section: ___, tasks, ...problem }, index) => {
      const code = codes[index]!;
      taken.add(code);
      return { ...problem, code, tasks: tasks.map((task, at) => ({ code: `${code}-${at + 1}`, ...task })) };
    });
  });
}
