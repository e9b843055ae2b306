/**
 * The board without Svelte: puts together line, outbox, tray, marks, lists and texts of one ledger page. Writing is in
 * ledger-edits.ts; what the page sees is in ledger-board.svelte.ts.
 */
import { refuse, type Refusal } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { HELLO_OPS_MAX, type Receipt, type Welcome } from '#protocol/sync.ts';
import type { Peer } from './board.contract.ts';
import { Authors } from './authors.ts';
import { CellMarks } from './cell-marks.ts';
import { CommandDoor } from './command-door.ts';
import type { DocumentSession } from './document-session.ts';
import { EditAnswers } from './edit-answers.ts';
import { gridCell, keysOf, ownerOf, type IntentRecord } from './intents.ts';
import type { Ground } from './kept-document.ts';
import { LedgerLine } from './ledger-line.ts';
import { LedgerRights } from './ledger-rights.ts';
import { ListsView } from './lists-view.ts';
import { NotSavedTray } from './not-saved-tray.ts';
import { OfflineSide } from './offline-side.ts';
import { Outbox } from './outbox.ts';
import { Paced } from './paced.ts';
import { Predecessors } from './predecessors.ts';
import { peersOf } from './presence.ts';
import { reExecute, rejectedIntent } from './re-execution.ts';
import type { OwnAnswer } from './sandan-socket.ts';
import { ReturnedEdits } from './returned-edits.ts';
import { SendBudget } from './send-budget.ts';
import type { BoardSurroundings } from './surroundings.ts';
import type { TextSession } from './text-session.ts';

/** After a refusal, edits on their way are given so long to be answered before the document is dropped. */
export const ANSWERS_MS_MAX = 3_000;
/** A board that is left with edits on their way stays connected so long. */
export const LINGER_MS_MAX = 10_000;
/** Own presence is announced at most this often. */
const PRESENCE_MS = 100;

export class LedgerCore {
  readonly outbox: Outbox;
  readonly tray: NotSavedTray;
  readonly marks: CellMarks;
  readonly lists: ListsView;
  readonly texts = new Set<TextSession>();
  readonly commands: CommandDoor;
  readonly line: LedgerLine;
  readonly authors = new Authors();
  readonly returned: ReturnedEdits;
  readonly around: BoardSurroundings;
  readonly #answers: EditAnswers;
  readonly #predecessors: Predecessors;
  readonly #presence = new Paced(PRESENCE_MS);
  readonly #offline: OfflineSide;
  readonly #changed: () => void;
  readonly #unhide: () => void;
  readonly #uncleared: (() => void) | undefined;
  readonly #bulks = new Set<readonly string[]>();
  #at: Peer['at'] | null = null;
  #peers: readonly Peer[] = [];
  #actor: LedgerActor | null = null;
  #planPassed = false;
  #readOnly: string | null = null;
  #ended: Refusal | null = null;
  #savedAt: string | null = null;
  #receipt: Receipt | undefined;
  #askRecent = false;
  #leaving = false;
  #patience: ReturnType<typeof setTimeout> | undefined;
  #destroyed = false;

  /** `changed`: something that the page shows is different now. */
  constructor(around: BoardSurroundings, changed: () => void) {
    this.around = around;
    this.#changed = changed;
    const { store, freshId, now, page } = around;
    const owner = ownerOf(around.person, around.ledger);
    const instant = (): string => new Date(now()).toISOString();
    this.marks = new CellMarks(now, changed);
    this.lists = new ListsView(changed);
    this.outbox = new Outbox({
      store,
      owner,
      page,
      freshId,
      now: instant,
      changed: () => this.#outboxChanged(),
      budget: new SendBudget(now),
    });
    this.returned = new ReturnedEdits(changed);
    this.tray = new NotSavedTray({
      store,
      owner,
      freshId,
      now: instant,
      changed,
      added: (rejected) => this.returned.rejected(rejected),
    });
    this.returned.lost(now());
    this.#offline = new OfflineSide({
      around,
      outbox: this.outbox,
      line: () => this.line,
      opened: (ground, { actor, planPassed }) => {
        this.#actor = actor;
        this.#planPassed = planPassed;
        this.lists.follow(ground);
        changed();
      },
    });
    this.#answers = new EditAnswers({
      outbox: this.outbox,
      tray: this.tray,
      saved: (cells, at) => this.#saved(cells, at),
    });
    this.commands = new CommandDoor(around);
    this.#predecessors = new Predecessors({
      store,
      owner,
      page,
      registry: around.registry,
      found: (records) => this.#inherit(records),
    });
    this.#receipt = around.receipts.read();
    this.line = new LedgerLine({
      ...around,
      hello: () => ({ receipt: this.#receipt, ops: this.#openOps() }),
      events: {
        changed: () => this.#lineChanged(),
        welcomed: (welcome) => this.#welcomed(welcome),
        entered: (session, welcome) => this.#entered(session, welcome),
        resumed: (session, welcome) => this.#resumed(session, welcome),
        lost: () => this.#lost(),
        answered: (message) => this.#answered(message),
        epochChanged: () => (this.#askRecent = true),
        ended: (reason) => this.#end(reason),
      },
    });
    this.#uncleared = around.cleared?.(() => this.#clear());
    this.#unhide = around.hiding({ hide: () => this.#hide(), show: () => this.#predecessors.revive() });
  }

  /** Edits that are not on the server's disk yet. */
  get pending(): number {
    return this.outbox.size + this.#bulks.size;
  }
  get peers(): readonly Peer[] {
    return this.#peers;
  }
  get actor(): LedgerActor | null {
    return this.#actor;
  }
  get readOnly(): string | null {
    return this.#readOnly;
  }
  get ended(): Refusal | null {
    return this.#ended;
  }
  get savedAt(): string | null {
    return this.#savedAt;
  }
  get keptAt(): string | null {
    return this.#offline.at;
  }
  /** What is shown and written in: the document in force, or this browser's copy while there was no connection yet. */
  get ground(): Ground | undefined {
    return this.line.session ?? this.#offline.ground;
  }

  /** Take over what earlier pages left, then connect. Never rejects: a browser that keeps nothing still gets a board. */
  async start(): Promise<void> {
    try {
      this.outbox.adopt(await this.#predecessors.start());
      await this.tray.load();
    } catch (error) {
      console.warn('What earlier pages left could not be read', error);
    }
    if (!this.#destroyed) this.line.start();
  }

  /** Rights at this moment in the document in force; a refusal while there is none or nothing may be written. */
  rights(): { readonly ok: true; readonly rights: LedgerRights; readonly session: Ground } | Refusal {
    if (this.#ended) return this.#ended;
    const session = this.ground;
    if (!session || !this.#actor) return refuse('UNAVAILABLE');
    if (this.#readOnly !== null) return refuse(this.#readOnly as Refusal['code']);
    return { ok: true, session, rights: new LedgerRights(this.#actor, this.#planPassed, session.rows) };
  }

  setPresence(at: Peer['at'] | null): void {
    this.#at = at;
    this.#presence.run(() => this.line.session?.awareness.setLocalStateField('at', this.#at));
  }

  /** Edits on their way are still waited for; nothing is lost if they are not answered. */
  async destroy(): Promise<void> {
    if (this.#destroyed) return;
    this.#destroyed = true;
    for (const text of this.texts) text.close(false);
    this.setPresence(null);
    if (this.line.state === 'live') await this.outbox.drained(LINGER_MS_MAX);
    this.#hide();
    this.#unhide();
    this.#uncleared?.();
    this.#predecessors.stop();
    this.#presence.stop();
    clearTimeout(this.#patience);
    this.outbox.destroy();
    this.#offline.destroy();
    this.line.destroy();
    this.lists.destroy();
    this.marks.destroy();
  }

  #hide(): void {
    this.outbox.flush();
    this.#offline.flush();
    if (this.#receipt) this.around.receipts.keep(this.#receipt);
    this.#predecessors.leave(this.outbox.records());
  }

  #lineChanged(): void {
    if (this.line.state === 'offline' && !this.ground) void this.#offline.open();
    this.#changed();
  }

  #lost(): void {
    this.outbox.disconnect();
    this.returned.lost(this.around.now());
    this.#offline.flush();
  }

  /** The person signed out here and gave up what was unsent: no word of it may be written down again, or stay. */
  #clear(): void {
    this.#receipt = undefined;
    this.outbox.settle(this.outbox.ops().map(({ opId }) => opId));
    this.line.end(refuse('SESSION_ENDED'));
    this.#predecessors.giveUp();
  }

  #inherit(records: readonly IntentRecord[]): void {
    this.outbox.adopt(records);
    // Which of them were committed is asked in the next HELLO.
    this.line.greetAgain();
  }

  /** Undefined when there is nothing to ask: the server need not wait for anything then. */
  #openOps(): readonly string[] | undefined {
    const open = this.outbox.ops().map(({ opId }) => opId);
    const ops = [...open, ...(this.#askRecent ? this.#answers.recent() : [])].slice(0, HELLO_OPS_MAX);
    return ops.length > 0 ? ops : undefined;
  }

  #welcomed({ actor, planPassed, readOnly }: Welcome): void {
    if (actor.person !== this.around.person) {
      // Somebody else signed in meanwhile: nothing of this page may be written in their name.
      queueMicrotask(() => this.line.end(refuse('SESSION_ENDED')));
      return;
    }
    this.#actor = actor;
    this.#planPassed = planPassed;
    this.#readOnly = readOnly;
    this.outbox.hold(readOnly !== null);
    this.#changed();
  }

  #entered(session: DocumentSession, welcome: Welcome): void {
    this.#leaving = false;
    this.#offline.follow(session, welcome);
    this.returned.back(this.around.now(), this.outbox.ops());
    this.outbox.unbind();
    if (this.#askRecent) {
      this.#askRecent = false;
      this.#answers.lost(welcome.known ?? []);
    }
    this.#carryOut(session, welcome);
    for (const text of this.texts) text.attach(session);
    this.lists.follow(session);
    this.#offline.leaveCopy();
    session.awareness.on('change', () => this.#peersMoved(session));
    session.awareness.setLocalStateField('at', this.#at);
    this.#peersMoved(session);
    this.#connect(session);
  }

  #resumed(session: DocumentSession, welcome: Welcome): void {
    if (this.#leaving) {
      this.#rejoin();
      return;
    }
    this.returned.back(this.around.now(), this.outbox.ops());
    this.#carryOut(session, welcome);
    this.#connect(session);
  }

  #connect(session: DocumentSession): void {
    this.outbox.connect((opId, update) => session.send(opId, update));
  }

  /** Execute what has no bytes in this document: taken over, or refused in another one. */
  #carryOut(session: DocumentSession, welcome: Welcome): void {
    const waiting = this.outbox.ops().filter(({ updates }) => updates.length === 0);
    const known = new Set(welcome.known ?? []);
    this.#answers.known(waiting.map(({ opId }) => opId).filter((opId) => known.has(opId)));
    const rights = new LedgerRights(welcome.actor, welcome.planPassed, session.rows);
    for (const { opId, intent } of this.outbox.ops()) {
      if (this.outbox.get(opId)?.updates.length !== 0) continue;
      const { done, rejected } = reExecute(session.doc, intent, rights, this);
      this.tray.add(rejected);
      if (done) this.outbox.execute(opId, done.intent, done.update);
      else this.outbox.refuse(opId, null, false);
    }
  }

  #answered(message: OwnAnswer): void {
    switch (message.type) {
      case 'ack':
        this.#receipt = message.body.receipt;
        this.#offline.acknowledged(this.outbox.get(message.body.opId)?.updates ?? []);
        this.#answers.acknowledged(message.body);
        break;
      case 'refused':
        this.#answers.refused(message.body, this.#leaving);
        this.#leaveDocument();
        break;
      case 'rights':
        this.#actor = message.body.actor;
        this.#planPassed = message.body.planPassed;
        this.#offline.rightsChanged(message.body);
        this.#changed();
        break;
      case 'notice':
        this.#readOnly = message.body.code;
        this.outbox.hold(this.#readOnly !== null);
        this.#changed();
    }
    if (this.#leaving && this.outbox.unanswered === 0) this.#rejoin();
  }

  /** A refused edit is in this page's document and nowhere else: drop it, once everything on its way is answered. */
  #leaveDocument(): void {
    if (this.#leaving) return;
    this.#leaving = true;
    this.outbox.stop();
    this.#patience = setTimeout(() => this.#rejoin(), ANSWERS_MS_MAX);
  }

  #rejoin(): void {
    if (!this.#leaving || this.line.state !== 'live') return;
    clearTimeout(this.#patience);
    this.outbox.unbind();
    this.line.rejoin();
  }

  /** Cells are on their way by command. The answer is to be called with those that arrived. */
  startBulk(cells: readonly string[]): (saved: readonly string[]) => void {
    this.#bulks.add(cells);
    this.#outboxChanged();
    return (saved) => {
      this.#bulks.delete(cells);
      this.#outboxChanged();
      this.#saved(saved.map(gridCell), new Date(this.around.now()).toISOString());
    };
  }

  #outboxChanged(): void {
    const edits = this.outbox.ops().flatMap(({ intent }) => keysOf(intent));
    this.marks.setWaiting([...edits, ...[...this.#bulks].flat()].map(gridCell));
  }

  #saved(cells: readonly string[], at: string | null): void {
    if (at !== null) this.#savedAt = at;
    this.marks.saved(cells);
    this.returned.merged(cells);
  }

  #peersMoved(session: DocumentSession): void {
    for (const [clientId, state] of session.awareness.getStates()) this.authors.note(clientId, state);
    this.#peers = peersOf(session.awareness);
    this.#changed();
  }

  #end(reason: Refusal): void {
    this.#ended = reason;
    if (reason.code !== 'PROTOCOL_VERSION') this.#offline.forget();
    this.outbox.unbind();
    if (reason.code === 'FORBIDDEN' || reason.code === 'NOT_FOUND') {
      // They can't be saved any more; the person may still copy them.
      for (const { opId, intent } of this.outbox.ops()) {
        this.tray.add(rejectedIntent(intent, reason));
        this.outbox.refuse(opId, null, false);
      }
      this.lists.clear();
    }
    // What is left belongs to the next page of the same person, which need not wait for this one to close.
    this.#predecessors.leave(this.outbox.records());
    this.#predecessors.stop();
    this.#peers = [];
    this.#changed();
  }
}
