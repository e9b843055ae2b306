/** The least that foreign keys ask for: one office, one unit, one round, one ledger, made through a store. */
import type { CompiledQuery } from 'kysely';
import { chainHash, type LogChange } from '#server/store/chain.ts';
import { newLedger } from '#server/store/new-ledger.ts';
import type { Store } from '#server/store/store.ts';

const AT = '2025-03-01T00:00:00.000Z';
export const ROUND = 'round00000000001';
/** The n-th ledger of the round, n from 1. */
export const ledgerId = (n: number): string => `ledger${String(n).padStart(10, '0')}`;

/** Statements that make the round and `ledgers` ledgers in it, each with its unit 单位N. */
export function partiesOf(store: Store, ledgers = 1): CompiledQuery[] {
  const { db } = store;
  const organisation = (id: string, name: string, kind: string): CompiledQuery =>
    db.insertInto('organisation').values({ id, name, kind, parent: null, created_at: AT }).compile();
  const round = db
    .insertInto('round')
    .values({
      id: ROUND,
      name: '示例轮次',
      mode: '常规',
      office: 'office0000000001',
      starts_on: '2025-03-01',
      focus_ends_on: '2025-06-01',
      settings: JSON.stringify({ closureChain: ['first_review', 'audit'], longTermOutOfRate: false }),
      created_at: AT,
    })
    .compile();
  const each = Array.from({ length: ledgers }, (_, index) => {
    const unit = `unit${String(index + 1).padStart(12, '0')}`;
    return [
      organisation(unit, `单位${index + 1}`, 'unit'),
      db
        .insertInto('ledger')
        .values(newLedger({ id: ledgerId(index + 1), round: ROUND, unit, created_at: AT }))
        .compile(),
    ];
  });
  return [organisation('office0000000001', '示例巡察办', 'office'), round, ...each.flat()];
}

/** One commit in the log as the rooms write it; returns its hash for the next one. */
export function loggedCommit(
  store: Store,
  commit: { ledger: string; seq: number; prev: string; commitNo?: number; opId?: string; bytes?: Uint8Array },
): { statements: CompiledQuery[]; hash: string } {
  const { db } = store;
  const row = 'row0000000000001';
  const change: LogChange = {
    n: 0,
    cell: `${row}/note`,
    old_value: null,
    new_value: JSON.stringify(commit.seq),
  };
  const entry = {
    commit_no: commit.commitNo ?? commit.seq,
    ledger: commit.ledger,
    seq: commit.seq,
    epoch: 1,
    at: AT,
    person: 'person0000000001',
    role: 'unit_editor',
    session: 'session',
    op_id: commit.opId ?? null,
    act: 'edit',
    update_bytes: commit.bytes ?? new Uint8Array([1, 2, 3]),
    prev_hash: commit.prev,
    name: '示例甲',
    organisation: 'unit000000000001',
  };
  const hash = chainHash(entry, [change]);
  return {
    hash,
    statements: [
      db
        .insertInto('log')
        .values({ ...entry, hash, content_hash: commit.opId === undefined ? null : 'c'.repeat(64) })
        .compile(),
      db
        .insertInto('change')
        .values({ ...change, ledger: commit.ledger, seq: commit.seq, row, field: 'note' })
        .compile(),
      db
        .updateTable('ledger')
        .set({ seq: commit.seq, chain_hash: hash })
        .where('id', '=', commit.ledger)
        .compile(),
    ],
  };
}
