/** SHA-256 (FIPS 180-4) of bytes, for pages: over plain http a browser gives no such function. The server uses its own. */

const primes: number[] = [];
for (let candidate = 2; primes.length < 64; candidate += 1)
  if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
const fraction = (root: number): number => ((root - Math.floor(root)) * 2 ** 32) >>> 0;
/** the first 32 bits of the fractional parts of square and cube roots of the first primes */
const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));

const BLOCK = 64;
const turned = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(Math.ceil((bytes.length + 9) / BLOCK) * BLOCK);
  whole.set(bytes);
  whole[bytes.length] = 0x80;
  const view = new DataView(whole.buffer);
  view.setUint32(whole.length - 8, Math.floor(bytes.length / 2 ** 29));
  view.setUint32(whole.length - 4, (bytes.length << 3) >>> 0);
  return whole;
}

/** Lower-case hex, 64 characters. */
export function sha256(bytes: Uint8Array): string {
  const whole = padded(bytes);
  const view = new DataView(whole.buffer);
  const state = Uint32Array.from(START);
  const words = new Uint32Array(64);
  for (let at = 0; at < whole.length; at += BLOCK) {
    for (let n = 0; n < 16; n += 1) words[n] = view.getUint32(at + n * 4);
    for (let n = 16; n < 64; n += 1) {
      const [a, b] = [words[n - 15]!, words[n - 2]!];
      const first = turned(a, 7) ^ turned(a, 18) ^ (a >>> 3);
      const second = turned(b, 17) ^ turned(b, 19) ^ (b >>> 10);
      words[n] = words[n - 16]! + first + words[n - 7]! + second;
    }
    let [a, b, c, d, e, f, g, h] = state as unknown as [
      number,
      number,
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    for (let n = 0; n < 64; n += 1) {
      const first =
        h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[n]! + words[n]!;
      const second = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0];
    }
    [a, b, c, d, e, f, g, h].forEach((word, n) => (state[n]! += word));
  }
  return [...state].map((word) => word.toString(16).padStart(8, '0')).join('');
}
