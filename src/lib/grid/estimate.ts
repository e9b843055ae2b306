/** Guesses how high a text will stand in a column before the browser has measured it. */

export const LINE = 20;
/** padding above and below and the hairline */
export const PADDING = 14;
export const ROW_LEAST = LINE + PADDING;
const SIDES = 17;
const FULL_WIDTH = 13;
const HALF_WIDTH = 7.3;
const FIRST_FULL_WIDTH = 0x2e80;
/** more is not worth counting: the browser corrects it */
const CHARACTERS_MAX = 4_000;

/** Lines of `text` in a column `width` pixels wide, at least one. */
export function linesOf(text: string, width: number): number {
  const room = Math.max(FULL_WIDTH, width - SIDES);
  let lines = 1;
  let used = 0;
  for (let index = 0; index < text.length && index < CHARACTERS_MAX; index++) {
    const code = text.charCodeAt(index);
    if (code === 10) {
      lines++;
      used = 0;
      continue;
    }
    const advance = code >= FIRST_FULL_WIDTH ? FULL_WIDTH : HALF_WIDTH;
    if (used + advance > room) {
      lines++;
      used = 0;
    }
    used += advance;
  }
  return lines;
}

export const heightOfLines = (lines: number): number => lines * LINE + PADDING;
