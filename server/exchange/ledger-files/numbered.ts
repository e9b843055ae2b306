/** Parts a cell that numbers what it lists: 1.… 2.… 3.… Nothing is parted that is not numbered from 1 on. Pure. */

const CIRCLED = '①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳';
const HAN = '一二三四五六七八九十';
/** Items of one cell; more stay together. */
const ITEMS_MAX = 60;

/** At the beginning, after a line break or after a semicolon or stop. */
const MARK =
  /(?:^|[\n；;。])[ \t\u3000]*(?:(\d{1,2})[.．、)）]|[（(](\d{1,2})[)）]|([①-⑳])|(一|二|三|四|五|六|七|八|九|十)是)[ \t\u3000]*/gu;

const numberOf = (found: RegExpExecArray): number => {
  const digits = found[1] ?? found[2];
  if (digits !== undefined) return Number(digits);
  if (found[3] !== undefined) return CIRCLED.indexOf(found[3]) + 1;
  return HAN.indexOf(found[4]!) + 1;
};

const clean = (text: string): string =>
  text
    .trim()
    .replace(/[；;，,、]+$/u, '')
    .trim();

/** Two items or more, numbers taken off; else nothing. `allowDays`: `1.2026年` is an item, and no number 1.2026. */
export function numberedItems(text: string, allowDays = false): readonly string[] {
  const marks: { readonly from: number; readonly to: number }[] = [];
  const pattern = new RegExp(MARK);
  for (let found = pattern.exec(text); found; found = pattern.exec(text)) {
    const isDecimal =
      found[1] !== undefined &&
      /[.．]$/u.test(found[0].trimEnd()) &&
      /^\d/u.test(text.slice(pattern.lastIndex));
    if (isDecimal && !(allowDays && /^\d{4}(?:[年./-]|$)|^\d{1,2}月/u.test(text.slice(pattern.lastIndex))))
      continue;
    if (numberOf(found) !== marks.length + 1) continue;
    if (marks.length === 0 && text.slice(0, found.index).trim() !== '') return [];
    marks.push({ from: found.index, to: pattern.lastIndex });
  }
  if (marks.length < 2 || marks.length > ITEMS_MAX) return [];
  const items = marks.map(({ to }, index) => {
    const end = marks[index + 1];
    // the stop before the next number belongs to this item
    const stop = end && /[。]/u.test(text[end.from] ?? '') ? end.from + 1 : end?.from;
    return clean(text.slice(to, stop));
  });
  return items.every((item) => item !== '') ? items : [];
}

/** As many lines as wanted, none of them numbered; else nothing. */
export function linesOf(text: string, wanted: number): readonly string[] {
  const lines = text
    .split(/\n|[；;]/u)
    .map(clean)
    .filter((line) => line !== '');
  return lines.length === wanted ? lines : [];
}
