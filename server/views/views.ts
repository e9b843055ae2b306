/** The live views: figures of rounds, read from SQL, told to those who watch as commits come in. Never opens a ledger. */
import type { LedgerId, RoundId } from '#domain/ids.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import type { Store } from '#server/store/store.ts';
import { createTodaysFigures } from '#server/views/todays-figures.ts';
import { overviewFor } from '#server/views/overview.ts';
import { readFigures, readRound } from '#server/views/read.ts';
import type { RoundFigures, Views } from '#server/views/views.contract.ts';

/** Four a second. */
const BETWEEN_PUSHES_MS = 250;
/** How soon after midnight the figures of the new day are pushed. */
const DAY_CHECK_MS = 60_000;

export interface ViewsParts {
  readonly store: Pick<Store, 'db'>;
  readonly rooms: Pick<Rooms, 'onCommit'>;
  /** YYYY-MM-DD where the installation is */
  readonly today: () => string;
  /** A failed reading: the watchers keep what they have. */
  readonly report: (error: unknown) => void;
}

interface Watched {
  readonly listeners: Set<(figures: RoundFigures) => void>;
  stale: boolean;
  /** set while the pause after a push lasts */
  pause: NodeJS.Timeout | undefined;
}

export function createViews(parts: ViewsParts): Views {
  const { db } = parts.store;
  const todaysFigures = createTodaysFigures(db);
  const watched = new Map<RoundId, Watched>();
  /** as many as there are ledgers; a ledger keeps its round */
  const roundOfLedger = new Map<LedgerId, RoundId>();

  async function current(round: RoundId): Promise<RoundFigures | undefined> {
    const stored = await readRound(db, round);
    if (!stored) return undefined;
    const figures = await todaysFigures(stored.units, parts.today());
    for (const unit of stored.units) roundOfLedger.set(unit.ledger, round);
    return {
      round,
      name: stored.name,
      at: stored.at,
      longTermOutOfRate: stored.longTermOutOfRate,
      units: stored.units.flatMap(({ ledger, name }) => {
        const counted = figures.get(ledger);
        return counted ? [{ ledger, name, figures: counted }] : [];
      }),
    };
  }

  async function tell(round: RoundId, one: Watched): Promise<void> {
    one.stale = false;
    one.pause = setTimeout(() => {
      one.pause = undefined;
      if (one.stale) void tell(round, one);
    }, BETWEEN_PUSHES_MS);
    try {
      const figures = await current(round);
      if (figures) for (const listener of [...one.listeners]) listener(figures);
    } catch (error) {
      parts.report(error);
    }
  }
  function mark(round: RoundId): void {
    const one = watched.get(round);
    if (!one) return;
    one.stale = true;
    if (one.pause === undefined) void tell(round, one);
  }
  const markAll = (): void => {
    for (const round of watched.keys()) mark(round);
  };

  async function learnRound(ledger: LedgerId): Promise<void> {
    const found = await db.selectFrom('ledger').select('round').where('id', '=', ledger).executeTakeFirst();
    if (found) roundOfLedger.set(ledger, found.round as RoundId);
  }

  const stopListening = parts.rooms.onCommit(({ ledger }) => {
    const round = roundOfLedger.get(ledger);
    if (round !== undefined) return mark(round);
    markAll();
    learnRound(ledger).catch(parts.report);
  });
  let day = parts.today();
  const midnight = setInterval(() => {
    if (day === parts.today()) return;
    day = parts.today();
    markAll();
  }, DAY_CHECK_MS);
  midnight.unref();

  return {
    current,
    async overview(round, ledgers) {
      const figures = await current(round);
      return figures && overviewFor(figures, new Set(ledgers));
    },
    figures: async (ledgers) => todaysFigures(await readFigures(db, ledgers), parts.today()),
    watch(round, listener) {
      const one = watched.get(round) ?? { listeners: new Set(), stale: false, pause: undefined };
      watched.set(round, one);
      one.listeners.add(listener);
      return () => {
        one.listeners.delete(listener);
        if (one.listeners.size > 0 || watched.get(round) !== one) return;
        clearTimeout(one.pause);
        watched.delete(round);
      };
    },
    close() {
      stopListening();
      clearInterval(midnight);
      for (const one of watched.values()) clearTimeout(one.pause);
      watched.clear();
    },
  };
}
