/** The words for the doors of rounds and departments. */
import { OVERVIEW_FIGURES } from '#domain/projections/review-figures.ts';
import { Done, itemsOf, Made } from '#server/transport/http/description/answer-parts.ts';
import { DepartmentRows } from '#server/transport/http/description/answers-rows.ts';
import * as shapes from '#server/transport/http/description/answers-rounds.ts';
import { JSON_FILE, XLSX, type Section } from '#server/transport/http/description/words.ts';

const OFFICE = 'its office';
const WATCHERS = 'its office, teams and supervisors, leaders';
const EXPORTERS = 'its office and supervisors, the leading group';

export const rounds: Section = {
  title: 'Rounds',
  doors: {
    'GET /api/rounds': {
      who: 'signed in',
      what: 'the rounds one keeps, watches or has a ledger in',
      answers: itemsOf(shapes.RoundSummary),
    },
    'POST /api/rounds': {
      who: 'an office, for itself',
      what: 'days are `YYYY-MM-DD`; `office` may be left out',
      answers: Made,
      status: 201,
    },
    'GET /api/rounds/{round}': {
      who: 'who watches it or has a ledger in it',
      answers: shapes.RoundDetail,
    },
    'PATCH /api/rounds/{round}': {
      who: OFFICE,
      what: 'what is left out stays; `ended` files it below the others and freezes nothing',
      answers: Done,
    },
    'GET /api/rounds/{round}/overview': {
      who: WATCHERS,
      what: 'over the ledgers that one may open',
      answers: shapes.Overview,
    },
    'GET /api/rounds/{round}/problems': {
      who: WATCHERS,
      what: 'the problems behind a figure of the overview (C8), 50 a page',
      query: {
        figure: OVERVIEW_FIGURES.map((figure) => `\`${figure}\``).join(', '),
        unit: 'the `ledger` of one of its units',
        after: '`next` of the page before',
      },
      answers: shapes.FigureRows,
    },
    'POST /api/rounds/{round}/ledgers': {
      who: OFFICE,
      what: 'one ledger a unit: `LEDGER_EXISTS`',
      answers: Made,
      status: 201,
    },
    'POST /api/rounds/{round}/teams': { who: OFFICE, answers: Done },
    'POST /api/rounds/{round}/supervisors': { who: OFFICE, answers: Done },
    'DELETE /api/rounds/{round}/teams/{organisation}': {
      who: OFFICE,
      what: '`STILL_NAMED {count}` while ledgers of the round are followed by it',
      answers: Done,
    },
    'DELETE /api/rounds/{round}/supervisors/{organisation}': { who: OFFICE, answers: Done },
    'GET /api/rounds/{round}/export.xlsx': { who: EXPORTERS, answers: XLSX },
    'GET /api/rounds/{round}/export.json': { who: EXPORTERS, answers: JSON_FILE },
    'GET /api/rounds/{round}/snapshots': { who: EXPORTERS, answers: itemsOf(shapes.Snapshot) },
    'POST /api/rounds/{round}/snapshots': {
      who: 'its office, the leading group',
      answers: shapes.Snapshot,
      status: 201,
    },
  },
};

export const departments: Section = {
  title: 'Departments',
  doors: {
    'GET /api/department/rows': {
      who: 'who belongs to a department',
      what: "one item for each of one's departments (P12)",
      query: { organisation: 'one of them' },
      answers: itemsOf(DepartmentRows),
    },
  },
};
