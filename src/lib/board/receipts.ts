/** The last receipt of a ledger in this browser: shown in HELLO, so that a server that lost its tail is noticed. */
import type { Receipt } from '#protocol/sync.ts';
import type { Slots } from './page-registry.ts';

const RECEIPT = 'sandan.receipt.';

export interface Receipts {
  read(): Receipt | undefined;
  keep(receipt: Receipt): void;
}

export class SlotReceipts implements Receipts {
  readonly #slots: Slots;
  readonly #name: string;

  constructor(slots: Slots, ledger: string) {
    this.#slots = slots;
    this.#name = RECEIPT + ledger;
  }

  read(): Receipt | undefined {
    try {
      return parseReceipt(JSON.parse(this.#slots.getItem(this.#name) ?? 'null'));
    } catch (error) {
      console.warn('Unreadable receipt', error);
      return undefined;
    }
  }

  /** Never replaced by an older one: another tab may be ahead. */
  keep(receipt: Receipt): void {
    const kept = this.read();
    if (kept && (kept.epoch > receipt.epoch || (kept.epoch === receipt.epoch && kept.seq >= receipt.seq)))
      return;
    try {
      this.#slots.setItem(this.#name, JSON.stringify(receipt));
    } catch (error) {
      console.warn('Receipt could not be kept', error);
    }
  }
}

function parseReceipt(value: unknown): Receipt | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { epoch, seq, hash, mac } = value as Record<string, unknown>;
  if (
    typeof epoch !== 'number' ||
    typeof seq !== 'number' ||
    typeof hash !== 'string' ||
    typeof mac !== 'string'
  ) {
    return undefined;
  }
  return { epoch, seq, hash, mac };
}
