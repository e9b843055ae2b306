/**
 * Drops the log rows of a ledger that are older than the office keeps them, behind a signed checkpoint from whose hash the chain goes
 * on (rule N14). Only what was proven whole is dropped, only up to a checkpoint that stays, in small slices; snapshots never.
 */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { CompiledQuery } from 'kysely';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import type { Log } from '#server/rooms/rooms.parts.ts';
import { readGivenUp } from '#server/store/given-up.ts';
import { horizonMac, readHorizon, type Horizon } from '#server/store/horizon.ts';
import type { Store } from '#server/store/store.ts';

/** Log rows dropped in one commit: the others' edits wait for no more than that. */
const ROWS_PER_COMMIT = 500;

export interface RetentionParts {
  readonly store: Store;
  readonly receiptKey: string;
  /** months that are kept; older rows go */
  readonly months: number;
  /** ledgers among these whose whole history holds; the others are left as they are */
  readonly proven: (ledgers: readonly string[]) => Promise<ReadonlySet<string>>;
  readonly clock: () => Date;
  readonly log: Log;
}

function monthsBefore(at: Date, months: number): string {
  const before = new Date(at);
  before.setUTCMonth(before.getUTCMonth() - months);
  return before.toISOString();
}

/** The newest checkpoint whose commit is old enough and is not the ledger's last one; undefined while there is none. */
async function horizonFor(
  { db }: Store,
  ledger: string,
  before: string,
): Promise<Omit<Horizon, 'dropped_at'> | undefined> {
  const places = await db
    .selectFrom('checkpoint')
    .innerJoin('ledger', 'ledger.id', 'checkpoint.ledger')
    .innerJoin('log', (join) =>
      join.onRef('log.ledger', '=', 'checkpoint.ledger').onRef('log.seq', '=', 'checkpoint.seq'),
    )
    .select(['checkpoint.epoch', 'checkpoint.seq', 'log.hash', 'log.at'])
    .where('checkpoint.ledger', '=', ledger)
    .where('log.at', '<', before)
    .whereRef('checkpoint.seq', '<', 'ledger.seq')
    .orderBy('checkpoint.seq', 'desc')
    .execute();
  for (const { epoch, seq, hash, at } of places) {
    const { state, hash: bound } = await db
      .selectFrom('checkpoint')
      .select(['state', 'hash'])
      .where('ledger', '=', ledger)
      .where('epoch', '=', epoch)
      .where('seq', '=', seq)
      .executeTakeFirstOrThrow();
    if (checkpointHash(hash, state) === bound)
      return { ledger, seq, epoch, hash, at, checkpoint_hash: bound };
  }
  return undefined;
}

export interface LogRetention {
  /** Every ledger with old rows, one after the other. Rejects with what stopped it. */
  readonly run: () => Promise<{ readonly done: number; readonly left: number }>;
  readonly close: () => void;
}

export function createLogRetention(parts: RetentionParts): LogRetention {
  const { store, receiptKey, months, proven, clock, log } = parts;
  const { db } = store;
  let closed = false;

  async function commit(statements: readonly CompiledQuery[]): Promise<boolean> {
    const [result] = await store.commit([statements]);
    return result?.ok === true;
  }

  /** Oldest first, so that what is left at any moment is the end of the log. */
  async function dropUpTo(ledger: string, seq: number): Promise<void> {
    while (!closed) {
      const oldest = await db
        .selectFrom('log')
        .select('seq')
        .where('ledger', '=', ledger)
        .where('seq', '<=', seq)
        .orderBy('seq')
        .limit(ROWS_PER_COMMIT)
        .execute();
      const last = oldest.at(-1)?.seq;
      if (last === undefined) return;
      const of = { ledger, last };
      await commit([
        db.deleteFrom('change').where('ledger', '=', of.ledger).where('seq', '<=', of.last).compile(),
        db.deleteFrom('log').where('ledger', '=', of.ledger).where('seq', '<=', of.last).compile(),
      ]);
      await nextTurn();
    }
  }

  /** What is signed comes first: a run that is cut short leaves old rows beside a true horizon, and the next one goes on. */
  async function shorten(horizon: Horizon): Promise<void> {
    const { ledger, seq } = horizon;
    const row = { ...horizon, mac: horizonMac(receiptKey, horizon) };
    const signed = await commit([
      db
        .insertInto('log_horizon')
        .values(row)
        .onConflict((conflict) => conflict.column('ledger').doUpdateSet(row))
        .compile(),
      db.deleteFrom('checkpoint').where('ledger', '=', ledger).where('seq', '<', seq).compile(),
    ]);
    if (!signed) throw new Error(`The log of ledger ${ledger} could not be shortened.`);
    await dropUpTo(ledger, seq);
    log.info({ ledger, seq }, 'older rows of a log were dropped, up to a signed checkpoint');
  }

  return {
    async run() {
      const now = clock();
      const ledgers = await db.selectFrom('ledger').select('id').orderBy('id').execute();
      const due: Omit<Horizon, 'dropped_at'>[] = [];
      for (const { id } of ledgers) {
        const [horizon, standing] = [
          await horizonFor(store, id, monthsBefore(now, months)),
          await readHorizon(db, id),
        ];
        // what somebody went on without stays as evidence, in the log, too
        const isEvidence = (await readGivenUp(db, id)).some(
          ({ cause, from_seq: from }) => cause === 'damage' && from <= (horizon?.seq ?? 0),
        );
        if (horizon && !isEvidence && horizon.seq > (standing?.seq ?? 0)) due.push(horizon);
        else if (standing) await dropUpTo(id, standing.seq);
      }
      if (due.length === 0) return { done: 0, left: 0 };
      const whole = await proven(due.map(({ ledger }) => ledger));
      let shortened = 0;
      for (const horizon of due) {
        if (closed) break;
        if (!whole.has(horizon.ledger)) {
          log.error({ ledger: horizon.ledger }, 'a log that does not hold is not shortened: it is evidence');
          continue;
        }
        await shorten({ ...horizon, dropped_at: now.toISOString() });
        shortened += 1;
      }
      return { done: shortened, left: due.length - shortened };
    },
    close() {
      closed = true;
    },
  };
}
