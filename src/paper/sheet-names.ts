/** Names of sheets as spreadsheet programs allow them: short, without their signs, each only once. */

export const SHEET_NAME_UNITS_MAX = 31;
const FORBIDDEN = /[\\/*?:[\]\p{Cc}\p{Cs}\uFFFE\uFFFF]+/gu;
/** an apostrophe may stand inside, but not at either end */
const EDGES = /^[\s']+|[\s']+$/gu;
/** kept by Excel for itself */
const RESERVED = 'history';

/** Cut to at most `max` UTF-16 units, never through a character. */
function cut(text: string, max: number): string {
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > max) break;
    kept += character;
  }
  return kept;
}

/** A name for each of `wanted`, in order; none like one of `taken`. */
export function sheetNames(wanted: readonly string[], taken: readonly string[]): readonly string[] {
  const used = new Set([RESERVED, ...taken.map((name) => name.toLowerCase())]);
  return wanted.map((name) => {
    const base = cut(name.replace(FORBIDDEN, ' ').replace(EDGES, ''), SHEET_NAME_UNITS_MAX) || '台账';
    let found = base.replace(EDGES, '');
    for (let n = 2; used.has(found.toLowerCase()); n += 1) {
      const mark = `（${n}）`;
      found = `${cut(base, SHEET_NAME_UNITS_MAX - mark.length)}${mark}`;
    }
    used.add(found.toLowerCase());
    return found;
  });
}
