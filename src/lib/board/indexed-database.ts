/** Opening an IndexedDB database and waiting for its requests and transactions. */

/** A browser that does not answer by then is treated as one that stores nothing. */
export const OPEN_MS_MAX = 3_000;

export const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('IndexedDB request failed'));
  });

/** Resolves when everything of the transaction is stored. */
export const finished = (transaction: IDBTransaction): Promise<void> =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error('IndexedDB transaction aborted'));
  });

/** `make` is called for a database that is not there yet. Rejects when the browser keeps nothing. */
export function openDatabase(
  factory: IDBFactory,
  name: string,
  version: number,
  make: (database: IDBDatabase) => void,
): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(name, version);
    const late = setTimeout(() => reject(new Error('IndexedDB did not open in time')), OPEN_MS_MAX);
    request.onupgradeneeded = () => make(request.result);
    request.onsuccess = () => {
      clearTimeout(late);
      // A newer page may need to change the layout: it must not wait for this one.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => {
      clearTimeout(late);
      reject(request.error ?? new Error('IndexedDB did not open'));
    };
  });
}
