/** Keeps the words that an open ledger offers those of now (A24). Loaded for whoever may write categories. */
import { untrack } from 'svelte';
import { LiveView } from '#board/live-view.svelte.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import { read } from '../../door.ts';
import type { LedgerPage } from './ledger-page.svelte.ts';

export class DictionaryWords {
  readonly #view: LiveView<OfficeDictionaries>;
  readonly #stop: () => void;

  constructor(page: LedgerPage) {
    const initial = untrack(() => page.dictionaries);
    const view = new LiveView<OfficeDictionaries>({
      view: `dictionaries:${initial.id}`,
      initial,
      at: initial.at,
      read: async () => {
        const answer = await read<OfficeDictionaries>(`/api/offices/${initial.id}/dictionaries`);
        return answer.ok ? { value: answer.value, at: answer.value.at } : null;
      },
    });
    this.#view = view;
    this.#stop = $effect.root(() => {
      $effect(() => {
        page.dictionaries = view.value;
      });
    });
  }

  destroy(): void {
    this.#stop();
    this.#view.destroy();
  }
}
