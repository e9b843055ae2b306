/** Everything a board takes from the browser around it, in one place; tests bring their own. */
import { refuse, type Refusal } from '#domain/refusals.ts';
import { browserWake, type WakeSource } from './backoff.ts';
import { freshId } from './fresh-id.ts';
import { IndexedOutboxStore } from './indexed-outbox-store.ts';
import { IndexedKeptStore } from './indexed-kept-store.ts';
import { onCleared } from './local-data.ts';
import type { IntentRecord } from './intents.ts';
import { MemoryKeptStore, type KeptStore } from './kept-store.ts';
import { MemoryOutboxStore, type OutboxStore, type TrayRecord } from './outbox-store.ts';
import {
  MemorySlots,
  SlotPageRegistry,
  type PageLocks,
  type PageRegistry,
  type Slots,
} from './page-registry.ts';
import { SlotReceipts, type Receipts } from './receipts.ts';
import type { OpenSocket, RawSocket } from './welcomed-wire.ts';

/** The page is hidden for good or kept in memory, and shown again out of that memory. */
export type HidingSource = (on: { readonly hide: () => void; readonly show: () => void }) => () => void;

export interface BoardSurroundings {
  readonly ledger: string;
  readonly person: string;
  /** this page load, in this browser only */
  readonly page: string;
  /** `ws(s)://host/sync/{ledger}` */
  readonly url: string;
  readonly open: OpenSocket;
  readonly fetch: typeof fetch;
  readonly freshId: () => string;
  readonly random: () => number;
  /** milliseconds */
  readonly now: () => number;
  readonly wake: WakeSource;
  readonly hiding: HidingSource;
  /** until the function that it returns is called, the browser asks before the page is left */
  readonly staying?: () => () => void;
  /** what is local was cleared: nothing of it may be written again */
  readonly cleared?: WakeSource;
  readonly store: OutboxStore;
  readonly registry: PageRegistry;
  readonly receipts: Receipts;
  /** copies for a page without a connection; none: nothing outlives the page */
  readonly kept?: KeptStore;
  /** what the page is drawn with besides the rows: kept beside the copy */
  readonly frame?: unknown;
  readonly whyNot: () => Promise<Refusal | null>;
}

/** Address of a socket on the host that served the page. */
export const socketUrl = (path: string): string =>
  `${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}${path}`;

export const openWebSocket: OpenSocket = (url) => new WebSocket(url) as RawSocket;

/** While the page is rendered on the server there is nothing to connect to and nothing to keep. */
export const inBrowser = (): boolean => typeof window !== 'undefined';

export function browserSurroundings(ledger: string, person: string, frame: unknown): BoardSurroundings {
  const browser = inBrowser();
  const slots = browser ? browserSlots() : new MemorySlots();
  const now = (): number => Date.now();
  return {
    ledger,
    person,
    page: freshId(),
    url: browser ? socketUrl(`/sync/${ledger}`) : '',
    open: openWebSocket,
    fetch: (input, init) => fetch(input, init),
    freshId,
    random: Math.random,
    now,
    wake: browserWake,
    hiding: browser ? browserHiding : () => () => undefined,
    ...(browser && {
      staying: browserStaying,
      cleared: (listener: () => void) => onCleared(person, listener),
    }),
    store: browser ? new PromisedOutboxStore(openStore()) : new MemoryOutboxStore(),
    registry: new SlotPageRegistry(slots, now, browser ? pageLocks() : undefined),
    receipts: new SlotReceipts(slots, ledger),
    kept: browser ? new PromisedKeptStore(openKept()) : new MemoryKeptStore(),
    frame,
    whyNot: () => whyNoConnection(ledger),
  };
}

/** Is it the ledger that can't be opened, and not the server that is busy? */
async function isShut(address: string): Promise<boolean> {
  const answer: unknown = await (await fetch(address)).json();
  const error: unknown = Reflect.get(Object(answer), 'error');
  return Reflect.get(Object(error), 'code') === 'LEDGER_DAMAGED';
}

/** A refused upgrade looks like a broken network to the page: the doors say what it was. */
async function whyNoConnection(ledger: string): Promise<Refusal | null> {
  const me = await fetch('/api/me');
  if (me.status === 401) return refuse('SESSION_ENDED');
  if (!me.ok) return null;
  const address = `/api/ledgers/${ledger}`;
  const { status } = await fetch(address, { method: 'HEAD' });
  if (status === 403) return refuse('FORBIDDEN');
  if (status === 404) return refuse('NOT_FOUND');
  return status === 503 && (await isShut(address)) ? refuse('LEDGER_DAMAGED') : null;
}

const browserHiding: HidingSource = ({ hide, show }) => {
  const shown = (event: PageTransitionEvent): void => {
    if (event.persisted) show();
  };
  window.addEventListener('pagehide', hide);
  window.addEventListener('pageshow', shown);
  return () => {
    window.removeEventListener('pagehide', hide);
    window.removeEventListener('pageshow', shown);
  };
};

const browserStaying = (): (() => void) => {
  const ask = (event: BeforeUnloadEvent): void => {
    event.preventDefault();
    // browsers of before 119 ask for a value
    event.returnValue = '';
  };
  window.addEventListener('beforeunload', ask);
  return () => window.removeEventListener('beforeunload', ask);
};

/** On plain http the browser has none, whatever its types say; then silence tells which pages are gone. */
function pageLocks(): PageLocks | undefined {
  const { locks }: { readonly locks?: PageLocks } = navigator;
  return locks;
}

/** Reading the property itself throws where storage is blocked. */
function browserSlots(): Slots {
  try {
    return window.localStorage;
  } catch (error) {
    console.warn('This browser keeps nothing: a reload loses what is not saved yet', error);
    return new MemorySlots();
  }
}

async function openStore(): Promise<OutboxStore> {
  try {
    return await IndexedOutboxStore.open(indexedDB);
  } catch (error) {
    console.warn('Outbox without IndexedDB', error);
    return new MemoryOutboxStore();
  }
}

async function openKept(): Promise<KeptStore> {
  try {
    return await IndexedKeptStore.open(indexedDB);
  } catch (error) {
    console.warn('Nothing is kept for a reload offline', error);
    return new MemoryKeptStore();
  }
}

/** A store that is still being opened. */
class PromisedKeptStore implements KeptStore {
  readonly #store: Promise<KeptStore>;
  constructor(store: Promise<KeptStore>) {
    this.#store = store;
  }
  async replace(...args: Parameters<KeptStore['replace']>): Promise<void> {
    return (await this.#store).replace(...args);
  }
  async append(...args: Parameters<KeptStore['append']>): Promise<void> {
    return (await this.#store).append(...args);
  }
  async read(owner: string): ReturnType<KeptStore['read']> {
    return (await this.#store).read(owner);
  }
  async remove(owner: string): Promise<void> {
    return (await this.#store).remove(owner);
  }
  close(): void {
    this.#store.then(
      (store) => store.close(),
      (error: unknown) => console.warn('Store that never opened', error),
    );
  }
}

/** A store that is still being opened. */
class PromisedOutboxStore implements OutboxStore {
  readonly #store: Promise<OutboxStore>;
  constructor(store: Promise<OutboxStore>) {
    this.#store = store;
  }
  async putIntents(records: readonly IntentRecord[]): Promise<void> {
    return (await this.#store).putIntents(records);
  }
  async removeIntents(opIds: readonly string[]): Promise<void> {
    return (await this.#store).removeIntents(opIds);
  }
  async takeOver(...args: Parameters<OutboxStore['takeOver']>): ReturnType<OutboxStore['takeOver']> {
    return (await this.#store).takeOver(...args);
  }
  async putTray(records: readonly TrayRecord[]): Promise<void> {
    return (await this.#store).putTray(records);
  }
  async removeTray(ids: readonly string[]): Promise<void> {
    return (await this.#store).removeTray(ids);
  }
  async tray(owner: string): ReturnType<OutboxStore['tray']> {
    return (await this.#store).tray(owner);
  }
  close(): void {
    this.#store.then(
      (store) => store.close(),
      (error: unknown) => console.warn('Store that never opened', error),
    );
  }
}
