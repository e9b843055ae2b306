/**
 * Tells apart the names it was given from those it was not, in 256 KB however many there are: "not" is always true, "maybe" is wrong
 * once in a hundred at 200,000 names and more often beyond (a Bloom filter: Communications of the ACM 13, 1970). Whoever picks
 * names to be a "maybe" costs a look into the store, nothing else.
 */
const BITS = 2 ** 21;
const PROBES = 4;
/** FNV-1a of 32 bits, and the same with another odd factor. */
const START = 0x811c9dc5;
const FACTOR = 0x01000193;
const OTHER_FACTOR = 0x85ebca6b;

export class OpSieve {
  readonly #bits = new Uint32Array(BITS / 32);

  add(name: string): void {
    for (const bit of probes(name)) this.#bits[bit >>> 5]! |= 1 << (bit & 31);
  }

  mayHave(name: string): boolean {
    return probes(name).every((bit) => (this.#bits[bit >>> 5]! & (1 << (bit & 31))) !== 0);
  }
}

/** Places of a name: two hashes, the others from their sums (Kirsch and Mitzenmacher 2006). */
function probes(name: string): number[] {
  let [one, other] = [START, START];
  for (let n = 0; n < name.length; n += 1) {
    const code = name.charCodeAt(n);
    one = Math.imul(one ^ code, FACTOR);
    other = Math.imul(other ^ code, OTHER_FACTOR);
  }
  // the low bits of such a hash are weak: they are mixed with the high ones
  one ^= one >>> 15;
  other = (other ^ (other >>> 13)) | 1;
  return Array.from({ length: PROBES }, (_, n) => ((one + Math.imul(n, other)) >>> 0) % BITS);
}
