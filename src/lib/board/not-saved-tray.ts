/** Values that could not be saved, with the reason, until the person has dealt with them. Survives a reload. */
import type { Refusal } from '#domain/refusals.ts';
import type { TrayItem } from './board.contract.ts';
import { gridCell } from './intents.ts';
import { TRAY_ITEMS_MAX, type OutboxStore } from './outbox-store.ts';

/** `more`: a further piece of the same text, not a newer value of the same cell. */
export interface Rejected {
  readonly cell: string;
  readonly text: string;
  readonly removed?: string;
  readonly reason: Refusal;
  readonly more: boolean;
}

export interface TraySettings {
  readonly store: OutboxStore;
  readonly owner: string;
  readonly freshId: () => string;
  /** ISO instant */
  readonly now: () => string;
  readonly changed: () => void;
  /** told of what is put in */
  readonly added: (rejected: readonly Rejected[]) => void;
}

function textOf(earlier: string, text: string, more: boolean): string {
  if (earlier === '' || text === '') return earlier || text;
  return more ? `${earlier}\n${text}` : text;
}

export class NotSavedTray {
  readonly #settings: TraySettings;
  /** ids of items that this page put in; those of other tabs and earlier pages are the person's to dismiss */
  readonly #own = new Set<string>();
  #items: readonly TrayItem[] = [];

  constructor(settings: TraySettings) {
    this.#settings = settings;
  }

  get items(): readonly TrayItem[] {
    return this.#items;
  }

  /** What earlier page loads left there. */
  async load(): Promise<void> {
    const kept = await this.#settings.store.tray(this.#settings.owner);
    const here = new Set(this.#items.map(({ id }) => id));
    const older = kept.filter(({ id }) => !here.has(id));
    this.#set([...older, ...this.#items].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)));
  }

  /**
   * Of what this page rejects, a newer value of a cell replaces the older one, and pieces of a text are gathered in one item. A cell
   * left empty replaces nothing: it may have been emptied in a tab that never saw the text (O9).
   */
  add(rejected: readonly Rejected[]): void {
    if (rejected.length === 0) return;
    this.#settings.added(rejected);
    const all = [...this.#items];
    const changed = new Map<string, TrayItem>();
    for (const { cell, text, removed, reason, more } of rejected) {
      const at = all.findIndex((item) => item.cell === cell && this.#own.has(item.id));
      const [earlier] = at < 0 ? [] : all.splice(at, 1);
      const item: TrayItem = {
        id: earlier?.id ?? this.#settings.freshId(),
        cell,
        text: textOf(earlier?.text ?? '', text, more),
        ...(removed === undefined ? {} : { removed }),
        at: this.#settings.now(),
        reason,
      };
      this.#own.add(item.id);
      all.push(item);
      changed.set(item.id, item);
    }
    const kept = all.slice(-TRAY_ITEMS_MAX);
    const { store, owner } = this.#settings;
    this.#set(kept);
    this.#keep(store.putTray([...changed.values()].map((item) => ({ ...item, owner }))));
    const gone = all.slice(0, all.length - kept.length);
    if (gone.length > 0) this.#keep(store.removeTray(gone.map(({ id }) => id)));
  }

  dismiss(id: string): void {
    this.#set(this.#items.filter((item) => item.id !== id));
    this.#keep(this.#settings.store.removeTray([id]));
  }

  has(cell: string): boolean {
    return this.#items.some((item) => gridCell(item.cell) === cell);
  }

  #set(items: readonly TrayItem[]): void {
    this.#items = items;
    this.#settings.changed();
  }

  #keep(work: Promise<void>): void {
    work.catch((error: unknown) => {
      // It still shows on this page; only the next page load would miss it.
      console.warn('Tray could not be written', error);
    });
  }
}
