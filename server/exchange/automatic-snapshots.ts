/**
 * Snapshots that nobody takes by hand: after the acts that make a milestone and at night, never while somebody waits for them; and
 * the end of old ones, whose content goes while number and hash stay in the chain.
 */
import type { CompiledQuery } from 'kysely';
import type { LedgerId } from '#domain/ids.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { AutomaticCause, Exchange, Exporter } from '#server/exchange/exchange.contract.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';
import type { Store } from '#server/store/store.ts';

/** Milestones that wait for their snapshot; one more is left to the night. */
const WAITING_MAX = 500;
/** Contents of the other automatic snapshots of a ledger that are kept, the newest. */
export const MILESTONES_KEPT_MAX = 100;

export interface AutomaticSnapshots {
  /** An act of this name was committed; what makes a milestone of it is found out behind the answer. */
  readonly after: (ledger: LedgerId, command: string, actor: LedgerActor) => void;
  /** Every ledger in which something was written since its last snapshot, one after the other. Rejects with what stopped it. */
  readonly nightly: () => Promise<{ readonly done: number; readonly left: number }>;
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}
export interface AutomaticParts {
  readonly store: Store;
  readonly exchange: Pick<Exchange, 'takeAutomatic'>;
  /** contents of nightly snapshots of a ledger that are kept, the newest */
  readonly nightlyKept: number;
  readonly clock: () => Date;
  readonly log: Log;
}

const MILESTONES: Readonly<Record<string, AutomaticCause>> = {
  issueFeedback: 'feedback',
  importLedger: 'import',
  passReview: 'closed',
};

interface Waiting {
  readonly ledger: LedgerId;
  readonly cause: AutomaticCause;
  readonly by: Exporter;
}

/** The contents beyond the newest `kept` of these causes are emptied: the chain needs their hashes only. */
export function droppingStatement(
  { db }: Pick<Store, 'db'>,
  ledger: string,
  causes: readonly AutomaticCause[],
  kept: number,
  at: string,
): CompiledQuery {
  const newest = db
    .selectFrom('snapshot')
    .select('number')
    .where('scope', '=', 'ledger')
    .where('ledger', '=', ledger)
    .where('cause', 'in', causes)
    .orderBy('number', 'desc')
    .limit(kept);
  return db
    .updateTable('snapshot')
    .set({ content: new Uint8Array(), dropped_at: at })
    .where('scope', '=', 'ledger')
    .where('ledger', '=', ledger)
    .where('cause', 'in', causes)
    .where('dropped_at', 'is', null)
    .where('number', 'not in', newest)
    .compile();
}

export function createAutomaticSnapshots(parts: AutomaticParts): AutomaticSnapshots {
  const { store, exchange, nightlyKept, clock, log } = parts;
  const { db } = store;
  const waiting: Waiting[] = [];
  let running: Promise<void> | null = null;
  let closed = false;

  async function tidy(ledger: string): Promise<void> {
    const at = clock().toISOString();
    await store.commit([
      [droppingStatement(store, ledger, ['nightly'], nightlyKept, at)],
      [
        droppingStatement(
          store,
          ledger,
          ['feedback', 'import', 'closed', 'restore'],
          MILESTONES_KEPT_MAX,
          at,
        ),
      ],
    ]);
  }

  async function take({
    ledger,
    cause,
    by,
  }: Omit<Waiting, 'by'> & { by: Exporter | null }): Promise<boolean> {
    const taken = await exchange.takeAutomatic({ ledger }, cause, by);
    if (!taken.ok) log.warn({ ledger, cause, code: taken.code }, 'an automatic snapshot was not taken');
    else await tidy(ledger);
    return taken.ok;
  }

  /** The last closure of a ledger: every problem that stands is closed. */
  async function isClosed(ledger: string): Promise<boolean> {
    const problems = await db
      .selectFrom('row_current')
      .select('status')
      .distinct()
      .where('ledger', '=', ledger)
      .where('list', '=', 'problems')
      .where('deleted', '=', 0)
      .execute();
    return problems.length === 1 && problems[0]!.status === 'closed';
  }

  async function work(): Promise<void> {
    for (let next = waiting.shift(); next && !closed; next = waiting.shift()) {
      try {
        if (next.cause !== 'closed' || (await isClosed(next.ledger))) await take(next);
      } catch (error) {
        log.error({ err: error, ledger: next.ledger }, 'an automatic snapshot failed');
      }
    }
  }

  const changedLedgers = async (): Promise<readonly string[]> => {
    const found = await db
      .selectFrom('ledger')
      .select('ledger.id')
      .where(({ exists, selectFrom }) =>
        exists(
          selectFrom('log')
            .select('log.seq')
            .whereRef('log.ledger', '=', 'ledger.id')
            .where('log.act', '<>', 'epoch')
            .where('log.seq', '>', (inner) =>
              inner
                .selectFrom('snapshot')
                .select(({ fn, val }) => fn.coalesce(fn.max('snapshot.seq'), val(0)).as('seq'))
                .whereRef('snapshot.ledger', '=', 'ledger.id')
                .where('snapshot.scope', '=', 'ledger'),
            ),
        ),
      )
      .orderBy('ledger.id')
      .execute();
    return found.map(({ id }) => id);
  };

  return {
    after(ledger, command, actor) {
      const cause = MILESTONES[command];
      if (cause === undefined || closed) return;
      if (waiting.length >= WAITING_MAX) {
        log.warn({ ledger, cause }, 'too many milestones wait for their snapshot: left to the night');
        return;
      }
      waiting.push({ ledger, cause, by: { person: actor.person, name: actor.name } });
      running ??= work().finally(() => (running = null));
    },
    async nightly() {
      let [done, left] = [0, 0];
      for (const ledger of await changedLedgers()) {
        if (closed) break;
        if (await take({ ledger: ledger as LedgerId, cause: 'nightly', by: null })) done += 1;
        else left += 1;
      }
      return { done, left };
    },
    settled: () => running ?? Promise.resolve(),
    async close() {
      closed = true;
      waiting.length = 0;
      await running;
    },
  };
}
