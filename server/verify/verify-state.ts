/** Holds the document that a ledger is opened from against its history: the changes of the log lead to what the newest checkpoint holds. */
import type { Database } from 'better-sqlite3';
import type { LedgerContent, RowContent } from '#document/lists-of-cells.ts';
import { contentOf, Damaged, Walk, type PastChange } from '#server/history/content.ts';
import type { CheckpointTable, LogHorizonTable } from '#server/store/schema.ts';

interface Difference {
  readonly at: number;
  readonly what: string;
}
type Kept = Pick<CheckpointTable, 'seq' | 'state'>;

const EMPTY: RowContent = { cells: new Map(), texts: new Map() };

/** Cells that hold nothing are left out when a document is written anew, and so they are here. */
const saidIn = ({ cells, texts }: RowContent): ReadonlyMap<string, unknown> =>
  new Map([...cells, ...texts].filter(([, value]) => value !== null));

function firstDifference(history: LedgerContent, held: LedgerContent): string | undefined {
  for (const id of new Set([...history.keys(), ...held.keys()])) {
    const [then, now] = [saidIn(history.get(id) ?? EMPTY), saidIn(held.get(id) ?? EMPTY)];
    for (const name of new Set([...then.keys(), ...now.keys()]))
      if (then.get(name) !== now.get(name)) return `${id}/${name}`;
  }
  return undefined;
}

/** Call for a log and checkpoints that hold by their hashes; null when there is nothing to hold against each other. */
export function stateDifference(
  database: Database,
  ledger: string,
  horizon: LogHorizonTable | undefined,
): Difference | null {
  const kept = database.prepare<[string, number], Kept>(
    'SELECT seq, state FROM checkpoint WHERE ledger = ? AND seq >= ? ORDER BY seq DESC, epoch DESC LIMIT 1',
  );
  const signed = database.prepare<[string, number], Kept>(
    'SELECT seq, state FROM checkpoint WHERE ledger = ? AND seq = ?',
  );
  const newest = kept.get(ledger, 0);
  const start = horizon && signed.get(ledger, horizon.seq);
  if (!newest || (horizon && !start) || newest.seq === start?.seq) return null;
  const changes = database.prepare<[string, number, number], PastChange>(
    'SELECT seq, cell, old_value, new_value FROM change WHERE ledger = ? AND seq > ? AND seq <= ? ORDER BY seq, n',
  );
  const from = start?.seq ?? 0;
  let at = from;
  try {
    const walk = new Walk(start ? contentOf(start.state) : new Map());
    for (const change of changes.iterate(ledger, from, newest.seq)) {
      at = change.seq;
      walk.apply(change);
    }
    at = newest.seq;
    const place = firstDifference(walk.end(), contentOf(newest.state));
    return place === undefined
      ? null
      : { at, what: `the checkpoint holds something else in ${place} than the history leads to` };
  } catch (error) {
    if (!(error instanceof Damaged)) return { at, what: 'the document of the checkpoint cannot be read' };
    return {
      at,
      what: 'its changes do not follow from those before, or the checkpoint is no whole document',
    };
  }
}
