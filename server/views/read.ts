/** The SQL behind the live views: what the store says of rounds, stored figures and current rows. Counts nothing itself. */
import type { Kysely } from 'kysely';
import type { LedgerId } from '#domain/ids.ts';
import { NEWEST_COMMIT } from '#server/store/log.ts';
import type { Schema } from '#server/store/schema.ts';
import type { CountedRow } from '#server/views/figures-from-rows.ts';

type Reading = Kysely<Schema>;

/** Ledgers asked for in one query. */
const LEDGERS_PER_QUERY = 200;

/** The figures row of a ledger as it stands; null: nothing was committed yet. */
export interface StoredFigures {
  readonly ledger: LedgerId;
  readonly longTermOutOfRate: boolean;
  readonly seq: number | null;
  readonly day: string | null;
  /** JSON of `Figures` */
  readonly figures: string | null;
}
export interface StoredUnit extends StoredFigures {
  readonly name: string;
}
export interface StoredRound {
  readonly name: string;
  readonly at: number;
  readonly longTermOutOfRate: boolean;
  readonly startsOn: string;
  readonly focusEndsOn: string;
  readonly units: readonly StoredUnit[];
}

const isOutOfRate = (settings: string): boolean =>
  (JSON.parse(settings) as { readonly longTermOutOfRate?: boolean }).longTermOutOfRate === true;

/** One statement, so that the figures and the commit number are of one moment. Undefined: no such round. */
export async function readRound(db: Reading, round: string): Promise<StoredRound | undefined> {
  const rows = await db
    .selectFrom('round')
    .leftJoin('ledger', 'ledger.round', 'round.id')
    .leftJoin('organisation', 'organisation.id', 'ledger.unit')
    .leftJoin('figures', 'figures.ledger', 'ledger.id')
    .select([
      'round.name as roundName',
      'round.settings',
      'round.starts_on as startsOn',
      'round.focus_ends_on as focusEndsOn',
      'ledger.id as ledger',
      'organisation.name as name',
      'ledger.rows_seq as seq',
      'figures.day',
      'figures.figures',
    ])
    .select(NEWEST_COMMIT.as('at'))
    .where('round.id', '=', round)
    .orderBy('ledger.created_at')
    .orderBy('ledger.id')
    .execute();
  const [first] = rows;
  if (!first) return undefined;
  const longTermOutOfRate = isOutOfRate(first.settings);
  return {
    name: first.roundName,
    at: first.at ?? 0,
    longTermOutOfRate,
    startsOn: first.startsOn,
    focusEndsOn: first.focusEndsOn,
    units: rows.flatMap((row) =>
      row.ledger === null
        ? []
        : [{ ...row, ledger: row.ledger as LedgerId, name: row.name ?? '', longTermOutOfRate }],
    ),
  };
}

/** The stored figures of these ledgers; unknown ids are left out. */
export async function readFigures(
  db: Reading,
  ledgers: readonly LedgerId[],
): Promise<readonly StoredFigures[]> {
  const found: StoredFigures[] = [];
  for (let start = 0; start < ledgers.length; start += LEDGERS_PER_QUERY) {
    const rows = await db
      .selectFrom('ledger')
      .innerJoin('round', 'round.id', 'ledger.round')
      .leftJoin('figures', 'figures.ledger', 'ledger.id')
      .select([
        'ledger.id as ledger',
        'round.settings',
        'ledger.rows_seq as seq',
        'figures.day',
        'figures.figures',
      ])
      .where('ledger.id', 'in', ledgers.slice(start, start + LEDGERS_PER_QUERY))
      .execute();
    for (const row of rows)
      found.push({ ...row, ledger: row.ledger as LedgerId, longTermOutOfRate: isOutOfRate(row.settings) });
  }
  return found;
}

/** The current problems and tasks of these ledgers, by ledger. */
export async function readCountedRows(
  db: Reading,
  ledgers: readonly LedgerId[],
): Promise<ReadonlyMap<string, readonly CountedRow[]>> {
  const byLedger = new Map<string, CountedRow[]>();
  for (let start = 0; start < ledgers.length; start += LEDGERS_PER_QUERY) {
    const rows = await db
      .selectFrom('row_current')
      .select([
        'ledger',
        'row',
        'list',
        'problem',
        'deleted',
        'status',
        'kind',
        'due',
        'completion',
        'long_term',
      ])
      .where('ledger', 'in', ledgers.slice(start, start + LEDGERS_PER_QUERY))
      .where('list', 'in', ['problems', 'tasks'])
      .execute();
    for (const row of rows) {
      const known = byLedger.get(row.ledger);
      if (known) known.push(row);
      else byLedger.set(row.ledger, [row]);
    }
  }
  return byLedger;
}
