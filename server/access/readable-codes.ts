/** Codes that are read aloud, copied from paper and typed: no signs that look like others. */
import { randomInt } from 'node:crypto';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';

/** Five bits a sign, from the system's random source. */
export const readableCode = (length: number): string =>
  Array.from({ length }, () => LETTERS[randomInt(LETTERS.length)]).join('');

/** As it was made, however it was typed: blanks and dashes left out, capital letters. */
export const plainCode = (typed: string): string => typed.toUpperCase().replace(/[^A-Z0-9]/g, '');
