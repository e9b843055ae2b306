/** Reads a ledger from the store into memory: checkpoint and the log after it. What does not fit together is an error, never an empty document. */
import { sql } from 'kysely';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome, type Refusal } from '#domain/refusals.ts';
import { CORE_LIMITS, type CoreLimits } from '#server/core-settings.ts';
import { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import { OPS_LOADED_MAX, OPS_LOADED_OF_MANY } from '#server/rooms/limits.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { OP_COLUMNS, type OpRow } from '#server/rooms/op-book.ts';
import { readGoodPart } from '#server/rooms/good-part.ts';
import { tailLostKey } from '#server/rooms/lost-tail.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { readHorizon } from '#server/store/horizon.ts';
import {
  followChain,
  readChanges,
  readCheckpoint,
  readLedger,
  readLogAfter,
  standsWhere,
} from '#server/store/log.ts';
import type { CheckpointTable, LedgerTable, LogTable } from '#server/store/schema.ts';
import type { Store } from '#server/store/store.ts';

/** Commits read and proven at once. */
const PAGE_ROWS = 2_000;

export class LoadFailed extends Error {
  override readonly name = 'LoadFailed';
}

export interface Binding {
  readonly person: string;
  readonly page: string;
}

export interface Damage {
  readonly at: number;
  readonly reason: string;
}

export interface LoadedLedger {
  readonly row: LedgerTable;
  readonly guarded: GuardedDocument;
  /** the whole document at `checkpointSeq`; null when it begins empty */
  readonly state: Uint8Array | null;
  readonly checkpointSeq: number;
  /** size of the oldest checkpoint of the epoch that is kept; null without one */
  readonly baseBytes: number | null;
  /** committed updates after the checkpoint, in order */
  readonly tail: readonly Uint8Array[];
  readonly bindings: ReadonlyMap<number, Binding>;
  /** person → name, of everybody who has a client id here */
  readonly names: ReadonlyMap<string, string>;
  /** newest last */
  readonly ops: readonly OpRow[];
  readonly opsComplete: boolean;
  readonly longTermOutOfRate: boolean;
  readonly tailLost: boolean;
  /** the first commit that can't be proven, and why: everything here is of the commit before it, and nothing may be written */
  readonly damage: Damage | null;
  /** current rows or figures do not stand where the log stands: write them anew */
  readonly recordsBehind: boolean;
  readonly proseBehind: boolean;
}

/** Why a ledger takes no writes from the moment it is read. */
export const closedFromTheStart = ({ damage, tailLost }: LoadedLedger): Refusal | null =>
  damage ? refuse('LEDGER_DAMAGED', { at: damage.at }) : tailLost ? refuse('TAIL_LOST') : null;

/** Refusal NOT_FOUND when there is no such ledger. Throws `LoadFailed` or what the store throws. */
export async function loadLedger(
  store: Store,
  ledger: LedgerId,
  limits: CoreLimits = CORE_LIMITS,
): Promise<Outcome<LoadedLedger>> {
  const standing = await readLedger(store.db, ledger);
  if (!standing) return refuse('NOT_FOUND');
  const { row, checkpoint, from, log, damage } = await proveOrGoodPart(store, standing);
  const tail = log.flatMap((entry) =>
    entry.update_bytes === null ? [] : [new Uint8Array(entry.update_bytes)],
  );
  const state = checkpoint ? new Uint8Array(checkpoint.state) : null;
  const bindings = await readBindings(store, row);
  return accept({
    row,
    guarded: new GuardedDocument(state ? [state, ...tail] : tail, row.plan_passed === 1, limits),
    state,
    checkpointSeq: from,
    baseBytes: await readBase(store, row),
    tail,
    bindings,
    names: await readNames(store, bindings),
    ops: await readNewestOps(store, row),
    opsComplete: row.seq <= OPS_LOADED_MAX,
    ...(await readStanding(store, row)),
    // what stands in SQL is of commits that can't be proven: it is evidence, and nothing is written over it
    ...(damage ? { recordsBehind: false, proseBehind: false } : {}),
    damage,
  });
}

/** The ledger as its row says, or the part of it that can be proven. Throws `LoadFailed` when that is nothing. */
async function proveOrGoodPart(
  store: Store,
  row: LedgerTable,
): Promise<Omit<ProvenLedger, 'passedOver'> & { readonly row: LedgerTable; readonly damage: Damage | null }> {
  try {
    return { ...(await proveLedger(store, row)), row, damage: null };
  } catch (error) {
    if (!(error instanceof LoadFailed)) throw error;
    const good = await readGoodPart(store.db, row.id);
    if (!good) throw error;
    const { epoch, seq, hash, checkpoint, from, log } = good;
    return {
      checkpoint,
      from,
      log,
      row: { ...row, epoch, seq, chain_hash: hash },
      damage: { at: seq + 1, reason: error.message },
    };
  }
}

interface ProvenLedger {
  readonly checkpoint: CheckpointTable | undefined;
  /** commit of the checkpoint, 0 without one */
  readonly from: number;
  /** the commits after it */
  readonly log: readonly LogTable[];
  /** commits of newer checkpoints that don't have their hash: the log has what they held */
  readonly passedOver: readonly number[];
}

/** What a ledger is loaded from, proven by its hashes. Throws `LoadFailed` that names the ledger and the first bad commit. */
export async function proveLedger(store: Store, row: LedgerTable): Promise<ProvenLedger> {
  const { checkpoint, start, passedOver } = await readTrueCheckpoint(store, row);
  const from = checkpoint?.seq ?? 0;
  const log = await readTrueLog(store, row, { seq: from, hash: start });
  return { checkpoint, from, log, passedOver };
}

/** The newest checkpoint of the epoch that has its hash. The log without any does only for a ledger's first epoch. */
async function readTrueCheckpoint(store: Store, row: LedgerTable) {
  const passedOver: number[] = [];
  for (;;) {
    const before = passedOver.at(-1);
    const until = before === undefined ? undefined : before - 1;
    const checkpoint = await readCheckpoint(store.db, row.id, row.epoch, until);
    const start = checkpoint ? await hashAt(store, row, checkpoint.seq) : CHAIN_START;
    if (!checkpoint || checkpoint.hash === checkpointHash(start, checkpoint.state))
      return { checkpoint, start, passedOver };
    passedOver.push(checkpoint.seq);
  }
}

/** Every commit after the checkpoint: of this epoch, with its hash, up to where the ledger's row says (D10). Each is read once. */
async function readTrueLog(
  { db }: Store,
  row: LedgerTable,
  from: { readonly seq: number; readonly hash: string },
): Promise<readonly LogTable[]> {
  const log: LogTable[] = [];
  const broken = (seq: number, reason: string): LoadFailed =>
    new LoadFailed(`The log of ledger ${row.id} breaks at commit ${seq}: ${reason}.`);
  for (let at = from; ;) {
    const page = await readLogAfter(db, row.id, at.seq, PAGE_ROWS);
    const stray = page.find((entry) => entry.epoch !== row.epoch);
    if (stray)
      throw new LoadFailed(
        `Ledger ${row.id} has no true checkpoint of epoch ${row.epoch} before commit ${stray.seq}.`,
      );
    const changes = await readChanges(db, row.id, at.seq, page.at(-1)?.seq ?? at.seq);
    const followed = followChain(page, changes, at);
    if (!followed.ok) throw broken(followed.seq, followed.reason);
    log.push(...page);
    at = followed;
    if (page.length === PAGE_ROWS) continue;
    const stands = standsWhere(row, at);
    if (!stands.ok) throw broken(stands.seq, stands.reason);
    return log;
  }
}

async function hashAt(store: Store, row: LedgerTable, seq: number): Promise<string> {
  if (seq === 0) return CHAIN_START;
  if (seq === row.seq) return row.chain_hash;
  const entry = await store.db
    .selectFrom('log')
    .select('hash')
    .where('ledger', '=', row.id)
    .where('seq', '=', seq)
    .executeTakeFirst();
  if (entry) return entry.hash;
  const horizon = await readHorizon(store.db, row.id);
  if (horizon?.seq !== seq) throw new LoadFailed(`The log of ledger ${row.id} has no commit ${seq}.`);
  return horizon.hash;
}

async function readNewestOps({ db }: Store, { id, seq }: LedgerTable): Promise<OpRow[]> {
  const commits = seq <= OPS_LOADED_MAX ? OPS_LOADED_MAX : OPS_LOADED_OF_MANY;
  return db
    .selectFrom('log')
    .select(OP_COLUMNS)
    .where('ledger', '=', id)
    .where('seq', '>', seq - commits)
    .where('seq', '<=', seq)
    .orderBy('seq')
    .execute();
}

async function readBase({ db }: Store, row: LedgerTable): Promise<number | null> {
  const oldest = await db
    .selectFrom('checkpoint')
    .select(sql<number>`length(state)`.as('bytes'))
    .where('ledger', '=', row.id)
    .where('epoch', '=', row.epoch)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
  return oldest?.bytes ?? null;
}

async function readBindings(store: Store, row: LedgerTable): Promise<Map<number, Binding>> {
  const bound = await store.db
    .selectFrom('client_binding')
    .select(['client_id', 'person', 'page_id'])
    .where('ledger', '=', row.id)
    .where('epoch', '=', row.epoch)
    .execute();
  return new Map(bound.map(({ client_id, person, page_id }) => [client_id, { person, page: page_id }]));
}

async function readNames(store: Store, bindings: ReadonlyMap<number, Binding>): Promise<Map<string, string>> {
  const persons = [...new Set([...bindings.values()].map(({ person }) => person))];
  const names = new Map<string, string>();
  for (let n = 0; n < persons.length; n += 500) {
    const found = await store.db
      .selectFrom('person')
      .select(['id', 'name'])
      .where('id', 'in', persons.slice(n, n + 500) as PersonId[])
      .execute();
    for (const { id, name } of found) names.set(id, name);
  }
  return names;
}

async function readStanding(store: Store, row: LedgerTable) {
  const { db } = store;
  const round = await db
    .selectFrom('round')
    .select('settings')
    .where('id', '=', row.round)
    .executeTakeFirst();
  const lost = await db
    .selectFrom('setting')
    .select('value')
    .where('key', '=', tailLostKey(row.id as LedgerId))
    .executeTakeFirst();
  const settings = JSON.parse(round?.settings ?? '{}') as { readonly longTermOutOfRate?: unknown };
  return {
    longTermOutOfRate: settings.longTermOutOfRate === true,
    tailLost: lost !== undefined,
    recordsBehind: row.rows_seq !== row.seq,
    proseBehind: row.prose_seq < row.seq,
  };
}
