/** The text form of a cell that holds several numbers: `制度 2 项；挽回损失 3.5 万元`. */
import type { GridCounter } from '#grid/grid.contract.ts';

export type CounterValues = Readonly<Record<string, string>>;

/** Numbers as they were typed; empty ones are left out. */
export const countersText = (numbers: readonly GridCounter[], values: CounterValues): string =>
  numbers
    .filter(({ id }) => (values[id] ?? '').trim() !== '')
    .map(({ id, label, unit }) => `${label} ${values[id]!.trim()} ${unit}`.trim())
    .join('；');

/** The numbers of a text form by counter, or undefined when a part of it is none of `numbers`. */
export function readCounters(numbers: readonly GridCounter[], text: string): CounterValues | undefined {
  const values: Record<string, string> = {};
  for (const part of text.split(/[；;\n]/).map((piece) => piece.trim())) {
    if (!part) continue;
    const counter = numbers.find(({ label }) => part.startsWith(label));
    const number = counter && /^[\s:：]*(-?\d+(?:\.\d+)?)\s*(.*)$/.exec(part.slice(counter.label.length));
    if (!counter || !number || (number[2] && number[2] !== counter.unit)) return undefined;
    values[counter.id] = number[1]!;
  }
  return values;
}
