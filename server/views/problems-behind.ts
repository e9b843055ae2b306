/** The problems that a figure counts, page by page, from the current rows in SQL. Decides no rights and opens no document. */
import { sql, type Kysely } from 'kysely';
import { clockOfProblem } from '#domain/deadlines.ts';
import type { LedgerId, RowId } from '#domain/ids.ts';
import { countsIn, type CountedProblem } from '#domain/projections/figures.ts';
import { countsInReview, isReviewFigure, type OverviewFigure } from '#domain/projections/review-figures.ts';
import type { FigureRow } from '#protocol/figure-rows.ts';
import type { OverviewUnit } from '#protocol/overview.ts';
import type { Schema } from '#server/store/schema.ts';
import { countedProblems } from '#server/views/figures-from-rows.ts';
import { readCountedRows } from '#server/views/read.ts';
import { readReviewed, type DayOf, type Reviewed } from '#server/views/reviewed.ts';

/** Characters of an original that a list shows. */
const ORIGINAL_CHARACTERS = 200;

/** The row after which a page begins, by its ledger and its place there. */
export interface AfterRow {
  readonly ledger: LedgerId;
  readonly row: string;
  readonly place: string;
}
const AFTER = /^([0-9A-Za-z]{16})-([0-9A-Za-z]{16})-([0-9A-Za-z]{1,64})$/;

export const writeAfter = ({ ledger, row, place }: AfterRow): string => `${ledger}-${row}-${place}`;
/** Null: no such thing. */
export function readAfter(text: string): AfterRow | null {
  const [, ledger, row, place] = AFTER.exec(text) ?? [];
  return ledger && row && place ? { ledger: ledger as LedgerId, row, place } : null;
}

type Placed = FigureRow & { readonly place: string };

/** What is asked for, on which day. */
export interface BehindAsk {
  readonly figure: OverviewFigure;
  readonly today: string;
  readonly dayOf: DayOf;
  readonly after: AfterRow | null;
}

const counts = (figure: OverviewFigure, problem: CountedProblem & Reviewed, today: string): boolean =>
  isReviewFigure(figure) ? countsInReview(figure, problem, today) : countsIn(figure, problem, today);

/** Of one ledger, in the order of the list (R3), at most `most`. */
async function ofLedger(
  db: Kysely<Schema>,
  unit: OverviewUnit,
  ask: BehindAsk,
  most: number,
): Promise<readonly Placed[]> {
  const rows = await readCountedRows(db, [unit.ledger]);
  const reviewed = await readReviewed(db, [unit.ledger], ask.dayOf);
  const reviews = new Map(reviewed.get(unit.ledger)?.map((problem) => [problem.row, problem]));
  const behind = new Map(
    countedProblems(rows.get(unit.ledger) ?? []).flatMap((problem) => {
      const known = reviews.get(problem.row);
      const whole = known && { ...known, ...problem };
      return whole && counts(ask.figure, whole, ask.today) ? [[problem.row, whole] as const] : [];
    }),
  );
  if (behind.size === 0) return [];
  const { after } = ask;
  const texts = await db
    .selectFrom('row_current')
    .select([
      'row',
      'place',
      sql<string | null>`json_extract(cells, '$.code')`.as('code'),
      sql<string | null>`substr(json_extract(cells, '$.original'), 1, ${ORIGINAL_CHARACTERS})`.as('original'),
    ])
    .where('ledger', '=', unit.ledger)
    .where('row', 'in', [...behind.keys()])
    .$if(after !== null, (query) =>
      query.where(sql<boolean>`(place, row) > (${after?.place}, ${after?.row})`),
    )
    .orderBy('place')
    .orderBy('row')
    .limit(most)
    .execute();
  return texts.flatMap(({ row, place, code, original }) => {
    const problem = behind.get(row);
    if (!problem) return [];
    const { status, due, kind, longTerm, completion, key, returns } = problem;
    return [
      {
        id: row as RowId,
        ledger: unit.ledger,
        unit: unit.name,
        mayOpen: unit.mayOpen,
        code: code ?? '',
        original: original ?? '',
        status,
        due,
        kind,
        longTerm,
        completion,
        key,
        returns,
        ...clockOfProblem(problem, ask.today),
        place,
      },
    ];
  });
}

export interface ProblemsBehind {
  readonly items: readonly FigureRow[];
  readonly next?: string;
}

/**
 * One page of at most `pageRows`, unit after unit as given; a unit whose figure is 0 is not read. `after` must be of one of
 * the units.
 */
export async function problemsBehind(
  db: Kysely<Schema>,
  units: readonly OverviewUnit[],
  ask: BehindAsk,
  pageRows: number,
): Promise<ProblemsBehind> {
  const { after } = ask;
  const from = after === null ? 0 : units.findIndex((unit) => unit.ledger === after.ledger);
  const found: Placed[] = [];
  for (const unit of units.slice(from)) {
    if (unit[ask.figure] === 0) continue;
    const within = { ...ask, after: unit.ledger === after?.ledger ? after : null };
    found.push(...(await ofLedger(db, unit, within, pageRows + 1 - found.length)));
    if (found.length > pageRows) break;
  }
  const page = found.slice(0, pageRows);
  const last = page.at(-1);
  const items = page.map(({ place: _place, ...row }): FigureRow => row);
  return last && found.length > pageRows
    ? { items, next: writeAfter({ ledger: last.ledger, row: last.id, place: last.place }) }
    : { items };
}
