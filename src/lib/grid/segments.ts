/** Cuts a text at other people's carets and selections, to be drawn behind a textarea. Pure. */
import type { RemoteCaret } from '#grid/shared-text.ts';

export interface Segment {
  readonly text: string;
  /** colour of the peer who has it selected */
  readonly selected: number | undefined;
  /** carets that stand before the text */
  readonly carets: readonly RemoteCaret[];
}

/** Carets drawn in one text. */
const CARETS_MAX = 32;

export function segmentsOf(text: string, remote: readonly RemoteCaret[]): Segment[] {
  const carets = remote.slice(0, CARETS_MAX).map((caret) => ({
    caret,
    head: Math.max(0, Math.min(text.length, caret.head)),
    start: Math.max(0, Math.min(text.length, caret.anchor, caret.head)),
    end: Math.max(0, Math.min(text.length, Math.max(caret.anchor, caret.head))),
  }));
  const cuts = new Set([0, text.length]);
  for (const { start, end } of carets) cuts.add(start).add(end);
  const places = [...cuts].sort((a, b) => a - b);
  return places.map((place, index) => ({
    text: text.slice(place, places[index + 1] ?? place),
    selected: carets.find(({ start, end }) => start <= place && place < end)?.caret.colour,
    carets: carets.filter(({ head }) => head === place).map(({ caret }) => caret),
  }));
}
