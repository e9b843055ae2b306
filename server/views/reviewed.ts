/** The SQL behind figures that need review records: problems with how often they were given back and when they were closed. */
import { sql, type Kysely } from 'kysely';
import { attentionOf, type ReviewedProblem } from '#domain/projections/review-figures.ts';
import type { LedgerId, RowId } from '#domain/ids.ts';
import type { Kind } from '#domain/projections/rows.ts';
import { clockOfProblem } from '#domain/deadlines.ts';
import type { AttentionRow, RecentReview } from '#protocol/overview.ts';
import type { Schema } from '#server/store/schema.ts';

/** Characters of an original that a list of a few problems shows. */
const ORIGINAL_CHARACTERS = 80;

/** The calendar day, where the installation is, of an instant. */
export type DayOf = (at: Date) => string;
export type Reviewed = ReviewedProblem & {
  readonly row: string;
  /** commit of the ledger that last changed a cell of it */
  readonly seq: number;
  readonly code: string;
  /** the newest decision on it; null: there was none */
  readonly last: Pick<RecentReview, 'at' | 'what'> | null;
};

function lastOf(row: {
  readonly status: string | null;
  readonly passedAt: string | null;
  readonly returnedAt: string | null;
}): Reviewed['last'] {
  const { passedAt, returnedAt } = row;
  if (returnedAt !== null && returnedAt >= (passedAt ?? '')) return { at: returnedAt, what: 'returned' };
  return passedAt === null ? null : { at: passedAt, what: row.status === 'closed' ? 'closed' : 'passed' };
}

/** The problems of these ledgers, by ledger; those in the bin are left out. */
export async function readReviewed(
  db: Kysely<Schema>,
  ledgers: readonly LedgerId[],
  dayOf: DayOf,
): Promise<ReadonlyMap<LedgerId, readonly Reviewed[]>> {
  const byLedger = new Map<LedgerId, Reviewed[]>(ledgers.map((ledger) => [ledger, []]));
  if (ledgers.length === 0) return byLedger;
  const rows = await db
    .selectFrom('row_current as problem')
    .select([
      'problem.ledger',
      'problem.row',
      'problem.status',
      'problem.kind',
      'problem.due',
      'problem.seq',
      sql<number | null>`json_extract(problem.cells, '$.key')`.as('key'),
      sql<string | null>`json_extract(problem.cells, '$.code')`.as('code'),
      sql<number>`exists (select 1 from row_current as task where task.ledger = problem.ledger
        and task.problem = problem.row and task.list = 'tasks' and task.deleted = 0 and task.long_term = 1)`.as(
        'longTerm',
      ),
      sql<number>`(select count(*) from review where review.ledger = problem.ledger
        and review.problem = problem.row and review.decision = 'return')`.as('returns'),
      sql<string | null>`(select max(at) from review where review.ledger = problem.ledger
        and review.problem = problem.row and review.decision = 'pass')`.as('passedAt'),
      sql<string | null>`(select max(at) from review where review.ledger = problem.ledger
        and review.problem = problem.row and review.decision = 'return')`.as('returnedAt'),
    ])
    .where('problem.ledger', 'in', ledgers)
    .where('problem.list', '=', 'problems')
    .where('problem.deleted', '=', 0)
    .execute();
  for (const row of rows)
    byLedger.get(row.ledger as LedgerId)?.push({
      row: row.row,
      status: row.status ?? '',
      deleted: false,
      kind: row.kind as Kind | null,
      due: row.due,
      seq: row.seq,
      code: row.code ?? '',
      last: lastOf(row),
      key: row.key === 1,
      longTerm: row.longTerm === 1,
      returns: row.returns,
      closedOn: row.status === 'closed' && row.passedAt !== null ? dayOf(new Date(row.passedAt)) : null,
    });
  return byLedger;
}

/** C13: the worst come first: the longest overdue, then the most often given back. */
export const worstAttentionFirst = (a: AttentionRow, b: AttentionRow): number =>
  b.overdueDays - a.overdueDays || b.returns - a.returns || (a.id < b.id ? -1 : 1);

export const newestFirst = (a: RecentReview, b: RecentReview): number =>
  a.at < b.at ? 1 : a.at > b.at ? -1 : 0;

/** C15: the newest decisions in one ledger, newest first; the unit's name is left blank. */
export const recentOf = (problems: readonly Reviewed[], most: number): readonly RecentReview[] =>
  problems
    .flatMap(({ code, last }) => (last ? [{ ...last, unit: '', code }] : []))
    .sort(newestFirst)
    .slice(0, most);

/** What a leader is asked to look at in one ledger, worst first, at most `most`. */
export async function readAttention(
  db: Kysely<Schema>,
  ledger: LedgerId,
  problems: readonly Reviewed[],
  today: string,
  most: number,
): Promise<readonly AttentionRow[]> {
  const worst = problems
    .flatMap((problem): AttentionRow[] => {
      const reason = attentionOf(problem, today);
      if (reason === null) return [];
      const { daysLeft } = clockOfProblem(problem, today);
      return [
        {
          id: problem.row as RowId,
          ledger,
          unit: '',
          code: problem.code,
          original: '',
          reason,
          overdueDays: daysLeft !== null && daysLeft < 0 ? -daysLeft : 0,
          returns: problem.returns,
        },
      ];
    })
    .sort(worstAttentionFirst)
    .slice(0, most);
  if (worst.length === 0) return [];
  const texts = await db
    .selectFrom('row_current')
    .select([
      'row',
      sql<string | null>`substr(json_extract(cells, '$.original'), 1, ${ORIGINAL_CHARACTERS})`.as('original'),
    ])
    .where('ledger', '=', ledger)
    .where(
      'row',
      'in',
      worst.map(({ id }) => id),
    )
    .execute();
  const originalOf = new Map(texts.map(({ row, original }) => [row, original]));
  return worst.map((row) => ({ ...row, original: originalOf.get(row.id) ?? '' }));
}
