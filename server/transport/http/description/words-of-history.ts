/** The words for the doors of a ledger's past. */
import * as v from 'valibot';
import { Count } from '#server/transport/http/description/answer-parts.ts';
import { ChangedSince, HistoryPage } from '#server/transport/http/description/answers-history.ts';
import type { Section } from '#server/transport/http/description/words.ts';

const READERS = 'who may open it';

export const history: Section = {
  title: 'History',
  doors: {
    'GET /api/ledgers/{ledger}/history': {
      who: READERS,
      what: 'newest first; typing of one person in one text is one item (H4). `next` goes back as `before`; a page may be short',
      query: {
        row: 'changes of one row',
        problem: 'of a problem, its duties and its tasks',
        cell: 'of one cell, `row/field` or `row/field:member`',
        list: 'of one list',
        field: 'of one field',
        person: 'by one person',
        from: 'from this ISO instant on',
        to: 'before this ISO instant',
        before: 'before this seq',
        after: 'after this seq',
        limit: 'items, 1 to 100, 50 if left out',
      },
      answers: HistoryPage,
    },
    'GET /api/ledgers/{ledger}/changes-since': {
      who: READERS,
      what: 'cells that others changed after what the asker has seen; `seen` is null before the first time (H7)',
      answers: ChangedSince,
    },
    'POST /api/ledgers/{ledger}/seen': {
      who: READERS,
      what: 'for the asker alone, and never back; without `seq` up to now',
      answers: v.strictObject({ ok: v.literal(true), seen: Count }),
    },
  },
};
