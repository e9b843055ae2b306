/** What the doors of rounds, ledgers and snapshots answer, but for the rows and the preview. */
import * as v from 'valibot';
import { COMPLETIONS, KINDS, LISTS } from '#domain/lists/fields.ts';
import { OVERVIEW_FIGURES, REVIEW_FIGURES } from '#domain/projections/review-figures.ts';
import { SNAPSHOT_CAUSES } from '#protocol/snapshots.ts';
import {
  Count,
  countsOf,
  Day,
  Figures,
  Id,
  Instant,
  Organisation,
  Sha256,
} from '#server/transport/http/description/answer-parts.ts';

const text = v.string();

export const RoundSettings = v.strictObject({
  closureChain: v.array(text),
  longTermOutOfRate: v.boolean(),
});
export const RoundSummary = v.strictObject({
  id: Id,
  name: text,
  mode: text,
  officeName: text,
  startsOn: Day,
  focusEndsOn: Day,
  settings: RoundSettings,
  units: Count,
  endedAt: v.nullable(Instant),
  mayManage: v.boolean(),
  mayWatch: v.boolean(),
});
export const LedgerSummary = v.strictObject({
  id: Id,
  round: Id,
  roundName: text,
  unit: Organisation,
  team: v.nullable(Organisation),
  resident: v.nullable(Organisation),
  figures: Figures,
  mayOpen: v.boolean(),
});
export const RoundDetail = v.strictObject({
  ...RoundSummary.entries,
  teams: v.array(Organisation),
  supervisors: v.array(Organisation),
  ledgers: v.array(LedgerSummary),
});
export const OverviewFigures = v.strictObject({ ...Figures.entries, ...countsOf(REVIEW_FIGURES) });
export const OverviewUnit = v.strictObject({
  ...OverviewFigures.entries,
  ledger: Id,
  name: text,
  mayOpen: v.boolean(),
  problemsSeq: Count,
});
const Clock = {
  light: v.picklist(['green', 'yellow', 'red', 'none']),
  daysLeft: v.nullable(v.pipe(v.number(), v.integer())),
  paused: v.boolean(),
};
export const AttentionRow = v.strictObject({
  id: Id,
  ledger: Id,
  unit: text,
  code: text,
  original: text,
  reason: v.picklist(['overdue', 'returned']),
  overdueDays: Count,
  returns: Count,
});
export const RecentReview = v.strictObject({
  at: Instant,
  unit: text,
  code: text,
  what: v.picklist(['closed', 'passed', 'returned']),
});
export const Overview = v.strictObject({
  round: Id,
  name: text,
  at: Count,
  today: Day,
  startsOn: Day,
  focusEndsOn: Day,
  units: v.array(OverviewUnit),
  total: OverviewFigures,
  closings: v.strictObject({ from: Day, counts: v.array(Count) }),
  attention: v.array(AttentionRow),
  recent: v.array(RecentReview),
});
export const FigureRow = v.strictObject({
  id: Id,
  ledger: Id,
  unit: text,
  mayOpen: v.boolean(),
  code: text,
  original: text,
  status: text,
  due: v.nullable(Day),
  kind: v.nullable(v.picklist(KINDS)),
  longTerm: v.boolean(),
  completion: v.picklist(COMPLETIONS),
  ...Clock,
  key: v.boolean(),
  returns: Count,
});
export const FigureRows = v.strictObject({
  round: Id,
  figure: v.picklist(OVERVIEW_FIGURES),
  unit: v.nullable(v.strictObject({ ledger: Id, name: text })),
  count: Count,
  items: v.array(FigureRow),
  next: v.optional(text),
});
export const FeedbackDocument = v.strictObject({
  id: Id,
  name: text,
  at: Instant,
  paragraphs: v.array(
    v.strictObject({
      n: Count,
      text,
      level: Count,
      spans: v.array(v.strictObject({ from: Count, to: Count, row: v.nullable(Id), code: text })),
    }),
  ),
});
/** `value` is what the command answers; see the rules of section W. */
export const CommandAnswer = v.strictObject({ ok: v.literal(true), seq: Count, value: v.unknown() });
export const Snapshot = v.strictObject({
  id: Id,
  number: Count,
  scope: v.picklist(['ledger', 'round']),
  title: text,
  reason: v.nullable(text),
  by: text,
  at: Instant,
  seq: Count,
  sha256: Sha256,
  previousSha256: v.nullable(Sha256),
  chainSha256: Sha256,
  cause: v.picklist(SNAPSHOT_CAUSES),
  droppedAt: v.nullable(Instant),
});

const rowHead = { list: v.picklist(LISTS), id: Id, code: text, title: text };
export const RestorePreview = v.strictObject({
  snapshot: Id,
  number: Count,
  seq: Count,
  rows: v.array(
    v.strictObject({
      ...rowHead,
      move: v.nullable(v.picklist(['back', 'since'])),
      fields: v.array(
        v.strictObject({
          field: text,
          old: v.unknown(),
          now: v.unknown(),
          pieces: v.optional(v.nullable(v.array(v.tuple([v.picklist(['=', '-', '+']), text])))),
        }),
      ),
    }),
  ),
  left: v.array(
    v.strictObject({
      ...rowHead,
      field: v.nullable(text),
      refusal: v.strictObject({
        code: text,
        params: v.record(text, v.union([text, v.number()])),
      }),
    }),
  ),
});
