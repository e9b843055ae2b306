/** How changed rows are recognised today: list, code, a few words, and whether they are in the bin. */
import type { LedgerId, RowId } from '#domain/ids.ts';
import { LISTS, type List } from '#domain/lists/fields.ts';
import { byOrder, taskCodeOf } from '#domain/projections/derived.ts';
import type { Row } from '#domain/projections/rows.ts';
import type { HistoryRow } from '#protocol/history.ts';
import type { Reading } from '#server/history/moments.ts';
import { PastTexts } from '#server/history/past-texts.ts';

const TITLE_CHARS = 40;
const TITLED_BY: Readonly<Record<List, string>> = { problems: 'original', duties: 'cause', tasks: 'measure' };

const isList = (value: string): value is List => (LISTS as readonly string[]).includes(value);
const short = (text: string): string => {
  const characters = Array.from(text.replace(/\s+/gu, ' '));
  return characters.length > TITLE_CHARS
    ? `${characters.slice(0, TITLE_CHARS).join('')}…`
    : characters.join('');
};
const inCells = (cells: string, name: string): string => {
  const value = (JSON.parse(cells) as Record<string, unknown>)[name];
  return typeof value === 'string' ? value : '';
};

export class RowHeads {
  readonly #db: Reading;
  readonly #ledger: LedgerId;
  readonly #heads = new Map<string, HistoryRow | null>();
  /** problem → task → code */
  readonly #codes = new Map<string, ReadonlyMap<string, string>>();

  readonly #texts: PastTexts;
  readonly #head: number;

  /** `head`: the ledger's newest commit. */
  constructor(db: Reading, ledger: LedgerId, head: number) {
    this.#db = db;
    this.#ledger = ledger;
    this.#texts = new PastTexts(db, ledger);
    this.#head = head;
  }

  /** Null for a row that never came to be. */
  async of(row: string): Promise<HistoryRow | null> {
    const known = this.#heads.get(row);
    if (known !== undefined) return known;
    const found = await this.#row(row);
    const head = found && isList(found.list) ? await this.#headOf(row, { ...found, list: found.list }) : null;
    this.#heads.set(row, head);
    return head;
  }

  #row(row: string) {
    return this.#db
      .selectFrom('row_current')
      .select(['list', 'problem', 'deleted', 'cells'])
      .where('ledger', '=', this.#ledger)
      .where('row', '=', row)
      .executeTakeFirst();
  }

  async #headOf(
    row: string,
    found: {
      readonly list: List;
      readonly problem: string | null;
      readonly deleted: 0 | 1;
      readonly cells: string;
    },
  ): Promise<HistoryRow> {
    const { list } = found;
    const of = { id: row as RowId, list };
    if (list === 'problems')
      return {
        ...of,
        code: inCells(found.cells, 'code'),
        title: short(inCells(found.cells, TITLED_BY[list])),
        deleted: found.deleted === 1,
      };
    const problem = found.problem === null ? null : await this.of(found.problem);
    const ofProblem = problem?.code ?? '';
    const code = list === 'tasks' && problem ? await this.#codeOf(problem, row) : ofProblem;
    const title = short((await this.#text(row, TITLED_BY[list])) || (problem?.title ?? ''));
    return { ...of, code, title, deleted: found.deleted === 1 || problem?.deleted === true };
  }

  /** R7: the running number among the undeleted tasks; in the bin the code of the problem. */
  async #codeOf(problem: HistoryRow, row: string): Promise<string> {
    let codes = this.#codes.get(problem.id);
    if (!codes) {
      const tasks = await this.#db
        .selectFrom('row_current')
        .select(['row as id', 'place as order'])
        .where('ledger', '=', this.#ledger)
        .where('problem', '=', problem.id)
        .where('list', '=', 'tasks')
        .where('deleted', '=', 0)
        .execute();
      const inOrder = tasks.sort((a, b) => byOrder(a as unknown as Row, b as unknown as Row));
      codes = new Map(inOrder.map(({ id }, n) => [id, taskCodeOf(problem.code, n + 1)]));
      this.#codes.set(problem.id, codes);
    }
    return codes.get(row) ?? problem.code;
  }

  /** As it is now: the stored text may be a second behind. */
  async #text(row: string, field: string): Promise<string> {
    return (await this.#texts.at(row, field, this.#head)) ?? '';
  }
}
