/**
 * The page's connection to one ledger over all its documents: joins, follows the document in force, rejoins as a new page
 * when the old document must be dropped, and knows when it is over. Decides nothing about edits.
 */
import { refuse, type Refusal } from '#domain/refusals.ts';
import { CLOSE, PROTOCOL_VERSION, type Hello, type Welcome } from '#protocol/sync.ts';
import type { WakeSource } from './backoff.ts';
import { Dialer } from './dialer.ts';
import { DocumentSession, type SessionEvents } from './document-session.ts';
import type { OwnAnswer } from './sandan-socket.ts';
import type { OpenSocket, WelcomedWire } from './welcomed-wire.ts';

export type LineState = 'connecting' | 'live' | 'offline' | 'ended';

/** Closed before WELCOME so often without a reason: ask whether the person is still signed in. */
const FAILURES_BEFORE_ASKING = 2;

const ENDINGS = new Map<number, Refusal>([
  [CLOSE.sessionEnded, refuse('SESSION_ENDED')],
  [CLOSE.forbidden, refuse('FORBIDDEN')],
  [CLOSE.notFound, refuse('NOT_FOUND')],
  [CLOSE.protocolVersion, refuse('PROTOCOL_VERSION')],
]);

export interface LineEvents {
  readonly changed: () => void;
  /** WELCOME: rights and state of the ledger; before `entered` or `resumed` */
  readonly welcomed: (welcome: Welcome) => void;
  /** A new document is in force and in step with the server. */
  readonly entered: (session: DocumentSession, welcome: Welcome) => void;
  /** The same document is in step again after a loss. */
  readonly resumed: (session: DocumentSession, welcome: Welcome) => void;
  readonly lost: () => void;
  readonly answered: (message: OwnAnswer) => void;
  /** The ledger has another epoch: what was acknowledged in the old one may be gone. */
  readonly epochChanged: () => void;
  readonly ended: (reason: Refusal) => void;
}

export interface LineSettings {
  readonly url: string;
  readonly open: OpenSocket;
  readonly random: () => number;
  readonly wake: WakeSource;
  /** what a HELLO carries beside the identity of the page */
  readonly hello: () => Pick<Hello, 'receipt' | 'ops'>;
  /** Why no connection can be had, or null; asked when sockets fail without a reason. */
  readonly whyNot: () => Promise<Refusal | null>;
  readonly events: LineEvents;
}

export class LedgerLine {
  readonly #settings: LineSettings;
  readonly #dialer: Dialer;
  readonly #unwake: () => void;
  readonly #welcomes = new WeakMap<DocumentSession, Welcome>();
  #state: LineState = 'connecting';
  #shut = false;
  #current: DocumentSession | undefined;
  #next: DocumentSession | undefined;
  #hangUp: (() => void) | undefined;
  #failures = 0;
  /** documents dropped since something was acknowledged: a page that the server can't bear must not storm it */
  #strikes = 0;

  constructor(settings: LineSettings) {
    this.#settings = settings;
    this.#dialer = new Dialer(settings);
    this.#unwake = settings.wake(() => this.#current?.probe());
  }

  get state(): LineState {
    return this.#state;
  }
  /** The server can prove nothing of the ledger and opens it for nobody (D10); it is asked on. */
  get shut(): boolean {
    return this.#shut;
  }
  /** The document in force; the old one while a new one is on its way. */
  get session(): DocumentSession | undefined {
    return this.#current;
  }

  start(): void {
    this.#join();
  }

  /** Drop the document: come back as a new page. The old one can still be read and written until the new one is here. */
  rejoin(): void {
    if (this.#state === 'ended') return;
    this.#strikes += 1;
    this.#current?.leave();
    this.#drop();
    this.#set('connecting');
    this.#join();
  }

  /** Say HELLO again as the same page, e.g. to ask about operations. */
  greetAgain(): void {
    if (this.#state === 'live') this.#current?.reconnect();
  }

  end(reason: Refusal): void {
    if (this.#state === 'ended') return;
    this.destroy();
    this.#set('ended');
    this.#settings.events.ended(reason);
  }

  destroy(): void {
    this.#unwake();
    this.#drop();
    this.#current?.destroy();
    this.#dialer.destroy();
    this.#state = 'ended';
  }

  #drop(): void {
    this.#hangUp?.();
    this.#hangUp = undefined;
    this.#next?.destroy();
    this.#next = undefined;
  }

  #join(): void {
    this.#hangUp = this.#dialer.dial(() => ({ protocol: PROTOCOL_VERSION, ...this.#settings.hello() }), {
      welcomed: (wire) => this.#enter(wire),
      failed: (code) => {
        const ending = ENDINGS.get(code);
        if (ending) this.end(ending);
        else {
          this.#failed();
          if (this.#state !== 'ended') this.#join();
        }
      },
    });
  }

  #enter(wire: WelcomedWire): void {
    this.#hangUp = undefined;
    this.#next?.destroy();
    const hello = (): Hello => ({ protocol: PROTOCOL_VERSION, ...this.#settings.hello() });
    this.#next = new DocumentSession(this.#settings.url, wire, this.#dialer, hello, this.#sessionEvents);
    this.#next.start();
  }

  #failed(): void {
    this.#failures += 1;
    if (this.#failures < FAILURES_BEFORE_ASKING) return;
    if (this.#state === 'connecting') this.#set('offline');
    if (this.#failures > FAILURES_BEFORE_ASKING && this.#failures % 5 !== 0) return;
    this.#settings.whyNot().then(
      (reason) => {
        if (reason?.code === 'LEDGER_DAMAGED') this.#shutOut();
        else if (reason) this.end(reason);
      },
      () => {
        // Nobody answers at all: it is the network, as everybody sees already.
      },
    );
  }

  #shutOut(): void {
    this.#shut = this.#state !== 'live';
    this.#settings.events.changed();
  }

  #set(state: LineState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#settings.events.changed();
  }

  readonly #sessionEvents: SessionEvents = {
    welcomed: (session, welcome) => {
      this.#shut = false;
      this.#welcomes.set(session, welcome);
      this.#settings.events.welcomed(welcome);
    },
    synced: (session) => {
      const welcome = this.#welcomes.get(session);
      if (!welcome) throw new Error('In step before WELCOME');
      this.#failures = 0;
      this.#dialer.succeeded(this.#strikes);
      const entered = session === this.#next;
      if (!entered && session !== this.#current) return;
      const old = entered ? this.#current : undefined;
      if (entered) {
        this.#current = session;
        this.#next = undefined;
      }
      this.#state = 'live';
      if (entered) this.#settings.events.entered(session, welcome);
      else this.#settings.events.resumed(session, welcome);
      old?.destroy();
      this.#settings.events.changed();
    },
    lost: (session) => {
      if (session !== this.#current || this.#next) return;
      this.#set('offline');
      this.#settings.events.lost();
    },
    closed: (session, code) => {
      if (session !== this.#current && session !== this.#next) return;
      const ending = ENDINGS.get(code);
      if (ending) {
        this.end(ending);
        return;
      }
      if (code === CLOSE.epochChanged) this.#settings.events.epochChanged();
      this.rejoin();
    },
    estranged: (session, wire) => {
      if (session !== this.#current && session !== this.#next) {
        wire.close();
        return;
      }
      const sameEpoch = wire.welcome.epoch === session.epoch;
      this.#current?.leave();
      if (sameEpoch) {
        this.#enter(wire);
        return;
      }
      // Come again and ask what of the old epoch is still there.
      wire.close();
      this.#settings.events.epochChanged();
      this.rejoin();
    },
    failed: () => this.#failed(),
    answered: (session, message) => {
      if (message.type === 'ack') this.#strikes = 0;
      if (session === this.#current || (message.type !== 'ack' && message.type !== 'refused')) {
        this.#settings.events.answered(message);
      }
    },
  };
}
