/** The questions about a ledger's past and their answers, over one reading connection; run by the thread, and by tests directly. */
import { listsOfContent } from '#document/lists-of-cells.ts';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { parseInstant } from '#domain/instants.ts';
import { undeleted } from '#domain/projections/derived.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { ChangedSince, HistoryAsk, HistoryPage, PastView } from '#protocol/history.ts';
import { changedSince } from '#server/history/changed-since.ts';
import type { LedgerMoment } from '#server/history/history.contract.ts';
import { SCALE_POINTS_MAX } from '#server/history/limits.ts';
import { Moments, type Reading } from '#server/history/moments.ts';
import { namesNow } from '#server/history/names.ts';
import { historyPage } from '#server/history/page.ts';

/** Name of a question → what it takes and answers. Plain data: it crosses the thread's border. */
export interface Questions {
  readonly stateAt: { readonly ask: { readonly seq: number }; readonly answer: LedgerMoment };
  readonly seqAt: { readonly ask: { readonly instant: string }; readonly answer: number };
  /** JSON text of a `PastView` */
  readonly viewText: { readonly ask: { readonly at: string }; readonly answer: string };
  readonly page: { readonly ask: HistoryAsk; readonly answer: HistoryPage };
  readonly changedSince: { readonly ask: { readonly person: PersonId }; readonly answer: ChangedSince };
}
export type QuestionName = keyof Questions;

const SEQ = /^\d{1,15}$/;

export function createAnswers(db: Reading) {
  const moments = new Moments(db);

  const standing = (ledger: LedgerId) =>
    db.selectFrom('ledger').select(['seq', 'created_at']).where('id', '=', ledger).executeTakeFirst();

  async function head(ledger: LedgerId): Promise<Outcome<number>> {
    const row = await standing(ledger);
    return row ? accept(row.seq) : refuse('NOT_FOUND');
  }

  async function lastBy(ledger: LedgerId, instant: string): Promise<number> {
    const found = await db
      .selectFrom('log')
      .select('seq')
      .where('ledger', '=', ledger)
      .where('at', '<=', instant)
      .orderBy('at', 'desc')
      .orderBy('seq', 'desc')
      .limit(1)
      .executeTakeFirst();
    return found?.seq ?? 0;
  }

  /** A seq, or an ISO instant. */
  async function seqOf(ledger: LedgerId, at: string): Promise<Outcome<number>> {
    if (SEQ.test(at)) return accept(Number(at));
    const instant = parseInstant(at);
    if (instant === undefined) return refuse('BAD_REQUEST', { field: 'at' });
    return accept(await lastBy(ledger, instant));
  }

  /** Evenly spread commits, the first and the newest among them. */
  async function scale(ledger: LedgerId, until: number): Promise<PastView['scale']> {
    const points = Math.min(until, SCALE_POINTS_MAX);
    const seqs = Array.from({ length: points }, (_, n) =>
      points === 1 ? until : 1 + Math.round((n * (until - 1)) / (points - 1)),
    );
    if (seqs.length === 0) return [];
    return db
      .selectFrom('log')
      .select(['seq', 'at'])
      .where('ledger', '=', ledger)
      .where('seq', 'in', [...new Set(seqs)])
      .orderBy('seq')
      .execute();
  }

  async function actOf(ledger: LedgerId, seq: number): Promise<PastView['act']> {
    const commit = await db
      .selectFrom('log')
      .select(['person', 'name', 'act'])
      .where('ledger', '=', ledger)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (!commit) return null;
    const name = commit.name ?? (await namesNow(db, [commit.person])).get(commit.person) ?? '';
    return { name, act: commit.act.replace(/^command:/, '') };
  }

  async function viewText(ledger: LedgerId, { at }: { readonly at: string }): Promise<Outcome<string>> {
    const row = await standing(ledger);
    if (!row) return refuse('NOT_FOUND');
    const seq = await seqOf(ledger, at);
    if (!seq.ok) return seq;
    const moment = await moments.at(ledger, seq.value);
    if (!moment.ok) return moment;
    const view: PastView = {
      ledger,
      seq: moment.value.seq,
      at: moment.value.at ?? row.created_at,
      head: row.seq,
      act: await actOf(ledger, moment.value.seq),
      scale: await scale(ledger, row.seq),
      ...undeleted(listsOfContent(moment.value.content)),
    };
    return accept(JSON.stringify(view));
  }

  const answers: {
    readonly [N in QuestionName]: (
      ledger: LedgerId,
      ask: Questions[N]['ask'],
    ) => Promise<Outcome<Questions[N]['answer']>>;
  } = {
    stateAt: (ledger, { seq }) => moments.at(ledger, seq),
    seqAt: async (ledger, { instant }) => accept(await lastBy(ledger, instant)),
    viewText,
    page: async (ledger, ask) => {
      const until = await head(ledger);
      return until.ok ? accept(await historyPage(db, ledger, until.value, ask)) : until;
    },
    changedSince: async (ledger, { person }) => {
      const until = await head(ledger);
      return until.ok ? accept(await changedSince(db, ledger, until.value, person)) : until;
    },
  };
  return answers;
}
