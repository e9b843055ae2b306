/** Which cell styles show days or percentages, and what a number looks like in them. Formats nothing else. */
import { attributeOf, readPart } from './part-reader.ts';

export type NumberForm = 'plain' | 'day' | 'percent';

const DAY_MS = 86_400_000;
/** Built-in formats: days, and those that East Asian Excel adds. */
const isBuiltInDay = (id: number): boolean =>
  (id >= 14 && id <= 17) || id === 22 || (id >= 27 && id <= 36) || (id >= 50 && id <= 58);
const isBuiltInPercent = (id: number): boolean => id === 9 || id === 10;

function formOfCode(code: string): NumberForm {
  const bare = code.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/gu, '');
  if (/[yd]/iu.test(bare) || (/m/iu.test(bare) && /["年月日]/u.test(code))) return 'day';
  return bare.includes('%') ? 'percent' : 'plain';
}

/** By the index of a cell's style. */
export function readNumberForms(bytes: Uint8Array | undefined): readonly NumberForm[] {
  if (!bytes) return [];
  const own = new Map<number, NumberForm>();
  const forms: NumberForm[] = [];
  let inCells = false;
  readPart(bytes, {
    open: (name, attributes, closed) => {
      if (name === 'numFmt')
        own.set(
          Number(attributeOf(attributes, 'numFmtId')),
          formOfCode(attributeOf(attributes, 'formatCode') ?? ''),
        );
      if (name === 'cellXfs') inCells = !closed;
      if (name !== 'xf' || !inCells) return;
      const id = Number(attributeOf(attributes, 'numFmtId') ?? 0);
      forms.push(own.get(id) ?? (isBuiltInDay(id) ? 'day' : isBuiltInPercent(id) ? 'percent' : 'plain'));
    },
    close: (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  });
  return forms;
}

/** Day of a serial number; undefined outside Excel's calendar. 1900 was no leap year, whatever Excel says. */
export function dayOfSerial(serial: number, is1904: boolean): string | undefined {
  if (!(serial >= 1 && serial < 2_958_466)) return undefined;
  const whole = Math.floor(serial) + (is1904 ? 1_462 : 0);
  const from = whole < 60 ? Date.UTC(1899, 11, 31) : Date.UTC(1899, 11, 30);
  return new Date(from + whole * DAY_MS).toISOString().slice(0, 10);
}

/** A number as a person reads it: no digits that only the machine made. */
export const numberText = (value: number): string => String(Number(value.toPrecision(15)));
export const percentText = (value: number): string => `${numberText(value * 100)}%`;
