/** Finds the board's own problem for each problem of a file: by its text, or by its code where the texts are alike (W16). Pure. */
import type { RowId } from '#domain/ids.ts';
import { Likeness } from '#domain/imports/likeness.ts';

export interface Known {
  readonly row: RowId;
  readonly code: string;
  readonly original: string;
}
export interface Match extends Known {
  readonly by: 'code' | 'text';
}
export interface Sought {
  readonly code: string;
  readonly original: string;
}

/** Under one code, texts so alike are one problem whose text was touched. */
const ALIKE_WITH_CODE = 0.5;
/** Texts so alike are one problem whatever its code. */
const ALIKE = 0.8;
/** Comparisons of texts of one import; beyond, only equal texts and codes are found. */
const COMPARISONS_MAX = 400_000;

/** In the order of the file: the match of each, or null. No problem of the board is given twice. */
export function matchProblems(sought: readonly Sought[], known: readonly Known[]): readonly (Match | null)[] {
  const texts = known.map((problem) => new Likeness(problem.original));
  const wanted = sought.map((problem) => new Likeness(problem.original));
  const given = new Set<number>();
  const found: (Match | null)[] = sought.map(() => null);
  const give = (at: number, n: number, by: Match['by']): void => {
    given.add(n);
    found[at] = { ...known[n]!, by };
  };
  const byText = new Map<string, number[]>();
  texts.forEach((text, n) => byText.set(text.plain, [...(byText.get(text.plain) ?? []), n]));
  const byCode = new Map(known.map((problem, n) => [problem.code, n]));
  wanted.forEach((text, at) => {
    const free = (byText.get(text.plain) ?? []).filter((n) => !given.has(n));
    const same = free.find((n) => known[n]!.code === sought[at]!.code) ?? free[0];
    if (same !== undefined) give(at, same, 'text');
  });
  wanted.forEach((text, at) => {
    const n = byCode.get(sought[at]!.code);
    if (found[at] || n === undefined || given.has(n) || text.with(texts[n]!) < ALIKE_WITH_CODE) return;
    give(at, n, 'code');
  });
  const open = wanted.flatMap((_, at) => (found[at] ? [] : [at]));
  if (open.length * (known.length - given.size) > COMPARISONS_MAX) return found;
  for (const at of open) {
    let best = -1;
    let likeness = ALIKE;
    texts.forEach((text, n) => {
      if (given.has(n)) return;
      const now = wanted[at]!.with(text);
      if (now >= likeness) [best, likeness] = [n, now];
    });
    if (best >= 0) give(at, best, 'text');
  }
  return found;
}
