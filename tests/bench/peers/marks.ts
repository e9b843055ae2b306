/** Every edit of the comparison writes a numbered value, `@0000042;`, so that deliveries are counted in the bytes of any frame, merged or not. */
const AT = 0x40;
const END = 0x3b;
const DIGITS = 7;
const ZERO = 0x30;

export const markOf = (n: number): string => `@${String(n).padStart(DIGITS, '0')};`;

/** The number in such a value, undefined for any other. */
export const numberIn = (value: unknown): number | undefined =>
  typeof value === 'string' && /^@\d{7};$/.test(value) ? Number(value.slice(1, -1)) : undefined;

/** Calls `found` with the number of each mark in the bytes; answers how many there were. */
export function marksIn(bytes: Uint8Array, found?: (n: number) => void): number {
  let count = 0;
  for (let i = 0; i + DIGITS + 1 < bytes.length; i += 1) {
    if (bytes[i] !== AT || bytes[i + DIGITS + 1] !== END) continue;
    count += 1;
    if (found) {
      let n = 0;
      for (let d = 1; d <= DIGITS; d += 1) n = n * 10 + bytes[i + d]! - ZERO;
      found(n);
    }
    i += DIGITS + 1;
  }
  return count;
}
