/** Proves one ledger: its log from the beginning (or its signed horizon) to its head, its checkpoints, its operations. Only reads. */
import type { Database } from 'better-sqlite3';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { CHAIN_START, chainHash } from '#server/store/chain.ts';
import { isTrueHorizon } from '#server/store/horizon.ts';
import { decisionsOn } from '#server/store/given-up.ts';
import type {
  ChangeTable,
  CheckpointTable,
  GivenUpTable,
  LedgerTable,
  LogHorizonTable,
  LogTable,
} from '#server/store/schema.ts';
import type { Finding, Report } from '#server/verify/findings.ts';
import { stateDifference } from '#server/verify/verify-state.ts';
import { verifyDecisions } from '#server/verify/verify-decisions.ts';

/** Log rows read at once: a long history never lies in memory whole. */
const PAGE_ROWS = 1_000;

export type LedgerHead = Pick<LedgerTable, 'id' | 'seq' | 'chain_hash'>;

type Break = Omit<Finding, 'kind' | 'where'>;

interface Chain {
  /** the first break that nobody decided to go on without */
  readonly finding: Break | null;
  /** breaks before it, each with the decision that the chain goes on from */
  readonly accepted: readonly { readonly found: Break; readonly decision: GivenUpTable }[];
  readonly commits: number;
}

const numbered = (changes: readonly ChangeTable[]): boolean => changes.every(({ n }, index) => n === index);

/** Row and field are what a cell's history is found by, and no part of the hash: they must say what the cell says. */
const isFiled = ({ cell, row, field }: ChangeTable): boolean => {
  const place = `${row}/${field}`;
  return cell === place || cell.startsWith(`${place}:`);
};

function bySeq(changes: readonly ChangeTable[]): ReadonlyMap<number, ChangeTable[]> {
  const found = new Map<number, ChangeTable[]>();
  for (const change of changes) {
    const known = found.get(change.seq);
    if (known) known.push(change);
    else found.set(change.seq, [change]);
  }
  return found;
}

/** The rows of the table named, as SQLite gives them; the columns are those of the schema. */
const rowsOf = <Row>(database: Database, sql: string, ...given: readonly unknown[]): Row[] =>
  database.prepare<unknown[], Row>(sql).all(...given);

/** Why the row is not what its hash was computed over, as exactly as the hashes tell. */
function whatDiffers(
  row: LogTable,
  computed: string,
  next: LogTable | undefined,
  changes: readonly ChangeTable[],
): string {
  if (next?.prev_hash === computed)
    return 'its own hash was changed; row, changes and update are what the next commit follows from';
  if (!numbered(changes)) return 'a row of its changes is missing or out of place';
  return 'its row, its changes or its update are not those its hash was computed over';
}

/** The chain over every break that one of the `decisions` goes on without (D12). */
function verifyLog(
  database: Database,
  ledger: LedgerHead,
  from: { readonly seq: number; readonly hash: string },
  decisions: readonly GivenUpTable[],
): Chain {
  const accepted: Chain['accepted'][number][] = [];
  let commits = 0;
  for (let start = from; ;) {
    const stretch = verifyStretch(database, ledger, start);
    commits += stretch.commits;
    const found = stretch.finding;
    const decision =
      found &&
      decisionsOn(decisions, found.at ?? 0).find((one) => one.seq > start.seq && isHeld(database, one));
    if (!found || !decision) return { finding: found, accepted, commits };
    accepted.push({ found, decision });
    start = decision;
  }
}

/** Does the log hold the commit of this decision, as it was signed? */
function isHeld(database: Database, { ledger, seq, hash }: GivenUpTable): boolean {
  const [row] = rowsOf<LogTable>(database, 'SELECT * FROM log WHERE ledger = ? AND seq = ?', ledger, seq);
  const changes = 'SELECT * FROM change WHERE ledger = ? AND seq = ? ORDER BY n';
  return row?.hash === hash && chainHash(row, rowsOf<ChangeTable>(database, changes, ledger, seq)) === hash;
}

function verifyStretch(
  database: Database,
  ledger: LedgerHead,
  from: { readonly seq: number; readonly hash: string },
): Omit<Chain, 'accepted'> {
  let { seq, hash } = from;
  let commits = 0;
  const readLog = database.prepare<[string, number, number], LogTable>(
    'SELECT * FROM log WHERE ledger = ? AND seq > ? ORDER BY seq LIMIT ?',
  );
  const readChanges = database.prepare<[string, number, number], ChangeTable>(
    'SELECT * FROM change WHERE ledger = ? AND seq > ? AND seq <= ? ORDER BY seq, n',
  );
  const broken = (at: number, what: string) => ({ finding: { at, what }, commits });
  for (;;) {
    // one row more than is used: it tells whether a hash or a content was changed
    const page = readLog.all(ledger.id, seq, PAGE_ROWS + 1);
    const used = page.slice(0, PAGE_ROWS);
    const changes = bySeq(readChanges.all(ledger.id, seq, used.at(-1)?.seq ?? seq));
    for (const [n, row] of used.entries()) {
      if (row.seq !== seq + 1)
        return broken(seq + 1, `the commit is missing; the next one there is ${row.seq}`);
      const own = changes.get(row.seq) ?? [];
      const computed = chainHash(row, own);
      if (row.prev_hash !== hash)
        return broken(
          row.seq,
          computed === row.hash
            ? `it does not follow from commit ${seq}`
            : 'the hash that it follows from was changed',
        );
      if (computed !== row.hash) return broken(row.seq, whatDiffers(row, computed, page[n + 1], own));
      if (!own.every(isFiled)) return broken(row.seq, 'a change is filed under another cell than its own');
      ({ seq, hash } = row);
      commits += 1;
    }
    if (page.length <= PAGE_ROWS) break;
  }
  if (ledger.seq > seq)
    return broken(seq + 1, `the commit is missing; the ledger says it stands at ${ledger.seq}`);
  if (ledger.seq < seq)
    return broken(seq, `the log goes on beyond ${ledger.seq}, where the ledger says it stands`);
  if (ledger.chain_hash !== hash)
    return broken(seq, 'the ledger’s own row holds another hash than its last commit');
  return { finding: null, commits };
}

function verifyCheckpoints(
  database: Database,
  ledger: string,
  horizon: LogHorizonTable | undefined,
): { readonly count: number; readonly bad: number[]; readonly isSignedThere: boolean } {
  const bad: number[] = [];
  let count = 0;
  const chainAt = database.prepare<[string, number], { hash: string }>(
    'SELECT hash FROM log WHERE ledger = ? AND seq = ?',
  );
  const checkpoints = database.prepare<[string], Pick<CheckpointTable, 'epoch' | 'seq'>>(
    'SELECT epoch, seq FROM checkpoint WHERE ledger = ? ORDER BY seq',
  );
  const whole = database.prepare<[string, number, number], CheckpointTable>(
    'SELECT * FROM checkpoint WHERE ledger = ? AND epoch = ? AND seq = ?',
  );
  let isSignedThere = horizon === undefined || horizon.checkpoint_hash === null;
  for (const { epoch, seq } of checkpoints.all(ledger)) {
    count += 1;
    const row = whole.get(ledger, epoch, seq);
    isSignedThere ||= seq === horizon?.seq && row?.hash === horizon.checkpoint_hash;
    const chain = horizon?.seq === seq ? horizon.hash : chainAt.get(ledger, seq)?.hash;
    if (!row || chain === undefined || checkpointHash(chain, row.state) !== row.hash) bad.push(seq);
  }
  return { count, bad, isSignedThere };
}

/** Every operation has its answer; beyond the head there is nothing. */
function verifyOperations(
  database: Database,
  ledger: LedgerHead,
): readonly Omit<Finding, 'kind' | 'where'>[] {
  const first = (
    sql: string,
    what: string,
    ...given: readonly unknown[]
  ): Omit<Finding, 'kind' | 'where'>[] =>
    rowsOf<{ seq: number }>(database, `${sql} LIMIT 1`, ...given).map(({ seq }) => ({ at: seq, what }));
  return [
    ...first(
      'SELECT seq FROM log WHERE ledger = ? AND op_id IS NOT NULL AND content_hash IS NULL ORDER BY seq',
      'the answer to its operation is missing',
      ledger.id,
    ),
    ...first(
      'SELECT seq FROM change WHERE ledger = ? AND seq > ? ORDER BY seq',
      'there are changes beyond the last commit',
      ledger.id,
      ledger.seq,
    ),
  ];
}

/** `key`: the receipt key; null where it is not at hand, then a horizon's signature is not looked at, and a note says so. */
export function verifyLedger(database: Database, ledger: LedgerHead, key: string | null): Report {
  const where = `ledger ${ledger.id}`;
  const [horizon] = rowsOf<LogHorizonTable>(
    database,
    'SELECT * FROM log_horizon WHERE ledger = ?',
    ledger.id,
  );
  const findings: Finding[] = [];
  if (horizon && key !== null && !isTrueHorizon(key, horizon))
    findings.push({
      kind: 'log',
      where,
      at: horizon.seq,
      what: 'older rows are gone, and the checkpoint that says so is not signed with this installation’s key',
    });
  const decided = verifyDecisions(database, ledger.id, key);
  findings.push(...decided.findings.map((found) => ({ kind: 'decision' as const, where, ...found })));
  const chain = verifyLog(database, ledger, horizon ?? { seq: 0, hash: CHAIN_START }, decided.held);
  if (chain.finding) findings.push({ kind: 'log', where, ...chain.finding });
  const checkpoints = verifyCheckpoints(database, ledger.id, horizon);
  for (const seq of checkpoints.bad)
    findings.push({ kind: 'checkpoint', where, at: seq, what: 'the checkpoint does not have its hash' });
  if (horizon && !checkpoints.isSignedThere)
    findings.push({
      kind: 'checkpoint',
      where,
      at: horizon.seq,
      what: 'the checkpoint that the shortened log goes on from is not the one that was signed',
    });
  // what somebody went on without has no history that could lead anywhere
  const isWhole = findings.length === 0 && !decided.held.some(({ cause }) => cause === 'damage');
  const difference = isWhole ? stateDifference(database, ledger.id, horizon) : null;
  if (difference) findings.push({ kind: 'checkpoint', where, ...difference });
  // where the chain breaks, operations name what is gone: said once is enough
  if (!chain.finding)
    for (const found of verifyOperations(database, ledger))
      findings.push({ kind: 'operation', where, ...found });
  return {
    findings,
    counted: { ledgers: 1, commits: chain.commits, checkpoints: checkpoints.count, snapshots: 0 },
    notes: [
      ...decided.notes(chain.accepted.map(({ found, decision }) => [decision.seq, found])),
      ...(horizon && key === null
        ? ['Signatures of shortened logs were not checked: the keys are not here.']
        : []),
    ],
  };
}
