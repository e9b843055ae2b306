/** The browser floor, Chromium 109: the built bundle, dependencies included, uses nothing that came later; and its size. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { ROOT } from './source-files.ts';

const CLIENT = join(ROOT, 'build/client');

function built(ending: string): { path: string; text: string }[] {
  if (!existsSync(CLIENT)) throw new Error('Nothing is built: run `npm run build` (npm test does so first).');
  return readdirSync(CLIENT, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith(ending))
    .map((path) => ({ path, text: readFileSync(join(CLIENT, path), 'utf8') }));
}

/** Calls that Chromium 109 does not know. A guarded use (`?.(`) is fine. */
const LATER_SCRIPT =
  /\.(toSorted|toReversed|toSpliced|isWellFormed|toWellFormed|checkVisibility|showPopover|hidePopover|togglePopover)\(|Object\.groupBy\(|Map\.groupBy\(|Promise\.withResolvers\(|Array\.fromAsync\(|URL\.canParse\(|crypto\.randomUUID\(|crypto\.subtle\./g;
/** Asked for before it is called: `'name' in thing`. */
const isGuarded = (text: string, at: number, name: string | undefined): boolean =>
  name !== undefined && new RegExp(`['"\`]${name}['"\`]\\s*in\\b`).test(text.slice(Math.max(0, at - 80), at));
const LATER_STYLE =
  /color-mix\(|light-dark\(|@starting-style|@scope\b|text-wrap:\s*(balance|pretty)|[{;]\s*&[\s.:>#[]|\bpopover\b\s*[{=]/;

/** Initial JavaScript of the ledger page, gzipped. */
const LEDGER_PAGE_BYTES_MAX = 200 * 1024;

describe('[B5] the browser floor', () => {
  it('[B5] the built scripts call nothing newer than Chromium 109', () => {
    const scripts = built('.js');
    expect(scripts.length).toBeGreaterThan(5);
    const later = scripts.flatMap((file) =>
      [...file.text.matchAll(LATER_SCRIPT)]
        .filter((match) => !isGuarded(file.text, match.index, match[1]))
        .map((match) => `${file.path}: ${file.text.slice(Math.max(0, match.index - 40), match.index + 60)}`),
    );
    expect(later).toEqual([]);
  });

  it('[B5] the built styles use nothing newer than Chromium 109', () => {
    const later = built('.css').flatMap((file) => {
      const match = LATER_STYLE.exec(file.text);
      return match
        ? [`${file.path}: ${file.text.slice(Math.max(0, match.index - 40), match.index + 60)}`]
        : [];
    });
    expect(later).toEqual([]);
  });

  it('[B5] the ledger page starts with at most 200 KB of gzipped JavaScript', () => {
    type Entry = { file: string; imports?: string[]; src?: string };
    const manifestPath = join(ROOT, '.svelte-kit/output/client/.vite/manifest.json');
    const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as Record<string, Entry>;
    const server = readdirSync(join(ROOT, '.svelte-kit/generated/client-optimized/nodes'));
    const page = 'src/routes/ledgers/[ledger]/+page.svelte';
    const reached = new Set<string>();
    const follow = (key: string) => {
      if (reached.has(key)) return;
      reached.add(key);
      for (const next of manifest[key]?.imports ?? []) follow(next);
    };
    const nodes = server.filter((name) => {
      const text = readFileSync(join(ROOT, '.svelte-kit/generated/client-optimized/nodes', name), 'utf8');
      return (
        /routes\/(\([^)]*\)\/)?\+(layout|error)\.(svelte|ts|js)/.test(text) ||
        text.includes(page) ||
        /ledgers\/\[ledger\]\/\+layout/.test(text)
      );
    });
    const starts = Object.keys(manifest).filter(
      (key) =>
        nodes.some((node) => key.endsWith(`nodes/${node}`)) ||
        /client\/(entry|runtime).*|generated\/client-optimized\/app\.js/.test(key),
    );
    expect(nodes.length).toBeGreaterThanOrEqual(2);
    for (const key of starts) follow(key);
    const bytes = [...new Set([...reached].map((key) => manifest[key]!.file))]
      .filter((file) => file.endsWith('.js'))
      .map((file) => gzipSync(readFileSync(join(CLIENT, file))).length)
      .reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(20 * 1024);
    expect(bytes).toBeLessThanOrEqual(LEDGER_PAGE_BYTES_MAX);
  });
});
