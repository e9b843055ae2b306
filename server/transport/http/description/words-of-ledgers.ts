/** The words for the doors of ledgers, imports and snapshots. */
import * as v from 'valibot';
import { commandSchema } from '#domain/commands/registry.ts';
import { COMMANDS } from '#domain/workflow.ts';
import { previewEditsSchema } from '#server/exchange/preview-edits.ts';
import { Done, Id, itemsOf } from '#server/transport/http/description/answer-parts.ts';
import { ImportPreview } from '#server/transport/http/description/answers-imports.ts';
import { PastLedger } from '#server/transport/http/description/answers-history.ts';
import * as shapes from '#server/transport/http/description/answers-rounds.ts';
import { ClosedLedger, LedgerRows, RowRecords } from '#server/transport/http/description/answers-rows.ts';
import { JSON_FILE, XLSX, type Section } from '#server/transport/http/description/words.ts';

const READERS = 'who may open it';
const OFFICE = 'its office';
const IMPORTERS = "the ledger's office; of the unit whoever uploaded it";

/** `{command, opId, …}`: one shape a command. */
export const Command = v.union(
  COMMANDS.map((name) =>
    v.intersect([v.object({ command: v.literal(name), opId: Id }), commandSchema(name)]),
  ),
);

export const ledgers: Section = {
  title: 'Ledgers',
  doors: {
    'GET /api/ledgers': {
      who: 'signed in',
      what: 'those one may open, with figures',
      query: { round: 'those of one round' },
      answers: itemsOf(shapes.LedgerSummary),
    },
    'GET /api/ledgers/{ledger}': {
      who: READERS,
      what: 'as durably committed; the bin is left out. With `at` a `PastLedger`: as it stood then (H3); `NO_SUCH_MOMENT`',
      query: { at: 'seq of a commit (0: empty) or an ISO instant' },
      answers: v.union([LedgerRows, PastLedger]),
    },
    'PATCH /api/ledgers/{ledger}': { who: OFFICE, what: 'what is left out stays', answers: Done },
    'POST /api/ledgers/{ledger}/epoch': {
      who: OFFICE,
      what: 'the document is written anew; a ledger that lost its tail, or is damaged, takes writes again, without what is gone (S16, D12); on record with the reason. `CONFLICT` when it would go on without something else than `shown` (D13)',
      answers: v.strictObject({ ok: v.literal(true), epoch: v.number(), seq: v.number() }),
    },
    'GET /api/ledgers/{ledger}/damage': {
      who: OFFICE,
      what: 'why the ledger takes no writes, and what going on would give up (D13)',
      answers: ClosedLedger,
    },
    'GET /api/ledgers/{ledger}/records': {
      who: READERS,
      query: { row: 'those of one row' },
      answers: RowRecords,
    },
    'GET /api/ledgers/{ledger}/feedback': {
      who: READERS,
      what: 'the feedback documents with their paragraphs',
      answers: itemsOf(shapes.FeedbackDocument),
    },
    'POST /api/ledgers/{ledger}/commands': {
      who: `${READERS}, a department for its rows; each command asks for itself`,
      what: 'the same `opId`, the same answer; the rules are section W of [rules.md](rules.md)',
      takes: Command,
      answers: shapes.CommandAnswer,
    },
    'POST /api/ledgers/{ledger}/import': {
      who: `${OFFICE}; the unit for ledger files of its own`,
      what: 'docx, xlsx or txt',
      answers: ImportPreview,
    },
    'GET /api/imports/{import}': { who: IMPORTERS, answers: ImportPreview },
    'PATCH /api/imports/{import}': {
      who: IMPORTERS,
      what: 'in order, all or none; answers the new preview',
      takes: v.object({ edits: previewEditsSchema }),
      answers: ImportPreview,
    },
    'POST /api/imports/{import}/apply': {
      who: IMPORTERS,
      what: '`DOUBTS_OPEN {count}` while a doubt that must be seen is not',
      answers: shapes.CommandAnswer,
    },
    'GET /api/ledgers/{ledger}/export.xlsx': { who: READERS, answers: XLSX },
    'GET /api/ledgers/{ledger}/export.json': { who: READERS, answers: JSON_FILE },
    'GET /api/ledgers/{ledger}/snapshots': { who: READERS, answers: itemsOf(shapes.Snapshot) },
    'POST /api/ledgers/{ledger}/snapshots': {
      who: "its office, the unit's head, leaders",
      answers: shapes.Snapshot,
      status: 201,
    },
    'GET /api/snapshots/{snapshot}/export.xlsx': { who: 'who may export what it is of', answers: XLSX },
    'GET /api/snapshots/{snapshot}/export.json': { who: 'who may export what it is of', answers: JSON_FILE },
    'GET /api/snapshots/{snapshot}/diff/{other}': {
      who: 'who may export what it is of',
      what: 'between two snapshots of one ledger or round; `other` may be `now`',
      answers: JSON_FILE,
    },
    'GET /api/snapshots/{snapshot}/restore': {
      who: "its ledger's office, the unit's head",
      what: 'what `restoreSnapshot` would write in these hands, and what it would leave',
      answers: shapes.RestorePreview,
    },
  },
};
