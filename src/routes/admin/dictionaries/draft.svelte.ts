/** One dictionary while it is edited: words in their order, changed here until they are saved whole. */
import { CATEGORY, type Dictionary, type DictionaryEntry } from '#domain/dictionaries.ts';
import type { DictionaryExample } from '#domain/dictionary-examples.ts';
import { freshOpId } from '../../door.ts';

type Entry = DictionaryEntry;

const entry = (word: string, under: string | null): Entry => ({
  id: freshOpId(),
  word,
  under,
  retired: false,
  formerly: [],
});

export class DictionaryDraft {
  readonly id: string;
  /** 0: it is made when it is saved */
  readonly version: number;
  name = $state('');
  retired = $state(false);
  #entries = $state.raw<readonly Entry[]>([]);
  readonly #saved: string;

  constructor(dictionary: Omit<Dictionary, 'version'> & { readonly version?: number }) {
    this.id = dictionary.id;
    this.version = dictionary.version ?? 0;
    this.name = dictionary.name;
    this.retired = dictionary.retired;
    this.#entries = dictionary.entries;
    this.#saved = this.version === 0 ? '' : this.#look();
  }

  static of(example: DictionaryExample): DictionaryDraft {
    const entries = Object.entries(example.words).flatMap(([word, below]) => {
      const top = entry(word, null);
      return [top, ...below.map((one) => entry(one, top.id))];
    });
    return new DictionaryDraft({ id: example.id, name: example.name, retired: false, entries });
  }

  get hasLevels(): boolean {
    return this.id === CATEGORY;
  }
  readonly isChanged = $derived.by(() => this.#look() !== this.#saved);
  /** why it cannot be saved: a word that is empty, or the name */
  readonly isWhole = $derived.by(
    () =>
      this.name.trim() !== '' && this.#entries.every(({ word, retired }) => retired || word.trim() !== ''),
  );
  readonly offered = $derived.by(() => this.#entries.filter(({ retired }) => !retired).length);

  /** The words of a level in their order: those that are offered first. */
  level(under: string | null): readonly Entry[] {
    const own = this.#entries.filter((one) => one.under === under);
    return [...own.filter(({ retired }) => !retired), ...own.filter(({ retired }) => retired)];
  }

  /** Answers the id of the new word, to write it at once. */
  add(under: string | null): string {
    const made = entry('', under);
    this.#entries = [...this.#entries, made];
    return made.id;
  }
  write(id: string, word: string): void {
    this.#entries = this.#entries.map((one) => (one.id === id ? { ...one, word } : one));
  }
  /** A word that was never saved is gone; any other is retired, with the words below it, or offered again. */
  retire(id: string, retired: boolean): void {
    const isNew = !this.#saved.includes(id);
    if (retired && isNew) this.#entries = this.#entries.filter((one) => one.id !== id && one.under !== id);
    else
      this.#entries = this.#entries.map((one) =>
        one.id === id || (retired && one.under === id) ? { ...one, retired } : one,
      );
  }
  move(id: string, delta: -1 | 1): void {
    const own = this.#entries.find((one) => one.id === id);
    if (!own) return;
    const siblings = this.level(own.under).filter(({ retired }) => !retired);
    const other = siblings[siblings.findIndex((one) => one.id === id) + delta];
    if (!other) return;
    this.#entries = this.#entries.map((one) => (one.id === id ? other : one.id === other.id ? own : one));
  }

  /** What the door takes. */
  get wish() {
    return {
      name: this.name.trim(),
      retired: this.retired,
      entries: this.#entries
        .filter(({ word }) => word.trim() !== '')
        .map(({ id, word, under, retired }) => ({ id, word: word.trim(), under, retired })),
    };
  }
  #look(): string {
    return JSON.stringify(this.wish);
  }
}
