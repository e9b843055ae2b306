/** A store in memory, people and connections for the tests of the rooms. Never imported by the server. */
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import * as Y from 'yjs';
import { CELLS } from '#document/keys.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { rebuilt } from '#document/rebuilt.ts';
import { setCell } from '#document/write.ts';
import type { LedgerId, OrganisationId, PersonId } from '#domain/ids.ts';
import { accept } from '#domain/refusals.ts';
import type { LedgerActor, LedgerRole } from '#domain/roles.ts';
import { decodeMessage, encodeMessage, type Message } from '#protocol/codec.ts';
import { PROTOCOL_VERSION, type Hello } from '#protocol/sync.ts';
import { SAMPLE_CELLS, TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import type { Link } from '#server/rooms/link.ts';
import { createRooms, type LiveRooms } from '#server/rooms/rooms.ts';
import type { RoomsSettings } from '#server/rooms/rooms.parts.ts';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import { newLedger } from '#server/store/new-ledger.ts';
import type { Schema } from '#server/store/schema.ts';
import { migrate } from '#server/store/sqlite/migrate.ts';
import { groupsToSend } from '#server/store/sqlite/messages.ts';
import { createWriter } from '#server/store/sqlite/writer.ts';
import { StoreFailed, type GroupResult, type StatementGroup, type Store } from '#server/store/store.ts';

export const LEDGER = rowId('ledger') as LedgerId;
export const UNIT = rowId('unit') as OrganisationId;
const AT = '2026-03-01T00:00:00.000Z';

/** Commits wait while `held`; the next one fails as a whole when `failing`. */
export interface MemoryStore extends Store {
  hold(): void;
  release(): void;
  fail(): void;
  readonly commits: number;
  /** a commit was asked for and has not been answered */
  readonly underWay: boolean;
  readonly database: Database.Database;
}

/** `image`: what `database.serialize()` gave, a disk as it was at that moment. */
export function memoryStore(image?: Buffer): MemoryStore {
  const database = new Database(image ?? ':memory:');
  database.pragma('foreign_keys = ON');
  migrate(database, MIGRATIONS);
  const writer = createWriter(database);
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  const listeners = new Set<(reason: string) => void>();
  let gate: { opened: Promise<void>; open: () => void } | undefined;
  let failing = false;
  let readOnly: string | null = null;
  let commits = 0;
  let underWay = 0;
  return {
    db,
    database,
    get commits() {
      return commits;
    },
    get underWay() {
      return underWay > 0;
    },
    get readOnly() {
      return readOnly;
    },
    hold() {
      let open = (): void => undefined;
      const opened = new Promise<void>((resolve) => (open = resolve));
      gate = { opened, open };
    },
    release() {
      gate?.open();
      gate = undefined;
    },
    fail() {
      failing = true;
    },
    async commit(groups: readonly StatementGroup[]): Promise<readonly GroupResult[]> {
      underWay += 1;
      await gate?.opened;
      underWay -= 1;
      if (failing && readOnly === null) {
        readOnly = 'disk full';
        for (const listener of listeners) listener(readOnly);
      }
      if (readOnly !== null) throw new StoreFailed(readOnly);
      commits += 1;
      return writer.commit(groupsToSend(groups));
    },
    onReadOnly(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async mergeUpdates(updates) {
      const doc = new Y.Doc();
      doc.getMap(CELLS);
      for (const update of updates) Y.applyUpdate(doc, update);
      return Y.encodeStateAsUpdate(doc);
    },
    async rebuild(updates, changes) {
      const doc = createLedgerDoc();
      for (const update of updates) Y.applyUpdate(doc, update);
      return Y.encodeStateAsUpdate(rebuilt(doc, changes));
    },
    async close() {
      await db.destroy();
    },
  };
}

/** A round with one ledger, written by whatever store it is. */
export async function seedLedger(store: Store, ledger: LedgerId = LEDGER): Promise<void> {
  const { db } = store;
  const office = rowId('office');
  const unit = rowId(`unit${ledger.slice(0, 8)}`);
  const round = rowId('round');
  await store.commit([
    [
      db
        .insertInto('organisation')
        .values({ id: office, name: '巡察办', kind: 'office', parent: null, created_at: AT })
        .onConflict((c) => c.doNothing())
        .compile(),
      db
        .insertInto('organisation')
        .values({ id: unit, name: '示例单位', kind: 'unit', parent: null, created_at: AT })
        .onConflict((c) => c.doNothing())
        .compile(),
      db
        .insertInto('round')
        .values({
          id: round,
          name: '第一轮',
          mode: 'regular',
          office,
          starts_on: '2026-01-01',
          focus_ends_on: '2026-06-30',
          settings: '{"closureChain":["first_review","audit"],"longTermOutOfRate":false}',
          created_at: AT,
        })
        .onConflict((c) => c.doNothing())
        .compile(),
      db
        .insertInto('ledger')
        .values(newLedger({ id: ledger, round, unit, created_at: AT }))
        .compile(),
    ],
  ]);
}

export interface Somebody {
  readonly person: PersonId;
  readonly name: string;
  readonly session: string;
}
export const somebody = (name: string): Somebody => ({
  person: rowId(name) as PersonId,
  name,
  session: `session-${name}`,
});

export const EDITOR1 = somebody('editor1');
export const EDITOR2 = somebody('editor2');
export const OFFICER = somebody('officer');
export const WATCHER = somebody('watcher');
export const CLERK = somebody('clerk');

/** Who reaches the ledger, changeable while the test runs. */
export class People {
  readonly roles = new Map<string, readonly LedgerRole[]>([
    [EDITOR1.person, ['unit_editor']],
    [EDITOR2.person, ['unit_editor']],
    [OFFICER.person, ['office']],
    [WATCHER.person, ['leader']],
    [CLERK.person, ['department']],
  ]);

  readonly actorFor = async (person: PersonId): Promise<LedgerActor | null> => {
    const roles = this.roles.get(person);
    return roles ? { person, name: '', roles, organisations: roles.map(() => UNIT) } : null;
  };
}

export interface Setting {
  readonly store: Store;
  readonly rooms: LiveRooms;
  readonly people: People;
  readonly logged: { readonly level: string; readonly message: string; readonly fields: object }[];
  /** run a command as the office */
  readonly command: (
    opId: string,
    cells: readonly { key: string; value: string | number | boolean | null }[],
  ) => ReturnType<LiveRooms['command']>;
}

export function roomsOn(store: Store, more: Partial<RoomsSettings> = {}): Setting {
  const people = new People();
  const logged: { level: string; message: string; fields: object }[] = [];
  const note =
    (level: string) =>
    (fields: object, message: string): void =>
      void logged.push({ level, message, fields });
  const rooms = createRooms({
    store,
    actorFor: people.actorFor,
    receiptKey: 'a key of the tests',
    clock: () => new Date(),
    today: () => '2026-03-01',
    log: { info: note('info'), warn: note('warn'), error: note('error') },
    groupWindowMs: 0,
    ...more,
  });
  const actor: LedgerActor = {
    person: OFFICER.person,
    name: OFFICER.name,
    roles: ['office'],
    organisations: [UNIT],
  };
  return {
    store,
    rooms,
    people,
    logged,
    command: (opId, cells) =>
      rooms.command(LEDGER, {
        opId: rowId(opId),
        name: 'test',
        content: JSON.stringify(cells),
        actor,
        session: OFFICER.session,
        decide: () => accept({ cells, value: { written: cells.length } }),
      }),
  };
}

export async function sampleRooms(
  more: Partial<RoomsSettings> = {},
): Promise<Setting & { readonly store: MemoryStore }> {
  const store = memoryStore();
  await seedLedger(store);
  const setting = roomsOn(store, more);
  const issued = await setting.command('issue', SAMPLE_CELLS);
  if (!issued.ok) throw new Error(issued.code);
  return { ...setting, store };
}

/** Wait for a condition with a deadline; the condition is asked again after each turn of the loop. */
export async function until<T>(
  what: string,
  condition: () => T | undefined | false | null,
  deadlineMs = 5_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** A page without a browser: a connection in memory, its document, and everything it was told. */
export class TestPage {
  readonly heard: Message[] = [];
  readonly link: Link;
  doc = createLedgerDoc();
  closed: { readonly code: number; readonly reason: string } | undefined;
  buffered = 0;
  /** everything that was sent to it, as it was handed over */
  readonly frames: Uint8Array[] = [];
  /** bytes of all frames sent to it */
  bytes = 0;

  constructor(rooms: LiveRooms, who: Somebody, ledger: LedgerId = LEDGER) {
    this.link = rooms.join(ledger, who, {
      send: (frame) => {
        this.bytes += frame.length;
        this.frames.push(frame);
        const decoded = decodeMessage(frame);
        if (!decoded.ok) throw new Error('The server sent what is no message.');
        this.heard.push(decoded.value);
        const message = decoded.value;
        if (message.type === 'syncStep2' || message.type === 'syncUpdate')
          Y.applyUpdate(this.doc, message.update, 'server');
      },
      close: (code, reason) => (this.closed = { code, reason }),
      bufferedBytes: () => this.buffered,
    });
  }

  say(message: Message): void {
    this.link.receive(encodeMessage(message));
  }

  of<T extends Message['type']>(type: T): Extract<Message, { type: T }>[] {
    return this.heard.filter((message): message is Extract<Message, { type: T }> => message.type === type);
  }

  async next<T extends Message['type']>(type: T, count = 1): Promise<Extract<Message, { type: T }>> {
    return until(`${type} (closed: ${JSON.stringify(this.closed)})`, () => this.of(type)[count - 1]);
  }

  async end(): Promise<{ readonly code: number; readonly reason: string }> {
    return until('the close', () => this.closed);
  }

  /** HELLO, WELCOME and the whole document. */
  async board(hello: Partial<Hello> = {}): Promise<this> {
    this.say({ type: 'hello', body: { protocol: PROTOCOL_VERSION, ...hello } });
    const { body } = await this.next('welcome');
    this.doc.clientID = body.clientId;
    return this.synchronise();
  }

  async synchronise(): Promise<this> {
    const answers = this.of('syncStep2').length;
    this.say({ type: 'syncStep1', vector: Y.encodeStateVector(this.doc) });
    await this.next('syncStep2', answers + 1);
    return this;
  }

  /** Change the document and send it as EDIT; answers the bytes. */
  edit(opId: string, change: (doc: Y.Doc) => void): Uint8Array {
    const update = this.change(change);
    this.say({ type: 'edit', body: { opId: rowId(opId), update } });
    return update;
  }

  change(change: (doc: Y.Doc) => void): Uint8Array {
    const updates: Uint8Array[] = [];
    const collect = (update: Uint8Array): void => void updates.push(update);
    this.doc.on('update', collect);
    this.doc.transact(() => change(this.doc));
    this.doc.off('update', collect);
    return Y.mergeUpdates(updates);
  }
}

/** The cell that `editedStore` writes. */
export const EDITED = `${TASK}/owner`;

/** Closed rooms after these edits: commit 1 made the sample, the n-th edit, from 0, wrote `第n`; a checkpoint every three commits. */
export async function editedStore(edits: number): Promise<MemoryStore> {
  const { rooms, store } = await sampleRooms({ limits: { checkpointEvery: 3 } });
  const page = await new TestPage(rooms, EDITOR1).board();
  for (let n = 0; n < edits; n += 1) {
    page.edit(`op${n}x`, (doc) => setCell(doc, EDITED, `第${n}`));
    await page.next('ack', n + 1);
  }
  await rooms.close();
  return store;
}
