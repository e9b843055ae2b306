/** Writes a long history into a ledger's log as the rooms would have, with its epochs and checkpoints, without waiting for the disk each time. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as Y from 'yjs';
import { cellsOf, createLedgerDoc, type CellValue } from '#document/ledger-doc.ts';
import { setCell, spliceText } from '#document/write.ts';
import type { TextSplice } from '#domain/history/splices.ts';
import { CORE_LIMITS } from '#server/core-settings.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { rebuild } from '#server/rooms/epochs.ts';
import { contentHashOf } from '#server/rooms/op-book.ts';
import { reasonForEpoch } from '#server/rooms/weight.ts';
import { chainHash, type LogChange, type LogEntry } from '#server/store/chain.ts';
import { HISTORY_CLIENT, history, type HistoryStep } from './states.ts';

const AT = '2026-03-01T00:00:00.000Z';
const PERSON = 'person0000000001';
/** On average half of that follows the last one. */
const { checkpointEvery: CHECKPOINT_EVERY } = CORE_LIMITS;

interface Head {
  readonly epoch: number;
  readonly seq: number;
  readonly chain_hash: string;
}

const bytes = (update: Uint8Array): Buffer => Buffer.from(update);

/** The rows of a ledger's past, one commit after the other. */
class Past {
  readonly #database: Database.Database;
  readonly #ledger: string;
  #head: Head;
  #commitNo: number;
  readonly #log: Database.Statement;
  readonly #change: Database.Statement;
  readonly #checkpoint: Database.Statement;
  readonly #binding: Database.Statement;

  constructor(database: Database.Database, ledger: string) {
    this.#database = database;
    this.#ledger = ledger;
    this.#head = database
      .prepare('SELECT epoch, seq, chain_hash FROM ledger WHERE id = ?')
      .get(ledger) as Head;
    this.#commitNo = Number(database.prepare('SELECT max(commit_no) FROM log').pluck().get());
    this.#log = database.prepare(
      'INSERT INTO log (commit_no, ledger, seq, epoch, at, person, role, session, op_id, act, update_bytes, prev_hash, hash, name, organisation, content_hash) VALUES (@commit_no, @ledger, @seq, @epoch, @at, @person, @role, @session, @op_id, @act, @update_bytes, @prev_hash, @hash, @name, @organisation, @content_hash)',
    );
    this.#change = database.prepare(
      'INSERT INTO change (ledger, seq, n, cell, row, field, old_value, new_value) VALUES (?, ?, 0, ?, ?, ?, ?, ?)',
    );
    this.#checkpoint = database.prepare(
      'INSERT INTO checkpoint (ledger, epoch, seq, at, state, hash) VALUES (?, ?, ?, ?, ?, ?)',
    );
    this.#binding = database.prepare(
      'INSERT INTO client_binding (ledger, epoch, client_id, person, page_id) VALUES (?, ?, ?, ?, ?)',
    );
    this.#bind();
  }

  get seq(): number {
    return this.#head.seq;
  }

  edit({ cell, old, now }: HistoryStep, update: Uint8Array): void {
    const [row = '', field = ''] = cell.split('/');
    const entry = {
      person: PERSON,
      role: 'office',
      session: 'session',
      op_id: `history${String(this.seq + 1).padStart(9, '0')}`,
      act: 'edit',
      update_bytes: bytes(update),
      name: '安某',
      organisation: '某县委巡察办',
    };
    this.#write(entry, [{ n: 0, cell, old_value: old, new_value: now }], contentHashOf(update));
    this.#change.run(this.#ledger, this.seq, cell, row, field, old, now);
  }

  /** The commit that begins an epoch with this document. */
  epoch(state: Uint8Array): void {
    this.#head = { ...this.#head, epoch: this.#head.epoch + 1 };
    const server = { person: 'server', role: 'server', session: 'server', name: null, organisation: null };
    this.#write({ ...server, op_id: null, act: 'epoch', update_bytes: null }, [], null);
    this.checkpoint(state);
    this.#bind();
  }

  checkpoint(state: Uint8Array): void {
    const { epoch, seq, chain_hash: chain } = this.#head;
    this.#checkpoint.run(this.#ledger, epoch, seq, AT, bytes(state), checkpointHash(chain, state));
  }

  end(): void {
    this.#database
      .prepare('UPDATE ledger SET epoch = ?, seq = ?, chain_hash = ? WHERE id = ?')
      .run(this.#head.epoch, this.#head.seq, this.#head.chain_hash, this.#ledger);
  }

  #write(
    said: Omit<LogEntry, 'commit_no' | 'ledger' | 'seq' | 'epoch' | 'at' | 'prev_hash'>,
    changes: readonly LogChange[],
    contentHash: string | null,
  ): void {
    const { epoch, seq, chain_hash: before } = this.#head;
    this.#commitNo += 1;
    const place = { commit_no: this.#commitNo, ledger: this.#ledger, seq: seq + 1, epoch, at: AT };
    const entry = { ...said, ...place, prev_hash: before };
    const hash = chainHash(entry, changes);
    this.#log.run({ ...entry, hash, content_hash: contentHash });
    this.#head = { epoch, seq: seq + 1, chain_hash: hash };
  }

  #bind(): void {
    this.#binding.run(this.#ledger, this.#head.epoch, HISTORY_CLIENT, PERSON, 'page000000000001');
  }
}

/** The document of an epoch, in which the steps are done once more: their own bytes are of a document that never began anew. */
class Living {
  readonly #doc = createLedgerDoc();
  readonly #baseBytes: number;
  #update: Uint8Array = new Uint8Array();

  constructor(state: Uint8Array) {
    Y.applyUpdate(this.#doc, state);
    this.#baseBytes = state.length;
    this.#doc.clientID = HISTORY_CLIENT;
    this.#doc.on('update', (update: Uint8Array) => (this.#update = update));
  }

  /** Answers its bytes. */
  do({ cell, old, now }: HistoryStep): Uint8Array {
    if (old !== null) setCell(this.#doc, cell, JSON.parse(now) as CellValue);
    else
      for (const [index, deleted, inserted] of JSON.parse(now) as readonly TextSplice[]) {
        const [row = '', field = ''] = cell.split('/');
        spliceText(this.#doc, row, field, index, deleted.length, inserted);
      }
    return this.#update;
  }

  encoded(): Uint8Array {
    return Y.encodeStateAsUpdate(this.#doc);
  }

  /** The same values written anew, once the rooms would do that. */
  renewedIfHeavy(bytes: number): Uint8Array | null {
    const { store, share } = this.#doc;
    let structs = 0;
    for (const list of store.clients.values()) structs += list.length;
    const live = cellsOf(this.#doc).size + share.size - 1;
    const weight = { clients: store.clients.size, structs, live, bytes, baseBytes: this.#baseBytes };
    return reasonForEpoch(weight, CORE_LIMITS) === null ? null : rebuild(this.#doc);
  }
}

/** The folder must not be open elsewhere. `state`: what the ledger's document begins with. */
export function writeHistoryOf(folder: string, ledger: string, updates: number, state: Uint8Array): void {
  const database = new Database(join(folder, 'ledgers.db'));
  database.transaction(() => {
    const past = new Past(database, ledger);
    let living = new Living(state);
    let left = updates;
    for (const step of history(updates, state)) {
      past.edit(step, living.do(step));
      left -= 1;
      if (left % CHECKPOINT_EVERY !== CHECKPOINT_EVERY / 2) continue;
      const whole = living.encoded();
      const renewed = living.renewedIfHeavy(whole.length);
      if (renewed) {
        past.epoch(renewed);
        living = new Living(renewed);
      } else if (left < CHECKPOINT_EVERY) past.checkpoint(whole);
    }
    past.end();
  })();
  database.close();
}
