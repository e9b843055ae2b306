/** A small stand-in for the live rooms and their store, in memory: one document per ledger, no sockets, no guard. */
import { isDeepStrictEqual } from 'node:util';
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import * as Y from 'yjs';
import { parseKey } from '#document/keys.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { readLists } from '#document/read.ts';
import { replaceText, setCell } from '#document/write.ts';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { CommandRequest, Committed, Rooms } from '#server/rooms/room.contract.ts';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import type { Schema } from '#server/store/schema.ts';
import { migrate } from '#server/store/sqlite/migrate.ts';
import { groupsToSend } from '#server/store/sqlite/messages.ts';
import type { StatementGroup, Store } from '#server/store/store.ts';

/** A store whose commits run at once; a broken statement throws. */
export function openTestStore(): Store & { readonly run: (group: StatementGroup) => void } {
  const database = new Database(':memory:');
  migrate(database, MIGRATIONS);
  database.pragma('foreign_keys = ON');
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database }) });
  const run = database.transaction((group: StatementGroup) => {
    for (const { sql, rows } of groupsToSend([group]).flat())
      for (const row of rows) database.prepare(sql).run(...row);
  });
  return {
    db,
    run,
    readOnly: null,
    commit: async (groups) => groups.map((group) => (run(group), { ok: true as const })),
    onReadOnly: () => () => undefined,
    mergeUpdates: async (updates) => Y.mergeUpdates([...updates]),
    rebuild: async (updates) => Y.mergeUpdates([...updates]),
    close: () => db.destroy(),
  };
}

interface FakeRoom {
  readonly doc: Y.Doc;
  readonly ops: Map<
    string,
    {
      readonly content: CommandRequest<unknown>['content'];
      readonly person: string;
      readonly answer: Committed & { value: unknown };
    }
  >;
  seq: number;
  /** every value that a cell took, in order */
  readonly history: { readonly key: string; readonly value: unknown }[];
}

export class TestRooms implements Rooms {
  readonly #store: ReturnType<typeof openTestStore>;
  readonly #rooms = new Map<string, FakeRoom>();
  at = '2026-06-10T02:00:00.000Z';
  planPassed = false;

  constructor(store: ReturnType<typeof openTestStore>) {
    this.#store = store;
  }

  room(ledger: string): FakeRoom {
    let room = this.#rooms.get(ledger);
    if (!room)
      this.#rooms.set(ledger, (room = { doc: createLedgerDoc(), ops: new Map(), seq: 0, history: [] }));
    return room;
  }

  async command<T>(
    ledger: LedgerId,
    request: CommandRequest<T>,
  ): Promise<Outcome<Committed & { readonly value: T }>> {
    const room = this.room(ledger);
    const before = room.ops.get(request.opId);
    if (before) {
      const same =
        isDeepStrictEqual(before.content, request.content) && before.person === request.actor.person;
      return same ? accept(before.answer as Committed & { value: T }) : refuse('OP_REUSED');
    }
    const { at, planPassed } = this;
    const decided = request.decide({
      doc: room.doc,
      lists: () => readLists(room.doc),
      seq: room.seq,
      at,
      writtenAt: at,
      planPassed,
    });
    if (!decided.ok) return decided;
    room.seq += 1;
    this.#store.run(decided.value.statements?.({ seq: room.seq, at }) ?? []);
    room.doc.transact(() => {
      for (const { key, value } of decided.value.cells) {
        setCell(room.doc, key, value);
        room.history.push({ key, value });
      }
      for (const { key, value } of decided.value.texts ?? []) {
        const { row, field } = parseKey(key)!;
        replaceText(room.doc, row, field, value);
      }
    });
    const receipt = { epoch: 1, seq: room.seq, hash: '', mac: '' };
    const answer = { seq: room.seq, epoch: 1, at, receipt, value: decided.value.value };
    room.ops.set(request.opId, { content: request.content, person: request.actor.person, answer });
    return accept(answer);
  }

  async committed(ledger: LedgerId): ReturnType<Rooms['committed']> {
    const room = this.room(ledger);
    return accept({ lists: readLists(room.doc), seq: room.seq, epoch: 1, at: this.at });
  }
  async rightsChanged(): Promise<void> {
    return undefined;
  }
  sessionEnded(): void {
    return undefined;
  }
  onCommit(): () => void {
    return () => undefined;
  }
  async close(): Promise<void> {
    return undefined;
  }
}
