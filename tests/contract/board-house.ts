/** Real rooms over a real store in a folder, with board pages joined to them by pairs of objects instead of sockets. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoardSurroundings } from '#board/surroundings.ts';
import type { RawSocket } from '#board/welcomed-wire.ts';
import { cellKey, textKey } from '#document/keys.ts';
import { cellsOfNewRow } from '#document/write.ts';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { accept } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { CoreLimits } from '#server/core-settings.ts';
import type { Link } from '#server/rooms/link.ts';
import { createRooms, type LiveRooms } from '#server/rooms/rooms.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { DUTY, OFFICE, PROBLEM, TASK, TestPage, type Browser } from './board-page.ts';
import { ledgerId, partiesOf } from './parties.ts';

export const LEDGER_IN_STORE = ledgerId(1) as LedgerId;
const MEASURE = '修订采购制度，明确审批权限，年底前完成。';
const QUIET = { info: () => undefined, warn: () => undefined, error: () => undefined };

export class House {
  readonly store: Store;
  rooms: LiveRooms;
  /** who reaches the ledger, and as what */
  readonly actors = new Map<string, LedgerActor>();
  /** connections are refused while the cable is out */
  unplugged = false;
  /** people whose cable alone is out */
  readonly away = new Set<string>();
  /** frames of boards are lost on the way */
  swallow = false;
  /** answers of the server are lost on the way */
  deafen = false;
  readonly #folder: string;
  readonly #limits: Partial<CoreLimits>;
  readonly #ends = new Set<() => void>();
  readonly #pages: TestPage[] = [];
  #ops = 0;

  private constructor(store: Store, folder: string, limits: Partial<CoreLimits>) {
    this.#limits = limits;
    this.store = store;
    this.#folder = folder;
    this.rooms = this.#makeRooms();
  }

  /** `limits`: settings of the core that differ from the standard. */
  static async open(limits: Partial<CoreLimits> = {}): Promise<House> {
    const folder = await mkdtemp(join(tmpdir(), 'sandan-board-'));
    const store = await openSqliteStore(folder);
    await store.commit([partiesOf(store)]);
    const house = new House(store, folder, limits);
    await house.#seed();
    return house;
  }

  /** A page of a person's browser; it goes away with the house at the latest. */
  page(actor: LedgerActor, browser: Browser, more: Partial<BoardSurroundings> = {}): TestPage {
    const page = new TestPage(this, actor, browser, more);
    this.#pages.push(page);
    return page;
  }

  async close(): Promise<void> {
    for (const page of this.#pages) page.unload();
    await this.rooms.close();
    await this.store.close();
    await rm(this.#folder, { recursive: true });
  }

  /** The server stops and comes back on the same data. */
  async restart(): Promise<void> {
    this.unplugged = true;
    await this.rooms.close();
    this.rooms = this.#makeRooms();
    this.unplugged = false;
  }

  /** The network fails for everybody; neither side is told in time. */
  cut(): void {
    for (const end of [...this.#ends]) end();
  }

  async lists(): Promise<Lists> {
    const read = await this.rooms.committed(LEDGER_IN_STORE);
    if (!read.ok) throw new Error(read.code);
    return read.value.lists;
  }

  /** Operations in the log, in order. */
  async operations(): Promise<readonly string[]> {
    const rows = await this.store.db
      .selectFrom('log')
      .select('op_id')
      .where('act', '=', 'edit')
      .orderBy('seq')
      .execute();
    return rows.map((row) => row.op_id ?? '');
  }

  /** A governed change, as a command makes it. */
  async govern(
    cells: readonly { readonly key: string; readonly value: string | null }[],
    texts: readonly { readonly key: string; readonly value: string }[] = [],
  ): Promise<void> {
    this.#ops += 1;
    const done = await this.rooms.command(LEDGER_IN_STORE, {
      opId: `C${String(this.#ops).padStart(15, '0')}`,
      name: 'seed',
      content: String(this.#ops),
      actor: OFFICE,
      session: 'session',
      decide: () => accept({ cells, texts, value: null }),
    });
    if (!done.ok) throw new Error(done.code);
  }

  opener(actor: LedgerActor): () => RawSocket {
    this.actors.set(actor.person, actor);
    return () => this.#connect(actor);
  }

  #connect(actor: LedgerActor): RawSocket {
    let link: Link | undefined;
    let open = true;
    const shut = (code: number | undefined): void => {
      if (!open) return;
      open = false;
      this.#ends.delete(cable);
      link?.left();
      if (code !== undefined) queueMicrotask(() => socket.onclose?.({ code } as CloseEvent));
    };
    const cable = (): void => shut(1006);
    const later = (work: () => void): void => queueMicrotask(() => open && work());
    const socket: RawSocket = {
      binaryType: '',
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (frame) => {
        if (!this.swallow) later(() => link?.receive(frame.slice()));
      },
      close: () => shut(undefined),
    };
    queueMicrotask(() => {
      if (!open) return;
      if (this.unplugged || this.away.has(actor.person)) {
        shut(1006);
        return;
      }
      this.#ends.add(cable);
      const signedIn = {
        person: actor.person as PersonId,
        session: `session of ${actor.person}`,
        name: actor.name,
      };
      link = this.rooms.join(LEDGER_IN_STORE, signedIn, {
        send: (frame) => {
          if (!this.deafen) later(() => socket.onmessage?.({ data: frame.slice().buffer } as MessageEvent));
        },
        close: (code) => shut(code),
        bufferedBytes: () => 0,
      });
      socket.onopen?.(new Event('open'));
    });
    return socket;
  }

  #makeRooms(): LiveRooms {
    return createRooms({
      store: this.store,
      actorFor: (person) => Promise.resolve(this.actors.get(person) ?? null),
      receiptKey: 'a key for tests only',
      clock: () => new Date(),
      today: () => '2026-03-02',
      log: QUIET,
      limits: this.#limits,
    });
  }

  async #seed(): Promise<void> {
    await this.govern(
      [
        ...cellsOfNewRow({ row: PROBLEM, list: 'problems', order: 'a0' }),
        { key: cellKey(PROBLEM, 'code'), value: '1' },
        { key: cellKey(PROBLEM, 'status'), value: 'rectifying' },
        ...cellsOfNewRow({ row: DUTY, list: 'duties', order: 'a0', problem: PROBLEM }),
        ...cellsOfNewRow({ row: TASK, list: 'tasks', order: 'a0', problem: PROBLEM }),
      ] as { key: string; value: string }[],
      [{ key: textKey(TASK, 'measure'), value: MEASURE }],
    );
  }
}
