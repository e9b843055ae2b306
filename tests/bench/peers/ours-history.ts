/** Writes a long history into a ledger's log as the rooms would have, row by row but without waiting for the disk each time. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { contentHashOf } from '#server/rooms/op-book.ts';
import { chainHash } from '#server/store/chain.ts';
import { HISTORY_CLIENT, history } from './states.ts';

const AT = '2026-03-01T00:00:00.000Z';
const PERSON = 'person0000000001';
/** A server makes a checkpoint every 1,000 updates: on average this many follow the last one. */
const AFTER_CHECKPOINT = 500;

interface Head {
  readonly epoch: number;
  readonly seq: number;
  readonly chain_hash: string;
}

const bytes = (update: Uint8Array): Buffer => Buffer.from(update);

/** Makes the rows of one commit; `insert` is told of each. */
function inserter(database: Database.Database, ledger: string) {
  const log = database.prepare(
    'INSERT INTO log (commit_no, ledger, seq, epoch, at, person, role, session, op_id, act, update_bytes, prev_hash, hash, name, organisation, content_hash) VALUES (@commit_no, @ledger, @seq, @epoch, @at, @person, @role, @session, @op_id, @act, @update_bytes, @prev_hash, @hash, @name, @organisation, @content_hash)',
  );
  const change = database.prepare(
    'INSERT INTO change (ledger, seq, n, cell, row, field, old_value, new_value) VALUES (?, ?, 0, ?, ?, ?, ?, ?)',
  );
  return (
    head: Head,
    commitNo: number,
    step: { cell: string; old: string | null; now: string; update: Uint8Array },
  ): Head => {
    const seq = head.seq + 1;
    const [row = '', field = ''] = step.cell.split('/');
    const opId = `history${String(seq).padStart(9, '0')}`;
    const entry = {
      commit_no: commitNo,
      ledger,
      seq,
      epoch: head.epoch,
      at: AT,
      person: PERSON,
      role: 'office',
      session: 'session',
      op_id: opId,
      act: 'edit',
      update_bytes: bytes(step.update),
      prev_hash: head.chain_hash,
      name: '安某',
      organisation: '某县委巡察办',
    };
    const hash = chainHash(entry, [{ n: 0, cell: step.cell, old_value: step.old, new_value: step.now }]);
    log.run({ ...entry, hash, content_hash: contentHashOf(step.update) });
    change.run(ledger, seq, step.cell, row, field, step.old, step.now);
    return { ...head, seq, chain_hash: hash };
  };
}

/** The folder must not be open elsewhere. `state`: what the ledger's document begins with. */
export function writeHistoryOf(folder: string, ledger: string, updates: number, state: Uint8Array): void {
  const database = new Database(join(folder, 'ledgers.db'));
  const doc = createLedgerDoc();
  Y.applyUpdate(doc, state);
  database.transaction(() => {
    let head = database.prepare('SELECT epoch, seq, chain_hash FROM ledger WHERE id = ?').get(ledger) as Head;
    const first = Number(database.prepare('SELECT max(commit_no) FROM log').pluck().get());
    const insert = inserter(database, ledger);
    database
      .prepare(
        'INSERT INTO client_binding (ledger, epoch, client_id, person, page_id) VALUES (?, ?, ?, ?, ?)',
      )
      .run(ledger, head.epoch, HISTORY_CLIENT, PERSON, 'page000000000001');
    let n = 0;
    for (const step of history(updates, state)) {
      n += 1;
      Y.applyUpdate(doc, step.update);
      head = insert(head, first + n, step);
      if (n !== updates - AFTER_CHECKPOINT) continue;
      const whole = Y.encodeStateAsUpdate(doc);
      database
        .prepare('INSERT INTO checkpoint (ledger, epoch, seq, at, state, hash) VALUES (?, ?, ?, ?, ?, ?)')
        .run(ledger, head.epoch, head.seq, AT, bytes(whole), checkpointHash(head.chain_hash, whole));
    }
    database
      .prepare('UPDATE ledger SET seq = ?, chain_hash = ? WHERE id = ?')
      .run(head.seq, head.chain_hash, ledger);
  })();
  database.close();
}
