/**
 * What became of edits that were made without a connection, cell by cell, once they have reached the server or were refused:
 * for the person who comes back. Decides nothing.
 */
import type { Refusal } from '#domain/refusals.ts';
import type { ReturnedEdit } from './board.contract.ts';
import { gridCell, keysOf, type Intent } from './intents.ts';
import type { OutboxOp } from './outbox.ts';
import type { Rejected } from './not-saved-tray.ts';

/** Edits that were made within a shorter loss are told by their marks alone. */
export const RETURN_MS_MIN = 3_000;
/** Cells that are told one by one. */
export const RETURNED_MAX = 500;

/** What a person wrote in this cell, as they would look for it. */
const textIn = (intent: Intent, cell: string): string =>
  intent.kind === 'text'
    ? intent.splices.map(({ insert }) => insert).join('')
    : intent.cells
        .filter((one) => gridCell(one.cell) === cell)
        .map(({ value }) => (value === null ? '' : String(value)))
        .join(' ');

export class ReturnedEdits {
  readonly #changed: () => void;
  readonly #edits = new Map<string, ReturnedEdit>();
  #shown: readonly ReturnedEdit[] = [];
  /** since when there is no connection, in milliseconds; undefined while there is */
  #lostAtMs: number | undefined;

  constructor(changed: () => void) {
    this.#changed = changed;
  }

  get edits(): readonly ReturnedEdit[] {
    return this.#shown;
  }

  lost(nowMs: number): void {
    this.#lostAtMs ??= nowMs;
  }

  /** Connected again, with these edits waiting: those of a longer loss, or of an earlier page, are told about. */
  back(nowMs: number, waiting: readonly Pick<OutboxOp, 'at' | 'intent'>[]): void {
    const lostMs = nowMs - (this.#lostAtMs ?? nowMs);
    this.#lostAtMs = undefined;
    const old = waiting.filter(
      ({ at }) => lostMs >= RETURN_MS_MIN || nowMs - Date.parse(at) >= RETURN_MS_MIN,
    );
    if (old.length > 0) this.#begin(old.map(({ intent }) => intent));
  }

  /** These are on their way back; a newer edit of a cell takes the place of an older one. */
  #begin(intents: readonly Intent[]): void {
    // whatever waits is here: what was told of it after an earlier loss is told anew, not twice
    const told = new Set<string>();
    for (const intent of intents)
      for (const cell of new Set(keysOf(intent).map(gridCell))) {
        const earlier = told.has(cell) ? (this.#edits.get(cell)?.text ?? '') : '';
        const text = [earlier, textIn(intent, cell)];
        told.add(cell);
        this.#edits.delete(cell);
        if (this.#edits.size < RETURNED_MAX)
          this.#edits.set(cell, {
            cell,
            text: intent.kind === 'text' ? text.join('') : text[1]!,
            outcome: 'waiting',
            reason: null,
          });
      }
    this.#show();
  }

  merged(cells: readonly string[]): void {
    for (const cell of cells) this.#set(cell, 'merged', null);
    this.#show();
  }

  /** What another person wrote stands, or the edit may not be. */
  rejected(rejected: readonly Rejected[]): void {
    for (const { cell, reason } of rejected)
      this.#set(gridCell(cell), reason.code === 'CONTENT_CHANGED' ? 'superseded' : 'refused', reason);
    this.#show();
  }

  dismiss(): void {
    this.#edits.clear();
    this.#show();
  }

  #set(cell: string, outcome: ReturnedEdit['outcome'], reason: Refusal | null): void {
    const edit = this.#edits.get(cell);
    // of an edit that was taken in part, the part that was not is what matters
    if (!edit || (outcome === 'merged' && edit.outcome !== 'waiting')) return;
    this.#edits.set(cell, { ...edit, outcome, reason });
  }

  #show(): void {
    if (this.#edits.size === 0 && this.#shown.length === 0) return;
    this.#shown = [...this.#edits.values()];
    this.#changed();
  }
}
