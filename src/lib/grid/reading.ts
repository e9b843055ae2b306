/** Puts what was typed or pasted into the text form of its column; what can't be read stays as it is, for the host to judge. */
import { dayText, readDay } from '#grid/days.ts';
import type { GridColumn } from '#grid/grid.contract.ts';

export const SEPARATOR = '、';

export function readTyped<R>(column: GridColumn<R>, typed: string, today: string | undefined): string {
  const parsed = column.parse?.(typed);
  if (parsed !== undefined) return parsed;
  if (column.kind === 'prose' || column.kind === 'text') return typed;
  const trimmed = typed.trim();
  if (column.kind === 'date') {
    const day = readDay(trimmed, today);
    return day ? dayText(day) : trimmed;
  }
  if (column.kind === 'multi')
    return trimmed
      .split(/[、,，;；\n]/)
      .map((label) => label.trim())
      .filter(Boolean)
      .join(SEPARATOR);
  return trimmed;
}

/** Label of a toggle in its on and off state. */
export const toggleLabel = <R>(column: GridColumn<R>, on: boolean): string =>
  column.options?.[on ? 1 : 0]?.label ?? (on ? '✓' : '');
