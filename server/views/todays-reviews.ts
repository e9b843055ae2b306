/** What review records say of ledgers as of today, kept in memory until a ledger's next commit or the next day. */
import type { Kysely } from 'kysely';
import type { LedgerId } from '#domain/ids.ts';
import { reviewFiguresOf, type ReviewFigures } from '#domain/projections/review-figures.ts';
import type { AttentionRow, RecentReview } from '#protocol/overview.ts';
import type { Schema } from '#server/store/schema.ts';
import type { StoredFigures } from '#server/views/read.ts';
import { readAttention, readReviewed, recentOf, type DayOf, type Reviewed } from '#server/views/reviewed.ts';

/** Ledgers kept in memory; the first ones known are forgotten beyond it. */
const REMEMBERED_MAX = 5_000;
/** Ledgers read in one go, so that nobody waits long for a whole round to be read. */
const LEDGERS_PER_READ = 10;
/** Problems of one ledger that a leader is shown at most; the list behind the figure has them all. */
export const ATTENTION_ROWS_MAX = 8;

/** Decisions of reviews that an overview names. */
export const RECENT_MAX = 3;

export interface LedgerReviews {
  readonly figures: ReviewFigures;
  /** newest commit that changed a cell of a problem, 0 without any */
  readonly problemsSeq: number;
  /** day → problems closed on it that are closed still */
  readonly closings: ReadonlyMap<string, number>;
  /** worst first; the unit's name is left blank */
  readonly attention: readonly AttentionRow[];
  /** newest first; the unit's name is left blank */
  readonly recent: readonly RecentReview[];
}

export type TodaysReviews = (
  stored: readonly Pick<StoredFigures, 'ledger' | 'seq'>[],
  today: string,
) => Promise<ReadonlyMap<LedgerId, LedgerReviews>>;

function closingsOf(problems: readonly Reviewed[]): ReadonlyMap<string, number> {
  const closings = new Map<string, number>();
  for (const { closedOn } of problems)
    if (closedOn !== null) closings.set(closedOn, (closings.get(closedOn) ?? 0) + 1);
  return closings;
}

export function createTodaysReviews(db: Kysely<Schema>, dayOf: DayOf): TodaysReviews {
  const remembered = new Map<LedgerId, { readonly key: string; readonly reviews: LedgerReviews }>();

  function remember(ledger: LedgerId, key: string, reviews: LedgerReviews): void {
    remembered.delete(ledger);
    remembered.set(ledger, { key, reviews });
    if (remembered.size <= REMEMBERED_MAX) return;
    const first = remembered.keys().next();
    if (!first.done) remembered.delete(first.value);
  }

  return async (all, today) => {
    const found = new Map<LedgerId, LedgerReviews>();
    const past: { readonly ledger: LedgerId; readonly key: string }[] = [];
    for (const { ledger, seq } of all) {
      const key = `${today} ${seq ?? 'none'}`;
      const known = remembered.get(ledger);
      if (known?.key === key) found.set(ledger, known.reviews);
      else past.push({ ledger, key });
    }
    for (let start = 0; start < past.length; start += LEDGERS_PER_READ) {
      const part = past.slice(start, start + LEDGERS_PER_READ);
      const problems = await readReviewed(
        db,
        part.map(({ ledger }) => ledger),
        dayOf,
      );
      for (const { ledger, key } of part) {
        const own = problems.get(ledger) ?? [];
        const reviews = {
          figures: reviewFiguresOf(own, today),
          problemsSeq: own.reduce((newest, { seq }) => Math.max(newest, seq), 0),
          closings: closingsOf(own),
          recent: recentOf(own, RECENT_MAX),
          attention: await readAttention(db, ledger, own, today, ATTENTION_ROWS_MAX),
        };
        remember(ledger, key, reviews);
        found.set(ledger, reviews);
      }
    }
    return found;
  };
}
