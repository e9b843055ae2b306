/** Loads every part of every page before anybody asks for one. */
import { readdir } from 'node:fs/promises';

/**
 * The framework loads a part with its first reader and remembers how that went: one that failed then (no file handle left, a new
 * build in its place) would fail until a restart. `folder`: where the build keeps what runs on the server, ending in a slash.
 */
export async function loadPageParts(folder: URL): Promise<void> {
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith('.js')) await import(new URL(name, folder).href);
}
