/** Plain data as one canonical text: keys sorted, no spaces, absent values left out. Equal data, equal text. */
import type { Steps } from '#domain/steps.ts';

/** Items of a long list that make one piece of text. */
const ITEMS_PER_PIECE = 50;

const entriesOf = (record: object): [string, unknown][] =>
  Object.entries(record)
    .filter(([, part]) => part !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));

/** For strings, finite numbers, booleans, null, arrays and records of these. */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = entriesOf(value).map(([name, part]) => `${JSON.stringify(name)}:${canonical(part)}`);
  return `{${entries.join(',')}}`;
}

/** The same text of a record in pieces: the lists that it holds are taken a few items at a time. */
export function* canonicalPieces(record: object): Steps<readonly string[]> {
  const pieces: string[] = ['{'];
  for (const [n, [name, part]] of entriesOf(record).entries()) {
    pieces.push(`${n === 0 ? '' : ','}${JSON.stringify(name)}:`);
    if (!Array.isArray(part)) pieces.push(canonical(part));
    else {
      pieces.push('[');
      for (let from = 0; from < part.length; from += ITEMS_PER_PIECE) {
        const items = part
          .slice(from, from + ITEMS_PER_PIECE)
          .map(canonical)
          .join(',');
        pieces.push(from === 0 ? items : `,${items}`);
        yield;
      }
      pieces.push(']');
    }
  }
  pieces.push('}');
  return pieces;
}
