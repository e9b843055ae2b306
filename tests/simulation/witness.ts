/**
 * Looks over the shoulders of disk and network: what is durable at each moment, what was acknowledged, and whether anything was
 * shown to anybody before it was durable.
 */
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { decodeMessage } from '#protocol/codec.ts';
import type { Disk } from './disk.ts';
import { tokensInBytes } from './tokens.ts';

export interface Acknowledged {
  readonly epoch: number;
  readonly seq: number;
  readonly superseded: readonly string[];
}

/** What was guarded before the rights went may take so long to reach the disk. */
const RIGHTS_MS_MAX = 3_000;

interface LogRow {
  readonly seq: number;
  readonly epoch: number;
  readonly act: string;
  readonly op_id: string | null;
  readonly person: string;
  readonly update_bytes: Buffer | null;
}

export class Witness {
  readonly violations: string[] = [];
  /** opId → first acknowledgement that left the server */
  readonly acknowledged = new Map<string, Acknowledged>();
  /** opId → marks that its frames carried, since it was refused last */
  readonly carried = new Map<string, Set<number>>();
  /** commands that were answered with success */
  readonly answeredCommands = new Set<string>();
  /** epoch → its document as durably committed */
  readonly #documents = new Map<number, Y.Doc>();
  readonly #epochs = new WeakMap<object, number>();
  readonly #disk: Disk;
  readonly #ledger: string;
  /** since when a person writes nothing here, in ms; 0 for who may write */
  withoutRightsMs: (person: string) => number = () => 0;
  #seq = 0;
  frames = 0;

  constructor(disk: Disk, ledger: string) {
    this.#disk = disk;
    this.#ledger = ledger;
    disk.onDurable = () => this.#follow();
  }

  violate(what: string): void {
    if (this.violations.length < 20) this.violations.push(what);
  }

  get durableSeq(): number {
    return this.#seq;
  }

  documentOf(epoch: number): Y.Doc {
    let doc = this.#documents.get(epoch);
    if (!doc) this.#documents.set(epoch, (doc = createLedgerDoc()));
    return doc;
  }

  /** Reads what the disk has that was not there before. */
  #follow(): void {
    const stated = this.#disk.database
      .prepare<[string], { seq: number }>('SELECT seq FROM ledger WHERE id = ?')
      .get(this.#ledger);
    if (stated && stated.seq < this.#seq) {
      this.violate(`the disk went back from ${this.#seq} to ${stated.seq}`);
      this.#documents.clear();
      this.#seq = 0;
    }
    const rows = this.#disk.database
      .prepare<[string, number], LogRow>(
        'SELECT seq, epoch, act, op_id, person, update_bytes FROM log WHERE ledger = ? AND seq > ? ORDER BY seq',
      )
      .all(this.#ledger, this.#seq);
    for (const { seq, epoch, act, person, update_bytes } of rows) {
      this.#seq = seq;
      if (act === 'edit' && this.withoutRightsMs(person) > RIGHTS_MS_MAX)
        this.violate(`${person} wrote commit ${seq} without any right to`);
      if (act === 'epoch') this.#begin(epoch, seq);
      else if (update_bytes) Y.applyUpdate(this.documentOf(epoch), new Uint8Array(update_bytes));
    }
  }

  #begin(epoch: number, seq: number): void {
    const checkpoint = this.#disk.database
      .prepare<[string, number, number], { state: Buffer }>(
        'SELECT state FROM checkpoint WHERE ledger = ? AND epoch = ? AND seq = ?',
      )
      .get(this.#ledger, epoch, seq);
    if (checkpoint) Y.applyUpdate(this.documentOf(epoch), new Uint8Array(checkpoint.state));
    else this.violate(`epoch ${epoch} began without its document`);
  }

  /** A frame leaves the server. */
  fromServer(connection: object, frame: Uint8Array): void {
    this.frames += 1;
    const decoded = decodeMessage(frame);
    if (!decoded.ok) return this.violate('the server said what is no message');
    const message = decoded.value;
    switch (message.type) {
      case 'welcome':
        this.#epochs.set(connection, message.body.epoch);
        return;
      case 'syncStep2':
      case 'syncUpdate':
        return this.#shown(this.#epochs.get(connection) ?? 0, message.update);
      case 'ack':
        return this.#acked(message.body.opId, {
          epoch: message.body.receipt.epoch,
          seq: message.body.seq,
          superseded: message.body.superseded.map(({ cell }) => cell),
        });
      case 'refused':
        // nothing of it was applied: what its board sends again under this name may be less
        this.carried.delete(message.body.opId);
        return;
    }
  }

  fromPage(_person: string, frame: Uint8Array): void {
    const decoded = decodeMessage(frame);
    if (!decoded.ok) return this.violate('a page said what is no message');
    if (decoded.value.type !== 'edit') return;
    const { opId, update } = decoded.value.body;
    const carried = this.carried.get(opId) ?? new Set();
    for (const token of tokensInBytes(update)) carried.add(token);
    this.carried.set(opId, carried);
  }

  #acked(opId: string, ack: Acknowledged): void {
    if (ack.seq > this.#seq)
      this.violate(`${opId} was acknowledged as ${ack.seq}, on the disk is ${this.#seq}`);
    if (!this.acknowledged.has(opId)) this.acknowledged.set(opId, ack);
  }

  /** Nothing is shown that is not on the disk: every piece of it, and every deletion. */
  #shown(epoch: number, update: Uint8Array): void {
    const { store } = this.documentOf(epoch);
    const { structs, ds } = Y.decodeUpdate(update);
    for (const { id, length } of structs) {
      if (id.clock + length <= Y.getState(store, id.client)) continue;
      return this.violate(`client ${id.client} clock ${id.clock} was shown before it was durable`);
    }
    for (const [client, ranges] of ds.clients) {
      const known = store.clients.get(client) ?? [];
      for (const { clock, len } of ranges) {
        if (clock + len > Y.getState(store, client))
          return this.violate(`a deletion of ${client} was shown before it was durable`);
        for (
          let n = Y.findIndexSS(known, clock);
          n < known.length && known[n]!.id.clock < clock + len;
          n += 1
        )
          if (!known[n]!.deleted)
            return this.violate(`a deletion of ${client}/${clock} was shown before it was durable`);
      }
    }
  }
}
