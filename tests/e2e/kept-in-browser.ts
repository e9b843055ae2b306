/** What a page's browser keeps in IndexedDB, looked at from outside: a database that is not there yet is not made by looking. */
import type { Page } from '@playwright/test';

export interface Kept {
  readonly count: number;
  /** the bytes of `update` of all records, read as text */
  readonly text: string;
}

export const keptIn = (page: Page, database: string, store: string): Promise<Kept> =>
  page.evaluate(
    async ([name, records]) => {
      const nothing = { count: 0, text: '' };
      const known = await indexedDB.databases();
      if (!known.some((one) => one.name === name)) return nothing;
      return new Promise<Kept>((resolve, reject) => {
        const opening = indexedDB.open(name);
        const failed = (): void => reject(opening.error ?? new Error(`${name} did not open`));
        opening.onerror = opening.onblocked = failed;
        // gone since it was listed
        opening.onupgradeneeded = () => opening.transaction?.abort();
        opening.onsuccess = () => {
          const open = opening.result;
          if (!open.objectStoreNames.contains(records)) {
            open.close();
            return resolve(nothing);
          }
          const all = open.transaction(records).objectStore(records).getAll();
          all.onerror = failed;
          all.onsuccess = () => {
            open.close();
            const found = all.result as { readonly update?: Uint8Array }[];
            const text = found.map(({ update }) => new TextDecoder().decode(update)).join('');
            resolve({ count: found.length, text });
          };
        };
      });
    },
    [database, store] as const,
  );
