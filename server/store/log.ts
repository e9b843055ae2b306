/** Readers of a ledger's history and present from SQL. They never write, and never make a document up. */
import { sql, type Kysely, type RawBuilder } from 'kysely';
import { CHAIN_START, chainHash, type LogChange } from '#server/store/chain.ts';
import { decisionsOn } from '#server/store/given-up.ts';
import type {
  ChangeTable,
  CheckpointTable,
  GivenUpTable,
  LedgerTable,
  LogTable,
  RowCurrentTable,
  Schema,
} from '#server/store/schema.ts';

type Reading = Pick<Kysely<Schema>, 'selectFrom'>;

/** Log rows read at once, so that a long history never lies in memory whole. */
const CHAIN_PAGE_ROWS = 2_000;
/** Default bound of `readLogAfter`. */
const LOG_PAGE_ROWS = 10_000;

/** The store's newest commit number, 0 without any: rows of the log are added in its order. */
export const NEWEST_COMMIT: RawBuilder<number> = sql<number>`coalesce((select commit_no from log order by rowid desc limit 1), 0)`;

export async function readNewestCommit(db: Pick<Kysely<Schema>, 'selectNoFrom'>): Promise<number> {
  const { at } = await db.selectNoFrom(NEWEST_COMMIT.as('at')).executeTakeFirstOrThrow();
  return at;
}

/** The ledger's own row, undefined when there is no such ledger. */
export const readLedger = (db: Reading, ledger: string): Promise<LedgerTable | undefined> =>
  db.selectFrom('ledger').selectAll().where('id', '=', ledger).executeTakeFirst();

/** The newest checkpoint of this epoch, at or before `seq` when given. */
export function readCheckpoint(
  db: Reading,
  ledger: string,
  epoch: number,
  seq?: number,
): Promise<CheckpointTable | undefined> {
  let query = db.selectFrom('checkpoint').selectAll().where('ledger', '=', ledger).where('epoch', '=', epoch);
  if (seq !== undefined) query = query.where('seq', '<=', seq);
  return query.orderBy('seq', 'desc').limit(1).executeTakeFirst();
}

/** Log rows after `seq` in order, at most `limit`: ask again from the last one while there are as many. */
export const readLogAfter = (
  db: Reading,
  ledger: string,
  seq: number,
  limit = LOG_PAGE_ROWS,
): Promise<LogTable[]> =>
  db
    .selectFrom('log')
    .selectAll()
    .where('ledger', '=', ledger)
    .where('seq', '>', seq)
    .orderBy('seq')
    .limit(limit)
    .execute();

/** What the commits after `seq` changed, in order of commit and place within it, up to and with `until`. */
export const readChanges = (
  db: Reading,
  ledger: string,
  seq: number,
  until: number,
): Promise<ChangeTable[]> =>
  db
    .selectFrom('change')
    .selectAll()
    .where('ledger', '=', ledger)
    .where('seq', '>', seq)
    .where('seq', '<=', until)
    .orderBy('seq')
    .orderBy('n')
    .execute();

/** The rows of the ledger as they stand, in the order of their places; deleted ones are among them. */
export const currentRows = (db: Reading, ledger: string): Promise<RowCurrentTable[]> =>
  db
    .selectFrom('row_current')
    .selectAll()
    .where('ledger', '=', ledger)
    .orderBy('place')
    .orderBy('row')
    .execute();

export type ChainVerdict =
  | { readonly ok: true; readonly seq: number; readonly hash: string }
  /** `seq` is the first commit that does not follow from the one before it */
  | {
      readonly ok: false;
      readonly seq: number;
      readonly reason: 'MISSING_COMMIT' | 'BROKEN_LINK' | 'CHANGED_COMMIT' | 'LEDGER_DIFFERS';
    };

/**
 * Recompute the hash chain of a ledger (rule D4), from its beginning or from a commit already trusted (its seq and hash), up to what
 * the ledger's own row says. Names the first break that none of the `decisions` goes on without (D12).
 */
export async function verifyChain(
  db: Reading,
  ledger: string,
  from: { readonly seq: number; readonly hash: string } = { seq: 0, hash: CHAIN_START },
  decisions: readonly GivenUpTable[] = [],
): Promise<ChainVerdict> {
  for (let start = from; ;) {
    const verdict = await verifyStretch(db, ledger, start);
    if (verdict.ok) return verdict;
    const next = await goesOnAt(db, ledger, decisionsOn(decisions, verdict.seq));
    if (!next || next.seq <= start.seq) return verdict;
    start = next;
  }
}

/** The first commit of the first of these decisions that the log holds. */
async function goesOnAt(db: Reading, ledger: string, decisions: readonly GivenUpTable[]) {
  for (const { seq, hash } of decisions) {
    const [row] = await readLogAfter(db, ledger, seq - 1, 1);
    const changes = changesBySeq(await readChanges(db, ledger, seq - 1, seq)).get(seq) ?? [];
    if (row?.seq === seq && row.hash === hash && chainHash(row, changes) === hash) return { seq, hash };
  }
  return undefined;
}

async function verifyStretch(
  db: Reading,
  ledger: string,
  from: { readonly seq: number; readonly hash: string },
): Promise<ChainVerdict> {
  let { seq, hash } = from;
  for (;;) {
    const page = await readLogAfter(db, ledger, seq, CHAIN_PAGE_ROWS);
    const followed = followChain(page, await readChanges(db, ledger, seq, page.at(-1)?.seq ?? seq), {
      seq,
      hash,
    });
    if (!followed.ok) return followed;
    ({ seq, hash } = followed);
    if (page.length < CHAIN_PAGE_ROWS) break;
  }
  const stated = await readLedger(db, ledger);
  return stated ? standsWhere(stated, { seq, hash }) : { ok: false, seq, reason: 'LEDGER_DIFFERS' };
}

/** Commits in their order, with all their changes, that are to follow from one already trusted. */
export function followChain(
  rows: readonly LogTable[],
  changes: readonly ChangeTable[],
  from: { readonly seq: number; readonly hash: string },
): ChainVerdict {
  let { seq, hash } = from;
  const bySeq = changesBySeq(changes);
  for (const row of rows) {
    if (row.seq !== seq + 1) return { ok: false, seq: seq + 1, reason: 'MISSING_COMMIT' };
    if (row.prev_hash !== hash) return { ok: false, seq: row.seq, reason: 'BROKEN_LINK' };
    if (chainHash(row, bySeq.get(row.seq) ?? []) !== row.hash)
      return { ok: false, seq: row.seq, reason: 'CHANGED_COMMIT' };
    ({ seq, hash } = row);
  }
  return { ok: true, seq, hash };
}

/** Does the ledger's own row say what its log leads to? */
export function standsWhere(
  stated: Pick<LedgerTable, 'seq' | 'chain_hash'>,
  { seq, hash }: { readonly seq: number; readonly hash: string },
): ChainVerdict {
  if (stated.seq > seq) return { ok: false, seq: seq + 1, reason: 'MISSING_COMMIT' };
  return stated.seq === seq && stated.chain_hash === hash
    ? { ok: true, seq, hash }
    : { ok: false, seq, reason: 'LEDGER_DIFFERS' };
}

/** Changes as read, by their commit. */
export function changesBySeq(changes: readonly ChangeTable[]): Map<number, LogChange[]> {
  const bySeq = new Map<number, LogChange[]>();
  for (const change of changes) {
    const known = bySeq.get(change.seq);
    if (known) known.push(change);
    else bySeq.set(change.seq, [change]);
  }
  return bySeq;
}
