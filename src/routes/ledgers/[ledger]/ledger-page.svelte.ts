/** What a ledger page holds between its parts: which list, which rows, what is selected, and the grid's host. No Yjs, no decisions. */
import type { BoardContract, Peer } from '#board/board.contract.ts';
import { clockOfProblem } from '#domain/deadlines.ts';
import { fieldOf, LISTS, type List } from '#domain/lists/fields.ts';
import type { OrganisationId } from '#domain/ids.ts';
import { phaseOf } from '#domain/phases.ts';
import type { DutyRow, ProblemRow, Row, TaskRow } from '#domain/projections/rows.ts';
import { shareOf } from '#domain/projections/figures.ts';
import { GRANTED, type Verdict } from '#domain/refusals.ts';
import type { EditOutcome, GridEdit, GridHost, GridPeer, GridSelection } from '#grid/grid.contract.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import type { LedgerFrame } from '#protocol/services.ts';
import { getContext, setContext } from 'svelte';
import { online } from 'svelte/reactivity/window';
import { fieldLabel, say } from '../../words.ts';
import type { LedgerColumn } from './columns/column.ts';
import { dutyColumns } from './columns/duty-columns.ts';
import { problemColumns } from './columns/problem-columns.ts';
import { taskColumns } from './columns/task-columns.ts';
import { lockedBy, readonlyLock } from './locks.ts';
import { problemsNaming, problemsPassedBy, problemsWaitingFor } from './own-work.ts';
import { ReviewsOfLedger } from './reviews-of-ledger.svelte.ts';
import type { SavedFormat } from './saving/save-ledger.ts';
import type { SinceLook } from './since/since-look.svelte.ts';
import { isBlank, linesUnder, problemsOf, type DutyLine, type Show, type TaskLine } from './views.ts';

/** A line of any of the three grids. */
export type Line = ProblemRow | DutyLine | TaskLine;
export const problemOf = (line: Line): ProblemRow => ('list' in line ? line : line.problem);
/** The row itself; null for the blank line of a problem that has none yet. */
export const rowOf = (line: Line): Row | null => ('list' in line ? line : line.row);

const KEY = Symbol('ledger page');
export const provideLedgerPage = (page: LedgerPage): LedgerPage => setContext(KEY, page);
export const useLedgerPage = (): LedgerPage => getContext<LedgerPage>(KEY);

export class LedgerPage {
  readonly board: BoardContract;
  readonly frame: LedgerFrame;
  list = $state<List>('problems');
  show = $state<Show>('all');
  selection = $state.raw<GridSelection | null>(null);
  /** id of the problem whose panel is open */
  opened = $state<string | null>(null);
  isDocumentOpen = $state(false);
  isTrayOpen = $state(false);
  /** last thing that was refused on the spot, in words */
  notice = $state('');

  /** what the office offers now (A24) */
  dictionaries: OfficeDictionaries = $state.raw({
    id: '' as OrganisationId,
    name: '',
    at: 0,
    dictionaries: [],
  });

  /** what others changed while this person was away; comes after the page */
  since = $state.raw<SinceLook | null>(null);

  /** Is everything here that this page needs to go on without the server (X25)? */
  isSelfContained = $state(false);
  /** a row that was just made and wants to be written in */
  wanted = $state.raw<{ readonly row: string; readonly column: string } | null>(null);

  readonly #dutyLines = linesUnder<DutyRow>();
  readonly #taskLines = linesUnder<TaskRow>();

  constructor(board: BoardContract, frame: LedgerFrame) {
    this.board = board;
    this.frame = frame;
    this.dictionaries = frame.dictionaries;
  }

  #saving: Promise<typeof import('./saving/save-ledger.ts')> | undefined;
  /** Loads what saves this page without the server, while there is one (X25). */
  prepareSaving(): Promise<typeof import('./saving/save-ledger.ts')> {
    this.#saving ??= import('./saving/save-ledger.ts').catch((error: unknown) => {
      this.#saving = undefined;
      throw error;
    });
    return this.#saving;
  }
  async saveHere(format: SavedFormat): Promise<void> {
    await (await this.prepareSaving()).saveLedger(this, format);
  }

  readonly problems = $derived.by<readonly ProblemRow[]>(() =>
    problemsOf(this.board.lists, (problem) => this.isShown(problem, this.show)),
  );
  readonly duties = $derived.by<readonly DutyLine[]>(() =>
    this.#dutyLines(this.problems, this.board.lists.duties),
  );
  readonly tasks = $derived.by<readonly TaskLine[]>(() =>
    this.#taskLines(this.problems, this.board.lists.tasks),
  );
  readonly counts = $derived.by<Readonly<Record<List, number>>>(() => ({
    problems: this.board.lists.problems.length,
    duties: this.board.lists.duties.length,
    tasks: this.board.lists.tasks.length,
  }));
  /** The browser says so at once; the socket itself may take half a minute to notice. */
  readonly isOffline = $derived.by(
    () =>
      this.board.connection === 'offline' || (this.board.connection !== 'ended' && online.current === false),
  );
  /** No document came, neither from the server nor from this browser: nobody knows what the ledger holds. */
  readonly isUnopened = $derived.by(() => this.board.connection === 'offline' && this.board.actor === null);
  /** something lies in the tray, or became of edits made offline */
  readonly hasTray = $derived.by(() => this.board.tray.length > 0 || this.board.returned.length > 0);
  readonly openedProblem = $derived.by<ProblemRow | undefined>(() =>
    this.board.lists.problems.find(({ id }) => id === this.opened),
  );
  readonly selectedLine = $derived.by<Line | undefined>(() =>
    this.#lines(this.list).find(({ id }) => id === this.selection?.row),
  );

  readonly reviews = new ReviewsOfLedger();
  /** under review, and passed by this person's own organisation: others are waited for */
  readonly passed = $derived.by<ReadonlySet<string>>(() =>
    problemsPassedBy(this.board.actor, this.board.lists.problems, this.reviews.all),
  );
  readonly #named = $derived.by<ReadonlySet<string>>(() =>
    problemsNaming(this.board.lists, this.board.actor?.person ?? ''),
  );
  readonly #waiting = $derived.by<ReadonlySet<string>>(() =>
    problemsWaitingFor(this.board.actor, this.board.lists, this.frame.planPassed, this.passed),
  );

  /** The stored cell that is selected, with what people call it; of a problem's cell beside duties and tasks the problem's own. */
  readonly selectedCell = $derived.by<{ row: string; field: string; label: string } | null>(() => {
    const line = this.selectedLine;
    const column = this.selection?.column;
    const row = line && (column === 'problem' ? problemOf(line) : rowOf(line));
    if (!line || !row || !column) return null;
    const name = column === 'problem' ? 'original' : (column.split(':')[0] ?? column);
    const field = fieldOf(row.list, name);
    if (!field || field.held === 'derived') return null;
    const code = row.list === 'duties' ? problemOf(line).code : row.code;
    return { row: row.id, field: name, label: `${code} ${fieldLabel(row.list, name)}` };
  });

  /** Does the problem stand behind this figure? Same definitions as the figures themselves. */
  isShown(problem: ProblemRow, show: Show): boolean {
    const clock = clockOfProblem(problem, this.frame.today);
    switch (show) {
      case 'all':
        return true;
      case 'waiting':
        return this.#waiting.has(problem.id);
      case 'mine':
        return this.#named.has(problem.id);
      case 'overdue':
        return clock.light === 'red';
      case 'soon':
        return clock.light === 'yellow';
      case 'review':
        return phaseOf(problem.status) === 'review';
      case 'reported':
        return problem.status !== 'closed' && problem.completion === '已完成';
      default:
        return shareOf(problem) === show;
    }
  }

  #lines(list: List): readonly Line[] {
    return list === 'problems' ? this.problems : list === 'duties' ? this.duties : this.tasks;
  }

  readonly #context = $derived.by(() => ({
    people: this.frame.people,
    organisations: this.frame.organisations,
    today: this.frame.today,
    dictionaries: this.dictionaries.dictionaries,
  }));
  // columns outlive changes of rows: the grid keeps its layout by their identity
  readonly #problemColumns = $derived(problemColumns(this.#context));
  readonly #dutyColumns = $derived(dutyColumns(this.#context));
  readonly #taskColumns = $derived(taskColumns(this.#context));
  readonly problemsHost = $derived.by(() =>
    this.#host<ProblemRow>('problems', this.#problemColumns, this.problems),
  );
  readonly dutiesHost = $derived.by(() => this.#host<DutyLine>('duties', this.#dutyColumns, this.duties));
  readonly tasksHost = $derived.by(() => this.#host<TaskLine>('tasks', this.#taskColumns, this.tasks));

  readonly #peers = $derived.by<readonly GridPeer[]>(() =>
    this.board.peers.flatMap((peer) => this.#gridPeer(peer) ?? []),
  );
  #gridPeer({ clientId, name, colour, at }: Peer): GridPeer | undefined {
    if (!at || at.list !== this.list) return undefined;
    return { id: String(clientId), name, colour, row: at.row, column: at.field, writing: at.writing };
  }

  #host<L extends Line>(list: List, columns: readonly LedgerColumn<L>[], rows: readonly L[]): GridHost<L> {
    const columnOf = (id: string) => columns.find((one) => one.id === id);
    const peers = () => this.#peers;
    return {
      columns,
      rows,
      today: this.frame.today,
      get peers() {
        return peers();
      },
      locked: (line, { id }) => {
        const column = columnOf(id);
        if (!column?.field || column.kind === 'readonly') return readonlyLock(list, id);
        const verdict = this.#verdict(list, line, column.field);
        return verdict.ok ? undefined : lockedBy(verdict, list, column.field, problemOf(line));
      },
      mark: (line, { id }) => (isBlank(line.id) ? undefined : this.#mark(line.id, columnOf(id)?.field ?? id)),
      edit: (edits) => this.#edit(list, columnOf, rows, edits),
      openText: (line, { id }) =>
        isBlank(line.id) || !this.#verdict(list, line, id).ok ? undefined : this.board.openText(line.id, id),
      select: (selection, writing) => this.#select(list, selection, writing),
      undo: () => this.#tell(this.board.undo()),
      redo: () => this.#tell(this.board.redo()),
      ...(list === 'problems'
        ? {}
        : {
            insertRow: (after: L | null) => this.addRow(list, after),
            moveRow: (line: L, delta: -1 | 1) => this.moveRow(list, line.id, delta),
          }),
      deleteRows: (lines) => void this.deleteRows(lines.map(({ id }) => id)),
      openPanel: (line) => {
        this.opened = problemOf(line).id;
      },
    };
  }

  #mark(row: string, field: string): ReturnType<GridHost<Line>['mark']> {
    return this.board.mark(row, field) ?? (this.since?.has(row, field) ? 'changed' : undefined);
  }

  #verdict(list: List, line: Line, field: string): Verdict {
    if (this.board.readOnly) return { ok: false, code: 'LEDGER_READ_ONLY', params: {} };
    return isBlank(line.id)
      ? this.board.verdictCreate(list, problemOf(line).id)
      : this.board.verdict(line.id, field);
  }

  #select(list: List, selection: GridSelection | null, writing: boolean): void {
    this.selection = selection;
    this.board.setPresence(
      selection && !isBlank(selection.row)
        ? { list, row: selection.row, field: selection.column, writing }
        : null,
    );
  }

  #tell(verdict: Verdict): void {
    this.notice = verdict.ok ? '' : say(verdict);
  }

  /** One gesture, one step of undo: all cells together; texts as splices; a first row is made where there was none. */
  #edit<L extends Line>(
    list: List,
    columnOf: (id: string) => LedgerColumn<L> | undefined,
    rows: readonly L[],
    edits: readonly GridEdit[],
  ): EditOutcome {
    const invalid: { row: string; column: string; reason: string }[] = [];
    const cells: {
      row: string;
      field: string;
      member?: string;
      value: string | number | boolean | null;
      from: GridEdit;
    }[] = [];
    const lines = new Map(rows.map((line) => [line.id, line]));
    const made = new Map<string, string>();
    const refuse = (edit: GridEdit, verdict: Verdict) => {
      if (!verdict.ok) invalid.push({ row: edit.row, column: edit.column, reason: say(verdict) });
      return verdict.ok;
    };
    for (const edit of edits) {
      const line = lines.get(edit.row);
      const column = columnOf(edit.column);
      if (!line || !column?.field) continue;
      const reading = column.read?.(edit.text, line);
      if (reading && !reading.ok) {
        refuse(edit, reading);
        continue;
      }
      const row = this.#standing(list, line, made, edit.text);
      if (row === null) continue;
      if (typeof row !== 'string') refuse(edit, row);
      else if (reading) cells.push(...reading.cells.map((cell) => ({ ...cell, row, from: edit })));
      else refuse(edit, this.board.setText(row, column.field, edit.text));
    }
    if (cells.length > 0) this.#write(cells, refuse);
    this.notice = invalid[0]?.reason ?? '';
    return { invalid };
  }

  /** All at once; where one is refused, the others are written and the refused one keeps what it had. */
  #write(
    cells: readonly {
      row: string;
      field: string;
      member?: string;
      value: string | number | boolean | null;
      from: GridEdit;
    }[],
    refuse: (edit: GridEdit, verdict: Verdict) => boolean,
  ): void {
    const whole = this.board.setCells(cells.map(({ from: _, ...cell }) => cell));
    if (whole.ok) return;
    const bySource = new Map<GridEdit, (typeof cells)[number][]>();
    for (const cell of cells) bySource.set(cell.from, [...(bySource.get(cell.from) ?? []), cell]);
    for (const [edit, own] of bySource)
      refuse(edit, this.board.setCells(own.map(({ from: _, ...cell }) => cell)));
  }

  /** The row behind a line; a blank line gets its row with the first text, and null when there is nothing to write. */
  #standing(
    list: List,
    line: Line,
    made: Map<string, string>,
    text: string,
  ): string | null | Exclude<Verdict, { ok: true }> {
    if (!isBlank(line.id)) return line.id;
    const known = made.get(line.id);
    if (known) return known;
    if (list === 'problems' || !text.trim()) return null;
    const added = this.board.addRow(list, problemOf(line).id);
    if (!added.ok) return added;
    made.set(line.id, added.row);
    return added.row;
  }

  /** Why no row can be added below the selection, or granted. */
  verdictAdd(list: List): Verdict {
    if (list === 'problems') return { ok: false, code: 'SERVER_ONLY', params: { field: 'list' } };
    const line = this.selectedLine;
    const problem = line ? problemOf(line).id : (this.opened ?? this.problems[0]?.id ?? null);
    return problem ? this.board.verdictCreate(list, problem) : { ok: false, code: 'NO_SUCH_ROW', params: {} };
  }

  addRow(list: List, after: Line | null, under?: string): string | undefined {
    if (list === 'problems') return undefined;
    const problem = under ?? (after ? problemOf(after).id : (this.opened ?? this.problems[0]?.id));
    if (!problem) return undefined;
    const added = this.board.addRow(list, problem, after && !isBlank(after.id) ? after.id : undefined);
    this.#tell(added.ok ? GRANTED : added);
    if (!added.ok) return undefined;
    this.wanted = { row: added.row, column: list === 'duties' ? 'cause' : 'measure' };
    return added.row;
  }

  moveRow(list: List, row: string, delta: -1 | 1): void {
    if (list === 'problems' || isBlank(row)) return;
    const rows: readonly (DutyRow | TaskRow)[] =
      list === 'duties' ? this.board.lists.duties : this.board.lists.tasks;
    const own = rows.find(({ id }) => id === row);
    const siblings = rows.filter(({ problem }) => problem === own?.problem);
    const place = siblings.findIndex(({ id }) => id === row);
    if (place + delta < 0 || place + delta >= siblings.length) return;
    this.#tell(this.board.moveRow(row, siblings[delta < 0 ? place - 1 : place + 2]?.id ?? null));
  }

  /** Into the bin, one governed command each; what is refused is said. */
  async deleteRows(rows: readonly string[]): Promise<void> {
    this.notice = '';
    for (const row of rows.filter((id) => !isBlank(id))) {
      const answer = await this.board.command('deleteRow', { row });
      if (!answer.ok) {
        this.notice = say(answer);
        return;
      }
    }
  }

  undo(): void {
    this.#tell(this.board.undo());
  }
  redo(): void {
    this.#tell(this.board.redo());
  }

  openRow(problem: string | null): void {
    this.opened = problem;
  }
  /** The panel's arrows: the problem before or after, among those shown. */
  step(delta: -1 | 1): void {
    const place = this.problems.findIndex(({ id }) => id === this.opened);
    const next = this.problems[place + delta];
    if (next) this.opened = next.id;
  }
  /** Is the field one that everybody of the unit types in? Used by the phone's forms. */
  verdictOf(row: string, list: List, field: string): Verdict {
    return fieldOf(list, field)
      ? this.board.verdict(row, field)
      : { ok: false, code: 'NO_SUCH_FIELD', params: { field } };
  }
}

export const isList = (value: string | null): value is List =>
  (LISTS as readonly (string | null)[]).includes(value);
