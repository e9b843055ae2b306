/** The live views: figures of rounds, read from SQL, told to those who watch as commits come in. Never opens a ledger. */
import type { LedgerId, RoundId } from '#domain/ids.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import type { Store } from '#server/store/store.ts';
import { onNewDay } from '#server/views/days.ts';
import { createPace } from '#server/views/pace.ts';
import { createTodaysFigures } from '#server/views/todays-figures.ts';
import { createTodaysReviews } from '#server/views/todays-reviews.ts';
import { overviewFor } from '#server/views/overview.ts';
import { readFigures, readRound } from '#server/views/read.ts';
import type { DayOf } from '#server/views/reviewed.ts';
import type { RoundFigures, Views } from '#server/views/views.contract.ts';

export interface ViewsParts {
  readonly store: Pick<Store, 'db'>;
  readonly rooms: Pick<Rooms, 'onCommit'>;
  /** YYYY-MM-DD where the installation is */
  readonly today: () => string;
  /** the calendar day there of an instant */
  readonly dayOf: DayOf;
  /** A failed reading: the watchers keep what they have. */
  readonly report: (error: unknown) => void;
}

export function createViews(parts: ViewsParts): Views {
  const { db } = parts.store;
  const todaysFigures = createTodaysFigures(db);
  const todaysReviews = createTodaysReviews(db, parts.dayOf);
  /** as many as there are ledgers; a ledger keeps its round */
  const roundOfLedger = new Map<LedgerId, RoundId>();

  async function current(round: RoundId): Promise<RoundFigures | undefined> {
    const stored = await readRound(db, round);
    if (!stored) return undefined;
    const today = parts.today();
    const figures = await todaysFigures(stored.units, today);
    const reviews = await todaysReviews(stored.units, today);
    for (const unit of stored.units) roundOfLedger.set(unit.ledger, round);
    return {
      round,
      name: stored.name,
      at: stored.at,
      longTermOutOfRate: stored.longTermOutOfRate,
      today,
      startsOn: stored.startsOn,
      focusEndsOn: stored.focusEndsOn,
      units: stored.units.flatMap(({ ledger, name }) => {
        const [counted, reviewed] = [figures.get(ledger), reviews.get(ledger)];
        return counted && reviewed ? [{ ledger, name, figures: counted, reviews: reviewed }] : [];
      }),
    };
  }

  const pace = createPace<RoundId, RoundFigures>({ read: current, report: parts.report });

  async function learnRound(ledger: LedgerId): Promise<void> {
    const found = await db.selectFrom('ledger').select('round').where('id', '=', ledger).executeTakeFirst();
    if (found) roundOfLedger.set(ledger, found.round as RoundId);
  }

  const stopListening = parts.rooms.onCommit(({ ledger }) => {
    const round = roundOfLedger.get(ledger);
    if (round !== undefined) return pace.mark(round);
    pace.markAll();
    learnRound(ledger).catch(parts.report);
  });
  const stopDays = onNewDay(parts.today, pace.markAll);

  return {
    current,
    async overview(round, ledgers) {
      const figures = await current(round);
      return figures && overviewFor(figures, new Set(ledgers));
    },
    figures: async (ledgers) => todaysFigures(await readFigures(db, ledgers), parts.today()),
    watch: pace.watch,
    close() {
      stopListening();
      stopDays();
      pace.close();
    },
  };
}
