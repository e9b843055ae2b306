/** Fetches the files that links name: each is seen while it is made, can be given up, and a refusal is said instead of saved. */
import { fetchFile } from '../door.ts';
import { say } from '../words.ts';
import { giveFile } from './give-file.ts';
import { news } from './news.svelte.ts';

/** Files under way in one page; a click beyond them waits for the next. */
const ERRANDS_MAX = 4;

export interface Errand {
  readonly name: string;
  /** of what has been received, 0–1; null while the file is being made */
  readonly share: number | null;
  readonly giveUp: () => void;
}

class FileErrands {
  #list = $state.raw<readonly Errand[]>([]);

  get list(): readonly Errand[] {
    return this.#list;
  }

  /** Begins an errand, if there is room for one. `name` is what the page calls the file until it has come. */
  async run(path: string, name: string): Promise<void> {
    if (this.#list.length >= ERRANDS_MAX) return;
    const stop = new AbortController();
    let errand: Errand = { name, share: null, giveUp: () => stop.abort() };
    this.#list = [...this.#list, errand];
    const progress = (share: number): void => {
      const next = { ...errand, share };
      this.#list = this.#list.map((one) => (one === errand ? next : one));
      errand = next;
    };
    const answer = await fetchFile(path, progress, stop.signal);
    this.#list = this.#list.filter((one) => one !== errand);
    if (stop.signal.aborted) return;
    if (answer.ok) giveFile(answer.value.file, answer.value.name ?? name);
    else await news.tell(say(answer));
  }
}

export const errands = new FileErrands();

/** The link of a click that asks for a file of a door, when nothing but a plain click was meant. */
export function fileLinkOf(event: MouseEvent): HTMLAnchorElement | null {
  if (event.defaultPrevented || event.button !== 0) return null;
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest('a') : null;
  if (!link?.hasAttribute('download')) return null;
  const { origin, pathname } = new URL(link.href);
  return origin === location.origin && pathname.startsWith('/api/') ? link : null;
}
