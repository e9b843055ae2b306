/** The board as components see it: one per ledger page, passed by context. Copies the core's state into runes, nothing more. */
import { refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { List } from '#domain/lists/fields.ts';
import type { Lists, Row } from '#domain/projections/rows.ts';
import type { SharedText } from '#grid/shared-text.ts';
import type { BoardContract, CellEdit, Mark, Peer, ReturnedEdit, TrayItem } from './board.contract.ts';
import type { CommandAnswer } from './command-door.ts';
import { LedgerCore } from './ledger-core.ts';
import { COMMAND_WAIT_MS, LedgerEdits } from './ledger-edits.ts';
import type { LineState } from './ledger-line.ts';
import { browserSurroundings, inBrowser, type BoardSurroundings } from './surroundings.ts';

const NOTHING: Lists = { problems: [], duties: [], tasks: [] };

export interface LedgerBoardOptions {
  readonly ledger: string;
  /** the signed-in person: intents are kept under this name only */
  readonly person: string;
  /** what the page is drawn with besides the rows, kept for a reload without a connection; plain data */
  readonly frame?: unknown;
  /** tests bring their own */
  readonly around?: BoardSurroundings;
}

export class LedgerBoard implements BoardContract {
  #connection = $state.raw<LineState>('connecting');
  #readOnly = $state.raw<string | null>(null);
  #shut = $state.raw(false);
  #ended = $state.raw<Refusal | null>(null);
  #actor = $state.raw<LedgerActor | null>(null);
  #lists = $state.raw<Lists>(NOTHING);
  #deletedRows = $state.raw<readonly Row[]>([]);
  #pending = $state.raw(0);
  #savedAt = $state.raw<string | null>(null);
  #peers = $state.raw<readonly Peer[]>([]);
  #tray = $state.raw<readonly TrayItem[]>([]);
  #returned = $state.raw<readonly ReturnedEdit[]>([]);
  #keptAt = $state.raw<string | null>(null);
  #canUndo = $state.raw(false);
  #canRedo = $state.raw(false);
  #marksVersion = $state.raw(0);

  readonly #core: LedgerCore;
  readonly #edits: LedgerEdits;

  /** Connects at once in a browser; inert where the page is rendered on the server. */
  constructor({ ledger, person, frame = null, around }: LedgerBoardOptions) {
    this.#core = new LedgerCore(around ?? browserSurroundings(ledger, person, frame), () => this.#show());
    this.#edits = new LedgerEdits(this.#core);
    if (around || inBrowser()) void this.#core.start();
  }

  get connection(): LineState {
    return this.#connection;
  }
  get readOnly(): string | null {
    return this.#readOnly;
  }
  get shut(): boolean {
    return this.#shut;
  }
  get ended(): Refusal | null {
    return this.#ended;
  }
  get actor(): LedgerActor | null {
    return this.#actor;
  }
  get lists(): Lists {
    return this.#lists;
  }
  get deletedRows(): readonly Row[] {
    return this.#deletedRows;
  }
  get pending(): number {
    return this.#pending;
  }
  get savedAt(): string | null {
    return this.#savedAt;
  }
  get seq(): number {
    return this.#core.around.receipts.read()?.seq ?? 0;
  }
  get peers(): readonly Peer[] {
    return this.#peers;
  }
  get tray(): readonly TrayItem[] {
    return this.#tray;
  }
  get returned(): readonly ReturnedEdit[] {
    return this.#returned;
  }
  get keptAt(): string | null {
    return this.#keptAt;
  }
  get canUndo(): boolean {
    return this.#canUndo;
  }
  get canRedo(): boolean {
    return this.#canRedo;
  }

  mark(row: string, field: string): Mark | undefined {
    this.#dependOn(this.#marksVersion, this.#tray);
    const cell = `${row}/${field}`;
    return this.#core.marks.mark(cell) ?? (this.#core.tray.has(cell) ? 'refused' : undefined);
  }

  verdict(row: string, field: string, member?: string): Verdict {
    this.#dependOnRights();
    const open = this.#core.rights();
    return open.ok ? open.rights.mayWrite(row, field, member) : open;
  }

  verdictCreate(list: List, problem: string | null): Verdict {
    this.#dependOnRights();
    const open = this.#core.rights();
    return open.ok ? open.rights.mayCreate(list, problem) : open;
  }

  setCells(edits: readonly CellEdit[]): Verdict {
    return this.#shown(this.#edits.setCells(edits));
  }
  setText(row: string, field: string, value: string): Verdict {
    return this.#shown(this.#edits.setText(row, field, value));
  }
  addRow(
    list: 'duties' | 'tasks',
    problem: string,
    after?: string,
  ): { readonly ok: true; readonly row: string } | Refusal {
    return this.#shown(this.#edits.addRow(list, problem, after));
  }
  moveRow(row: string, before: string | null): Verdict {
    return this.#shown(this.#edits.moveRow(row, before));
  }
  openText(row: string, field: string): SharedText {
    return this.#edits.openText(row, field);
  }
  undo(): Verdict {
    return this.#shown(this.#edits.undo());
  }
  redo(): Verdict {
    return this.#shown(this.#edits.redo());
  }
  setPresence(at: Peer['at'] | null): void {
    this.#core.setPresence(at);
  }

  /** Edits on their way go first: the command builds on them. */
  async command(name: string, input: Readonly<Record<string, unknown>>): Promise<CommandAnswer> {
    if (this.#core.ended) return this.#core.ended;
    if (!(await this.#core.outbox.drained(COMMAND_WAIT_MS))) return refuse('UNAVAILABLE');
    return this.#core.commands.command(name, input);
  }

  dismiss(trayItem: string): void {
    this.#core.tray.dismiss(trayItem);
  }
  dismissReturned(): void {
    this.#core.returned.dismiss();
  }
  destroy(): void {
    void this.#core.destroy();
  }

  #shown<T>(answer: T): T {
    this.#show();
    return answer;
  }

  /** Assigning what is the same already costs nothing: raw state compares by identity. */
  #show(): void {
    const core = this.#core;
    this.#connection = core.line.state;
    this.#readOnly = core.readOnly;
    this.#shut = core.line.shut;
    this.#ended = core.ended;
    this.#actor = core.actor;
    this.#lists = core.lists.lists;
    this.#deletedRows = core.lists.deletedRows;
    this.#pending = core.pending;
    this.#savedAt = core.savedAt;
    this.#peers = core.peers;
    this.#tray = core.tray.items;
    this.#returned = core.returned.edits;
    this.#keptAt = core.keptAt;
    const writes = core.ended === null && core.readOnly === null;
    this.#canUndo = writes && this.#edits.undoStack.canUndo;
    this.#canRedo = writes && this.#edits.undoStack.canRedo;
    this.#marksVersion = core.marks.version;
  }

  /** Everything a verdict is made of: components that asked for one ask again when it changes. */
  #dependOnRights(): void {
    this.#dependOn(this.#actor, this.#lists, this.#deletedRows, this.#readOnly, this.#ended);
  }

  /** Reading state is what makes a component depend on it; the values are not needed here. */
  #dependOn(..._states: readonly unknown[]): void {
    // nothing to do
  }
}
