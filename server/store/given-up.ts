/**
 * What a ledger goes on without on somebody's decision (S17): signed under the receipt key, which is not in the database, so that
 * whoever can only write the database can take commits away, but not say that this was accepted.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { CompiledQuery, Kysely } from 'kysely';
import type { GivenUpTable, Schema } from '#server/store/schema.ts';

type Reading = Pick<Kysely<Schema>, 'selectFrom'>;
export type ReceiptKey = Uint8Array | string;
export type GivenUp = Omit<GivenUpTable, 'mac'>;

const PURPOSE = 'given-up';

/** Hex HMAC-SHA-256 over every column but itself. */
export const givenUpMac = (key: ReceiptKey, row: GivenUp): string =>
  createHmac('sha256', key)
    .update(
      JSON.stringify([
        PURPOSE,
        row.ledger,
        row.seq,
        row.epoch,
        row.hash,
        row.cause,
        row.from_seq,
        row.to_seq,
        row.evidence,
        row.person,
        row.reason,
        row.at,
      ]),
    )
    .digest('hex');

export function isTrueGivenUp(key: ReceiptKey, row: GivenUpTable): boolean {
  const [expected, given] = [Buffer.from(givenUpMac(key, row), 'hex'), Buffer.from(row.mac, 'hex')];
  return given.length === expected.length && timingSafeEqual(given, expected);
}

export const givenUpStatement = (
  db: Pick<Kysely<Schema>, 'insertInto'>,
  key: ReceiptKey,
  row: GivenUp,
): CompiledQuery =>
  db
    .insertInto('given_up')
    .values({ ...row, mac: givenUpMac(key, row) })
    .compile();

/** Oldest first. The signatures are not looked at here. */
export const readGivenUp = (db: Reading, ledger: string): Promise<GivenUpTable[]> =>
  db.selectFrom('given_up').selectAll().where('ledger', '=', ledger).orderBy('seq').execute();

/** Those that go on without the proof of this commit, where the chain breaks. */
export const decisionsOn = (decisions: readonly GivenUpTable[], at: number): readonly GivenUpTable[] =>
  decisions.filter(({ cause, from_seq: from }) => cause === 'damage' && from === at);

/** Did somebody who has the key decide to go on without the proof of this commit? */
export const isGivenUp = async (db: Reading, key: ReceiptKey, ledger: string, at: number): Promise<boolean> =>
  decisionsOn(await readGivenUp(db, ledger), at).some((decision) => isTrueGivenUp(key, decision));
