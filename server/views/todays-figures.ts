/** The figures of ledgers as of today: those stored by the last commit, counted again where their day or their setting is past. */
import type { Kysely } from 'kysely';
import type { LedgerId } from '#domain/ids.ts';
import { COUNTING_FIGURES, type Figures } from '#domain/projections/figures.ts';
import type { Schema } from '#server/store/schema.ts';
import { figuresFromRows } from '#server/views/figures-from-rows.ts';
import { readCountedRows, type StoredFigures } from '#server/views/read.ts';

/** Ledgers whose figures stay in memory; the first ones known are forgotten beyond it. */
const REMEMBERED_MAX = 20_000;

interface Remembered {
  readonly key: string;
  readonly figures: Figures;
}

export type TodaysFigures = (
  stored: readonly StoredFigures[],
  today: string,
) => Promise<ReadonlyMap<LedgerId, Figures>>;

export function createTodaysFigures(db: Kysely<Schema>): TodaysFigures {
  const remembered = new Map<LedgerId, Remembered>();

  const keyOf = (stored: StoredFigures, today: string): string =>
    `${today} ${stored.seq ?? 'none'} ${stored.longTermOutOfRate}`;
  function remember(stored: StoredFigures, today: string, figures: Figures): void {
    remembered.delete(stored.ledger);
    remembered.set(stored.ledger, { key: keyOf(stored, today), figures });
    if (remembered.size <= REMEMBERED_MAX) return;
    const first = remembered.keys().next();
    if (!first.done) remembered.delete(first.value);
  }
  /** What the commit stored, if it was of today, has every figure, and divided as the round's setting now says. */
  function stillTrue(stored: StoredFigures, today: string): Figures | undefined {
    if (stored.figures === null || stored.day !== today) return undefined;
    const figures = JSON.parse(stored.figures) as Figures;
    // an older version counted fewer of them
    if (COUNTING_FIGURES.some((figure) => figures[figure] === undefined)) return undefined;
    const divisor = stored.longTermOutOfRate ? figures.problems - figures.longTerm : figures.problems;
    return figures.divisor === divisor ? figures : undefined;
  }

  return async (all, today) => {
    const found = new Map<LedgerId, Figures>();
    const past: StoredFigures[] = [];
    for (const stored of all) {
      const known = remembered.get(stored.ledger);
      const figures = known?.key === keyOf(stored, today) ? known.figures : stillTrue(stored, today);
      if (!figures) {
        past.push(stored);
        continue;
      }
      if (known?.figures !== figures) remember(stored, today, figures);
      found.set(stored.ledger, figures);
    }
    const rows = await readCountedRows(
      db,
      past.map((stored) => stored.ledger),
    );
    for (const stored of past) {
      const figures = figuresFromRows(rows.get(stored.ledger) ?? [], today, stored);
      remember(stored, today, figures);
      found.set(stored.ledger, figures);
    }
    return found;
  };
}
