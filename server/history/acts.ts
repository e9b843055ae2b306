/** Commits of the log with what they changed, newest first, by the index that fits the question (rule H5). */
import { parseKey } from '#document/keys.ts';
import type { Act, CellChanged, TextChanged } from '#domain/history/runs.ts';
import { FIELDS } from '#domain/lists/fields.ts';
import type { LedgerId, RowId } from '#domain/ids.ts';
import type { HistoryAsk, ValueChange } from '#protocol/history.ts';
import { changesOfField } from '#server/history/field-changes.ts';
import {
  CHANGES_PER_ENTRY_MAX,
  COMMITS_PER_READ,
  COMMITS_SCANNED_MAX,
  ROWS_BELOW_MAX,
} from '#server/history/limits.ts';
import { splicesOf } from '#server/history/content.ts';
import type { Reading } from '#server/history/moments.ts';
import type { ChangeTable, LogTable } from '#server/store/schema.ts';

interface OfCell {
  readonly row: RowId;
  readonly field: string;
  readonly member: string | null;
}
export type LoggedValue = CellChanged & OfCell & Pick<ValueChange, 'old' | 'now'>;
export type LoggedText = TextChanged & OfCell;

export interface LoggedAct extends Act {
  readonly changes: readonly (LoggedValue | LoggedText)[];
  readonly role: string;
  readonly name: string | null;
  readonly organisation: string | null;
}

/** Acts below `before`, newest first. `next`: where to go on, undefined when there is nothing more. */
export interface ActsRead {
  readonly acts: readonly LoggedAct[];
  readonly next: number | undefined;
}

type LogRow = Pick<LogTable, 'seq' | 'at' | 'person' | 'role' | 'name' | 'organisation' | 'act'>;
const OF_LOG = ['seq', 'at', 'person', 'role', 'name', 'organisation', 'act'] as const;
const FIELD_NAMES: readonly string[] = [...new Set(FIELDS.map(({ name }) => name))];
const namesIn = (list: string): readonly string[] =>
  FIELDS.filter((field) => field.list === list && field.held !== 'derived').map(({ name }) => name);

const valueOf = (json: string | null): ValueChange['now'] =>
  json === null ? null : (JSON.parse(json) as ValueChange['now']);

function changeOf(change: ChangeTable): LoggedValue | LoggedText {
  const { cell, field } = change;
  const of = { cell, row: change.row as RowId, field, member: parseKey(cell)?.member ?? null };
  const splices = splicesOf(change);
  return splices
    ? { kind: 'text', ...of, splices }
    : { kind: 'value', ...of, old: valueOf(change.old_value), now: valueOf(change.new_value) };
}

function actOf(row: LogRow, changes: readonly ChangeTable[], count: number): LoggedAct {
  const shown = changes.slice(0, CHANGES_PER_ENTRY_MAX).map(changeOf);
  const standing = JSON.stringify([row.name, row.role, row.organisation]);
  return { ...row, standing, changes: shown, more: count - shown.length };
}

function bySeq(changes: readonly ChangeTable[]): ReadonlyMap<number, ChangeTable[]> {
  const found = new Map<number, ChangeTable[]>();
  for (const change of changes) {
    const known = found.get(change.seq);
    if (known) known.push(change);
    else found.set(change.seq, [change]);
  }
  for (const of of found.values()) of.sort((a, b) => a.n - b.n);
  return found;
}

/** Commits strictly between two seqs. */
export interface Span {
  readonly above: number;
  readonly before: number;
}

export class ActsOf {
  readonly #db: Reading;
  readonly #ledger: LedgerId;
  readonly #ask: HistoryAsk;

  constructor(db: Reading, ledger: LedgerId, ask: HistoryAsk) {
    this.#db = db;
    this.#ledger = ledger;
    this.#ask = ask;
  }

  /** The commits that the question's days leave; null when there are none. */
  async span(head: number): Promise<Span | null> {
    const { from, to, before = head + 1, after = 0 } = this.#ask;
    const ofLedger = this.#db.selectFrom('log').select('seq').where('ledger', '=', this.#ledger);
    const first =
      from === undefined
        ? undefined
        : await ofLedger.where('at', '>=', from).orderBy('at').orderBy('seq').limit(1).executeTakeFirst();
    const last =
      to === undefined
        ? undefined
        : await ofLedger
            .where('at', '<', to)
            .orderBy('at', 'desc')
            .orderBy('seq', 'desc')
            .limit(1)
            .executeTakeFirst();
    if ((from !== undefined && !first) || (to !== undefined && !last)) return null;
    const span = {
      above: Math.max(after, (first?.seq ?? 1) - 1),
      before: Math.min(before, (last?.seq ?? head) + 1),
    };
    return span.before - span.above > 1 ? span : null;
  }

  read(span: Span): Promise<ActsRead> {
    const { row, problem, cell, list, field } = this.#ask;
    if (row !== undefined || problem !== undefined || cell !== undefined) return this.#ofRow(span);
    return list !== undefined || field !== undefined ? this.#ofField(span) : this.#ofLog(span);
  }

  /** Whole commits, of one person or of all. */
  async #ofLog({ above, before }: Span): Promise<ActsRead> {
    let query = this.#db
      .selectFrom('log')
      .select(OF_LOG)
      .select((build) =>
        build
          .selectFrom('change')
          .select(({ fn }) => fn.max('change.n').as('last'))
          .whereRef('change.ledger', '=', 'log.ledger')
          .whereRef('change.seq', '=', 'log.seq')
          .as('last'),
      )
      .where('ledger', '=', this.#ledger)
      .where('seq', '>', above)
      .where('seq', '<', before)
      .orderBy('seq', 'desc')
      .limit(COMMITS_PER_READ);
    if (this.#ask.person !== undefined) query = query.where('person', '=', this.#ask.person);
    const commits = await query.execute();
    const changes = bySeq(await this.#firstChangesOf(commits.map(({ seq }) => seq)));
    const acts = commits.map((row) => actOf(row, changes.get(row.seq) ?? [], (row.last ?? -1) + 1));
    return { acts, next: commits.length < COMMITS_PER_READ ? undefined : commits.at(-1)!.seq };
  }

  #firstChangesOf(seqs: readonly number[]): Promise<ChangeTable[]> {
    return this.#db
      .selectFrom('change')
      .selectAll()
      .where('ledger', '=', this.#ledger)
      .where('seq', 'in', seqs)
      .where('n', '<', CHANGES_PER_ENTRY_MAX)
      .execute();
  }

  /** What changed in one cell, one row, or a problem with all below it: each field by its own stretch of the index. */
  async #ofRow({ above, before }: Span): Promise<ActsRead> {
    const { cell } = this.#ask;
    const found: ChangeTable[] = [];
    let cut = above;
    for (const { row, fields } of await this.#wanted()) {
      for (const field of fields) {
        const stretch = { ledger: this.#ledger, row, field, above, before };
        const ofField = await changesOfField(this.#db, stretch, COMMITS_PER_READ);
        // of the last commit there may be more
        if (ofField.length === COMMITS_PER_READ) cut = Math.max(cut, ofField[0]!.seq);
        found.push(...ofField);
      }
    }
    const wanted = found.filter((change) => cell === undefined || change.cell === cell);
    return this.#cutOff(wanted, cut, { above, before });
  }

  /** The rows asked for, with their fields. */
  async #wanted(): Promise<readonly { readonly row: string; readonly fields: readonly string[] }[]> {
    const { cell, row, problem, field } = this.#ask;
    const at = cell === undefined ? undefined : parseKey(cell);
    if (at) return [{ row: at.row, fields: [at.field] }];
    if (row !== undefined) return [{ row, fields: field === undefined ? FIELD_NAMES : [field] }];
    const below = await this.#db
      .selectFrom('row_current')
      .select(['row', 'list'])
      .where('ledger', '=', this.#ledger)
      .where('problem', '=', problem ?? null)
      .limit(ROWS_BELOW_MAX)
      .execute();
    return [{ row: problem ?? '', list: 'problems' }, ...below].map((one) => ({
      row: one.row,
      fields: namesIn(one.list).filter((name) => field === undefined || name === field),
    }));
  }

  /** What changed in a list or a field of all rows: the newest commits, a stretch at a time. */
  async #ofField({ above, before }: Span): Promise<ActsRead> {
    const { list, field } = this.#ask;
    const from = Math.max(above, before - 1 - COMMITS_SCANNED_MAX);
    let query = this.#db
      .selectFrom('change')
      .innerJoin('row_current', (join) =>
        join.onRef('row_current.ledger', '=', 'change.ledger').onRef('row_current.row', '=', 'change.row'),
      )
      .selectAll('change')
      .where('change.ledger', '=', this.#ledger)
      .where('change.seq', '>', from)
      .where('change.seq', '<', before)
      .orderBy('change.seq', 'desc')
      .orderBy('change.n', 'desc')
      .limit(COMMITS_PER_READ);
    if (list !== undefined) query = query.where('row_current.list', '=', list);
    if (field !== undefined) query = query.where('change.field', '=', field);
    const found = await query.execute();
    const cut = found.length === COMMITS_PER_READ ? found.at(-1)!.seq : from;
    return this.#cutOff(found, cut, { above, before });
  }

  /** What was read above `cut`, where the reading was cut off: that commit is read again, unless it is all there is. */
  async #cutOff(found: readonly ChangeTable[], cut: number, { above, before }: Span): Promise<ActsRead> {
    if (cut + 1 >= before)
      return { acts: await this.#actsOf(found.filter((change) => change.seq === cut)), next: cut };
    const whole = found.filter((change) => change.seq > cut);
    return { acts: await this.#actsOf(whole), next: cut > above ? cut + 1 : undefined };
  }

  /** Changes as acts, those of another person or of other days left out. */
  async #actsOf(changes: readonly ChangeTable[]): Promise<readonly LoggedAct[]> {
    const of = bySeq(changes);
    if (of.size === 0) return [];
    let query = this.#db
      .selectFrom('log')
      .select(OF_LOG)
      .where('ledger', '=', this.#ledger)
      .where('seq', 'in', [...of.keys()])
      .orderBy('seq', 'desc');
    if (this.#ask.person !== undefined) query = query.where('person', '=', this.#ask.person);
    const commits = await query.execute();
    return commits.map((row) => actOf(row, of.get(row.seq)!, of.get(row.seq)!.length));
  }
}
