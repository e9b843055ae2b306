/** One page of a ledger's history as people read it: runs of the log's commits with names, rows and inline differences (H1, H4, H5). */
import { textPieces } from '#domain/comparison/text-pieces.ts';
import { excerpt } from '#domain/history/excerpt.ts';
import { Runs, type Run } from '#domain/history/runs.ts';
import { applyComposed, composeSplices, type TextSplice } from '#domain/history/splices.ts';
import type { LedgerId } from '#domain/ids.ts';
import type { ChangeRead, HistoryAsk, HistoryEntry, HistoryPage, HistoryRow } from '#protocol/history.ts';
import { ActsOf, type LoggedAct, type LoggedText, type Span } from '#server/history/acts.ts';
import {
  COMMITS_SCANNED_MAX,
  PAGE_CHARS_MAX,
  PAGE_ENTRIES,
  PAGE_ENTRIES_MAX,
} from '#server/history/limits.ts';
import { readHorizon } from '#server/store/horizon.ts';
import type { Reading } from '#server/history/moments.ts';
import { namesNow, organisationNames } from '#server/history/names.ts';
import { PastTexts } from '#server/history/past-texts.ts';
import { restorationsOf } from '#server/history/restorations.ts';
import { RowHeads } from '#server/history/rows.ts';

interface Gathered {
  readonly runs: readonly Run<LoggedAct>[];
  readonly next: number | undefined;
}

const charsOf = (act: LoggedAct): number =>
  act.changes.reduce(
    (sum, change) =>
      sum +
      (change.kind === 'text'
        ? change.splices.reduce((chars, [, gone, come]) => chars + gone.length + come.length, 0)
        : String(change.old ?? '').length + String(change.now ?? '').length),
    0,
  );

/** Runs until the page is full, the log is at its end, or enough was looked at. */
async function gather(acts: ActsOf, span: Span, max: number): Promise<Gathered> {
  const runs = new Runs<LoggedAct>(max);
  let { before } = span;
  let chars = 0;
  for (;;) {
    const read = await acts.read({ ...span, before });
    for (const act of read.acts) {
      chars += charsOf(act);
      const over = chars > PAGE_CHARS_MAX && runs.size > 0;
      if (over || !runs.add(act)) return { runs: runs.runs(), next: act.seq + 1 };
    }
    if (read.next === undefined) return { runs: runs.runs(), next: undefined };
    before = read.next;
    if (span.before - before >= COMMITS_SCANNED_MAX) return { runs: runs.runs(), next: before };
  }
}

class Entries {
  readonly #texts: PastTexts;

  constructor(db: Reading, ledger: LedgerId) {
    this.#texts = new PastTexts(db, ledger);
  }

  async changesOf({ last, first, typing }: Run<LoggedAct>): Promise<readonly ChangeRead[]> {
    const changes: ChangeRead[] = [];
    // later splices of the same commit are taken back first
    for (const change of [...last.changes].reverse()) {
      if (change.kind === 'value') {
        const { kind, cell, row, field, member, old, now } = change;
        changes.push({ kind, cell, row, field, member, old, now });
      } else changes.push(await this.#textChange(change, typing?.splices, first.seq));
    }
    return changes.reverse();
  }

  async #textChange(
    { cell, row, field, member, splices }: LoggedText,
    typed: readonly TextSplice[] | undefined,
    firstSeq: number,
  ): Promise<ChangeRead> {
    const composed = typed ?? composeSplices(splices);
    const before = await this.#texts.at(row, field, firstSeq - 1);
    const after = before === undefined ? undefined : applyComposed(before, composed);
    const pieces = before === undefined || after === undefined ? null : excerpt(textPieces(before, after));
    return { kind: 'text', cell, row, field, member, splices: composed, pieces };
  }
}

const split = (joined: string | null): readonly string[] =>
  joined === null || joined === '' ? [] : joined.split(',');

/** `head`: seq of the ledger's newest commit. */
export async function historyPage(
  db: Reading,
  ledger: LedgerId,
  head: number,
  ask: HistoryAsk,
): Promise<HistoryPage> {
  const acts = new ActsOf(db, ledger, ask);
  const span = await acts.span(head);
  const horizon = await readHorizon(db, ledger);
  const gone = horizon && { gone: { seq: horizon.seq, at: horizon.at } };
  if (!span) return { ledger, items: [], rows: {}, ...gone };
  const max = Math.min(ask.limit ?? PAGE_ENTRIES, PAGE_ENTRIES_MAX);
  const { runs, next } = await gather(acts, span, max);
  const entries = new Entries(db, ledger);
  const names = await namesNow(
    db,
    runs.flatMap(({ last }) => (last.name === null ? [last.person] : [])),
  );
  const organisationThen = await organisationNames(
    db,
    runs.flatMap(({ last }) => split(last.organisation)),
  );
  const restorations = await restorationsOf(
    db,
    ledger,
    runs.flatMap(({ last }) => (last.act === 'command:restoreSnapshot' ? [last.seq] : [])),
  );
  const items: HistoryEntry[] = [];
  for (const run of runs) {
    const { last, first, commits } = run;
    const restored = restorations.get(last.seq);
    items.push({
      seq: last.seq,
      firstSeq: first.seq,
      at: last.at,
      since: first.at,
      commits,
      person: last.person,
      name: last.name ?? names.get(last.person) ?? '',
      roles: split(last.role),
      organisations: [...new Set(split(last.organisation).map((id) => organisationThen(id, last.at)))],
      asThen: last.name !== null || last.person === 'server',
      act: last.act.replace(/^command:/, ''),
      changes: await entries.changesOf(run),
      more: last.more,
      ...(restored && { restored }),
    });
  }
  const heads = new RowHeads(db, ledger, head);
  const rows: Record<string, HistoryRow> = {};
  for (const { row } of items.flatMap(({ changes }) => changes)) {
    const found = row in rows ? null : await heads.of(row);
    if (found) rows[row] = found;
  }
  return { ledger, items, rows, ...(next === undefined ? gone : { next }) };
}
