/** Tells whether a problem's text in a file is the board's own: the same words, or nearly. Pure. */

/** Without blanks and punctuation, half width: what does not matter between two copies of a text. */
export const plainText = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}\p{Cf}]+/gu, '')
    .toLowerCase();

const pairsOf = (text: string): Map<string, number> => {
  const pairs = new Map<string, number>();
  for (let at = 0; at + 1 < text.length; at += 1) {
    const pair = text.slice(at, at + 2);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  return pairs;
};

/** Compares one text with many: its pairs of characters are counted once. */
export class Likeness {
  readonly #plain: string;
  readonly #pairs: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.#plain = plainText(text);
    this.#pairs = pairsOf(this.#plain);
  }

  get plain(): string {
    return this.#plain;
  }

  /** 0 to 1: share of pairs of characters that both have (Dice). */
  with(other: Likeness): number {
    if (this.#plain === other.#plain) return 1;
    const all = Math.max(0, this.#plain.length - 1) + Math.max(0, other.#plain.length - 1);
    // lengths this far apart can't be alike: spares the counting
    if (
      all === 0 ||
      Math.min(this.#plain.length, other.#plain.length) * 3 <
        Math.max(this.#plain.length, other.#plain.length)
    )
      return 0;
    let common = 0;
    for (const [pair, count] of this.#pairs) common += Math.min(count, other.#pairs.get(pair) ?? 0);
    return (2 * common) / all;
  }
}
