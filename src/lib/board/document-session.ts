/**
 * One document of the ledger in this page, from WELCOME until it is left: client id, Y.Doc, awareness and y-websocket's
 * provider. Reconnects as the same page. Decides nothing about edits.
 */
import { WebsocketProvider } from 'y-websocket';
import { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { ListsProjection } from '#document/lists-projection.ts';
import { CLOSE, type Hello, type Welcome } from '#protocol/sync.ts';
import type { Dialer } from './dialer.ts';
import type { Ground } from './kept-document.ts';
import { SandanSocket, type OwnAnswer, type SocketPort } from './sandan-socket.ts';
import type { WelcomedWire } from './welcomed-wire.ts';

/** After a sign of waking up, a connection that stays silent so long is given up. */
export const SILENCE_AFTER_WAKE_MS = 5_000;

export interface SessionEvents {
  /** Connected and in step with the server; again after every reconnection. */
  readonly synced: (session: DocumentSession) => void;
  readonly lost: (session: DocumentSession) => void;
  /** The server closed with a code that reconnecting as this page does not mend. */
  readonly closed: (session: DocumentSession, code: number) => void;
  /** The server knows this page no longer and welcomed a new one. */
  readonly estranged: (session: DocumentSession, wire: WelcomedWire) => void;
  /** A try to reconnect ended before WELCOME; the next one is on its way. */
  readonly failed: (code: number) => void;
  readonly welcomed: (session: DocumentSession, welcome: Welcome) => void;
  readonly answered: (session: DocumentSession, message: OwnAnswer) => void;
}

/** Codes after which the same page may come again. */
const TRANSIENT: readonly number[] = [
  CLOSE.helloTimeout,
  CLOSE.rateLimited,
  CLOSE.internal,
  CLOSE.unavailable,
  CLOSE.slow,
];
/** Does the server say that coming again as the same page is of no use? */
export const isFinal = (code: number): boolean => code >= 4400 && code < 4600 && !TRANSIENT.includes(code);

export class DocumentSession implements Ground {
  readonly pageId: string;
  readonly epoch: number;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly #provider: WebsocketProvider;
  readonly #dialer: Dialer;
  readonly #hello: () => Hello;
  readonly #events: SessionEvents;
  #first: WelcomedWire | undefined;
  #wire: WelcomedWire | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;
  #left = false;
  #rows: ListsProjection | undefined;
  readonly #rowListeners = new Set<() => void>();
  /** what came before somebody asked */
  #heard: Uint8Array[] = [];
  #hear: ((update: Uint8Array) => void) | undefined;

  /** `url`: `ws(s)://host/sync/{ledger}`. `hello`: what a reconnection adds to the page's identity. */
  constructor(url: string, wire: WelcomedWire, dialer: Dialer, hello: () => Hello, events: SessionEvents) {
    const { pageId, clientId, epoch } = wire.welcome;
    this.pageId = pageId;
    this.epoch = epoch;
    this.#first = wire;
    this.#dialer = dialer;
    this.#hello = hello;
    this.#events = events;
    this.doc = createLedgerDoc();
    // Before the awareness is made, which copies it, and before anything is written.
    this.doc.clientID = clientId;
    this.awareness = new Awareness(this.doc);
    this.#provider = this.#provide(url);
  }

  #provide(url: string): WebsocketProvider {
    const port: SocketPort = {
      connect: (arrived, failed) => this.#connect(arrived, failed),
      opened: (wire) => {
        this.#wire = wire;
        // A newer clock: the server may remember that this client said good-bye with the present one.
        this.awareness.setLocalState(this.awareness.getLocalState());
        this.#events.welcomed(this, wire.welcome);
      },
      heard: (update) => {
        if (this.#hear) this.#hear(update);
        else this.#heard.push(update);
      },
      answered: (message) => {
        if (!this.#left) this.#events.answered(this, message);
      },
    };
    const slash = url.lastIndexOf('/');
    const provider = new WebsocketProvider(url.slice(0, slash), url.slice(slash + 1), this.doc, {
      connect: false,
      awareness: this.awareness,
      disableBc: true,
      // The wait with its jitter is the dialer's.
      maxBackoffTime: 0,
      shouldReconnect: ({ code }) => !isFinal(code),
      WebSocketPolyfill: class extends SandanSocket {
        constructor() {
          super(port);
        }
      } as unknown as typeof WebSocket,
    });
    provider.on('sync', (synced) => {
      if (this.#left) return;
      if (synced) this.#events.synced(this);
      else this.#events.lost(this);
    });
    provider.on('closed', ({ code }) => {
      if (!this.#left) this.#events.closed(this, code);
    });
    return provider;
  }

  /** Read as a whole when somebody first asks (the document is there then), and followed from there. */
  get rows(): ListsProjection {
    if (this.#rows) return this.#rows;
    const rows = new ListsProjection(this.doc);
    rows.follow(() => {
      for (const listener of this.#rowListeners) listener();
    });
    this.#rows = rows;
    return rows;
  }

  /** Told after every change of a cell or text. Returns the unsubscription. */
  onRows(listener: () => void): () => void {
    this.#rowListeners.add(listener);
    return () => this.#rowListeners.delete(listener);
  }

  /** Everything committed that came so far; from now on each is told to `hear`. */
  committed(hear: (update: Uint8Array) => void): readonly Uint8Array[] {
    const heard = this.#heard;
    this.#heard = [];
    this.#hear = hear;
    return heard;
  }

  start(): void {
    this.#provider.connect();
  }

  /** Hand an edit to the server; lost silently when the connection is, and then sent again by the outbox. */
  send(opId: string, update: Uint8Array): void {
    this.#wire?.send({ type: 'edit', body: { opId, update } });
  }

  /** After sleep a dead connection looks alive: ask, and give it up if nothing comes. */
  probe(): void {
    const wire = this.#wire;
    if (!this.#provider.wsconnected || !wire || this.#silence !== undefined) return;
    // Own awareness is echoed; asking through it counts as a sign of life for the others too.
    this.awareness.setLocalState(this.awareness.getLocalState());
    const heard = wire.received;
    this.#silence = setTimeout(() => {
      this.#silence = undefined;
      if (this.#left || this.#wire !== wire || wire.received > heard) return;
      this.reconnect();
    }, SILENCE_AFTER_WAKE_MS);
  }

  /** Drop the connection and come back as the same page. */
  reconnect(): void {
    this.#provider.disconnect();
    this.#provider.connect();
  }

  leave(): void {
    if (this.#left) return;
    this.#left = true;
    clearTimeout(this.#silence);
    this.#provider.destroy();
    this.#first?.close();
    this.#first = undefined;
    this.#wire = undefined;
  }

  /** No editor stands on the document any more. */
  destroy(): void {
    this.leave();
    this.doc.destroy();
  }

  #connect(arrived: (wire: WelcomedWire) => void, failed: (code: number) => void): () => void {
    const first = this.#first;
    if (first) {
      this.#first = undefined;
      // The provider sets its handlers after the constructor.
      queueMicrotask(() => arrived(first));
      return () => first.close();
    }
    return this.#dialer.dial(() => ({ ...this.#hello(), pageId: this.pageId, epoch: this.epoch }), {
      welcomed: (wire) => {
        const { pageId, clientId, epoch } = wire.welcome;
        if (pageId === this.pageId && clientId === this.doc.clientID && epoch === this.epoch) arrived(wire);
        else if (!this.#left) this.#events.estranged(this, wire);
        else wire.close();
      },
      failed: (code) => {
        failed(code);
        if (!this.#left && !isFinal(code)) this.#events.failed(code);
      },
    });
  }
}
