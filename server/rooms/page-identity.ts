/**
 * Client ids and receipts, both made with the receipt key, which is kept apart from the database. The client id of a page
 * load follows from ledger, epoch, person and page id: it survives a restart of the server without being stored first,
 * and nobody can choose one.
 */
import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto';
import type { LedgerId } from '#domain/ids.ts';
import type { Receipt } from '#protocol/sync.ts';

export class Identities {
  readonly #key: KeyObject;

  constructor(receiptKey: Uint8Array | string) {
    this.#key = createSecretKey(Buffer.from(receiptKey));
  }

  clientId(ledger: LedgerId, epoch: number, person: string, page: string): number {
    return this.#mac('client', [ledger, epoch, person, page]).readUInt32BE(0);
  }

  receipt(ledger: LedgerId, epoch: number, seq: number, hash: string): Receipt {
    return { epoch, seq, hash, mac: this.#mac('receipt', [ledger, epoch, seq, hash]).toString('hex') };
  }

  /** Only a true receipt counts: anybody can claim that something was lost. */
  isTrue(ledger: LedgerId, { epoch, seq, hash, mac }: Receipt): boolean {
    const expected = this.#mac('receipt', [ledger, epoch, seq, hash]);
    const given = Buffer.from(mac, 'hex');
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #mac(purpose: string, parts: readonly (string | number)[]): Buffer {
    return createHmac('sha256', this.#key)
      .update(JSON.stringify([purpose, ...parts]))
      .digest();
  }
}
