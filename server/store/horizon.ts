/**
 * The signed commit that a shortened log goes on from (rule N14). The signature is an HMAC under the receipt key, which is not in
 * the database: whoever can only write the database can drop rows, but not say that this was done on purpose.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { LogHorizonTable, Schema } from '#server/store/schema.ts';

type Reading = Pick<Kysely<Schema>, 'selectFrom'>;
export type Horizon = Omit<LogHorizonTable, 'mac'>;

const PURPOSE = 'horizon';

/** Hex HMAC-SHA-256 over every column but itself. A row of before checkpoints were signed is signed as before, and can't become one. */
export const horizonMac = (
  key: string,
  { ledger, seq, epoch, hash, at, dropped_at: dropped, checkpoint_hash: checkpoint = null }: Horizon,
): string =>
  createHmac('sha256', key)
    .update(
      JSON.stringify([
        PURPOSE,
        ledger,
        seq,
        epoch,
        hash,
        at,
        dropped,
        ...(checkpoint === null ? [] : [checkpoint]),
      ]),
    )
    .digest('hex');

export function isTrueHorizon(key: string, row: LogHorizonTable): boolean {
  const [expected, given] = [Buffer.from(horizonMac(key, row), 'hex'), Buffer.from(row.mac, 'hex')];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Undefined while the log still begins at its beginning. The signature is not looked at here. */
export const readHorizon = (db: Reading, ledger: string): Promise<LogHorizonTable | undefined> =>
  db.selectFrom('log_horizon').selectAll().where('ledger', '=', ledger).executeTakeFirst();
