/** Seeded randomness: the same seed gives the same run. */
export interface Random {
  /** a whole number from 0 to `below` - 1 */
  readonly int: (below: number) => number;
  readonly chance: (probability: number) => boolean;
  readonly of: <T>(values: readonly T[]) => T;
}

/** Mulberry32: 32 bits as a whole number, call by call. */
export function bits(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
}

export function seeded(seed: number): Random {
  const drawn = bits(seed);
  const next = (): number => drawn() / 4_294_967_296;
  return {
    int: (below) => Math.floor(next() * below),
    chance: (probability) => next() < probability,
    of: (values) => values[Math.floor(next() * values.length)]!,
  };
}
