/** What of a damaged ledger can still be proven: its newest true checkpoint and the commits that follow from it, up to the break. Only reads. */
import type { Kysely } from 'kysely';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { CHAIN_START, chainHash } from '#server/store/chain.ts';
import { readHorizon } from '#server/store/horizon.ts';
import { changesBySeq, readChanges, readLogAfter } from '#server/store/log.ts';
import type { CheckpointTable, LogTable, Schema } from '#server/store/schema.ts';

type Reading = Pick<Kysely<Schema>, 'selectFrom'>;

const PAGE_ROWS = 1_000;

export interface GoodPart {
  readonly epoch: number;
  readonly checkpoint: CheckpointTable | undefined;
  /** commit of the checkpoint, 0 without one */
  readonly from: number;
  /** the proven commits after it */
  readonly log: readonly LogTable[];
  /** the last good commit, and its hash */
  readonly seq: number;
  readonly hash: string;
}

async function chainAt(db: Reading, ledger: string, seq: number): Promise<string | undefined> {
  const entry = await db
    .selectFrom('log')
    .select('hash')
    .where('ledger', '=', ledger)
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (entry) return entry.hash;
  const horizon = await readHorizon(db, ledger);
  return horizon?.seq === seq ? horizon.hash : undefined;
}

/** The newest checkpoint of any epoch that is bound to a commit that is there. */
async function trueCheckpoint(db: Reading, ledger: string) {
  const places = await db
    .selectFrom('checkpoint')
    .select(['epoch', 'seq'])
    .where('ledger', '=', ledger)
    .orderBy('seq', 'desc')
    .execute();
  for (const { epoch, seq } of places) {
    const start = await chainAt(db, ledger, seq);
    const checkpoint = await db
      .selectFrom('checkpoint')
      .selectAll()
      .where('ledger', '=', ledger)
      .where('epoch', '=', epoch)
      .where('seq', '=', seq)
      .executeTakeFirstOrThrow();
    if (start !== undefined && checkpoint.hash === checkpointHash(start, checkpoint.state))
      return { checkpoint, start };
  }
  return undefined;
}

/** Null when nothing can be proven: then the ledger stays shut, never blank. */
export async function readGoodPart(db: Reading, ledger: string): Promise<GoodPart | null> {
  const base = await trueCheckpoint(db, ledger);
  const from = base?.checkpoint.seq ?? 0;
  const log: LogTable[] = [];
  let [seq, hash] = [from, base?.start ?? CHAIN_START];
  let epoch = base?.checkpoint.epoch;
  for (let more = true; more;) {
    const page = await readLogAfter(db, ledger, seq, PAGE_ROWS);
    const changes = changesBySeq(await readChanges(db, ledger, seq, page.at(-1)?.seq ?? seq));
    more = page.length === PAGE_ROWS;
    for (const row of page) {
      epoch ??= row.epoch;
      const follows = row.seq === seq + 1 && row.prev_hash === hash && row.epoch === epoch;
      if (!follows || chainHash(row, changes.get(row.seq) ?? []) !== row.hash) {
        more = false;
        break;
      }
      log.push(row);
      ({ seq, hash } = row);
    }
  }
  if (seq === 0 || epoch === undefined) return null;
  return { epoch, checkpoint: base?.checkpoint, from, log, seq, hash };
}
