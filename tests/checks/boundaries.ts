/** The layers as a table: which places of the tree each place may import. Arrows point at the domain. */
import { dirname, join } from 'node:path/posix';

export interface Place {
  readonly name: string;
  /** path prefix */
  readonly under: string;
  /** names of places it may import (itself always) */
  readonly may: readonly string[];
  /** packages it may import; undefined = any */
  readonly packages?: readonly RegExp[];
  /** said when it is broken */
  readonly advice: string;
}

/** First match wins: the narrower prefix stands above the wider. */
export const PLACES: readonly Place[] = [
  {
    name: 'domain',
    under: 'src/domain/',
    may: [],
    packages: [/^valibot$/, /^chinese-days$/, /^fractional-indexing$/, /^diff$/],
    advice:
      'the domain is pure: pass time, ids and data in as arguments; sockets, files and Yjs belong in server/ and src/document/',
  },
  {
    name: 'document',
    under: 'src/document/',
    may: ['domain'],
    packages: [/^yjs$/, /^lib0(\/|$)/, /^fractional-indexing$/],
    advice:
      'the document layer knows the domain and yjs only; rooms are in server/rooms, the page side in src/lib/board',
  },
  {
    name: 'protocol',
    under: 'src/protocol/',
    may: ['domain'],
    packages: [/^lib0(\/|$)/, /^valibot$/],
    advice:
      'the protocol knows the domain only; what a message does is decided in server/rooms or src/lib/board',
  },
  {
    name: 'messages',
    under: 'src/messages/',
    may: ['domain'],
    packages: [],
    advice: 'messages hold words and know at most the codes of the domain',
  },
  {
    name: 'paper',
    under: 'src/paper/',
    may: ['domain', 'messages'],
    packages: [],
    advice:
      'the ledger as a file is made of rows and words alone, in a browser as on the server: what packs it is handed in',
  },
  {
    name: 'board',
    under: 'src/lib/board/',
    may: ['domain', 'document', 'protocol', 'grid-port'],
    packages: [/^yjs$/, /^y-/, /^lib0(\/|$)/, /^svelte(\/|$)/, /^fractional-indexing$/],
    advice:
      'the board knows domain, document and protocol; words belong in src/messages and are chosen by the page',
  },
  {
    name: 'grid-port',
    under: 'src/lib/grid/shared-text.ts',
    may: [],
    packages: [],
    advice: 'the port between grid and board imports nothing',
  },
  {
    name: 'grid',
    under: 'src/lib/grid/',
    may: ['grid-port'],
    packages: [/^svelte(\/|$)/, /^lucide-svelte\/icons\//],
    advice: 'the grid knows nothing of the field: hand what it needs in through GridHost',
  },
  {
    name: 'ui',
    under: 'src/lib/ui/',
    may: ['messages'],
    packages: [
      /^svelte(\/|$)/,
      /^bits-ui$/,
      /^lucide-svelte\/icons\//,
      /^svelte-sonner$/,
      /^mode-watcher$/,
      /^\$app\//,
    ],
    advice: 'generic components know nothing of the field: components of one route live in that route',
  },
  {
    name: 'front',
    under: 'src/',
    may: ['domain', 'protocol', 'messages', 'paper', 'board', 'grid', 'grid-port', 'ui'],
    packages: [
      /^svelte(\/|$)/,
      /^@sveltejs\/kit$/,
      /^bits-ui$/,
      /^lucide-svelte\/icons\//,
      /^svelte-sonner$/,
      /^mode-watcher$/,
      /^\$app\//,
      /^\$service-worker$/,
      /^\.\/\$types/,
    ],
    advice:
      'pages reach the server through event.locals.services and the doors under /api, and documents through src/lib/board',
  },
  {
    name: 'server',
    under: 'server/',
    may: ['domain', 'document', 'protocol', 'messages', 'paper'],
    advice:
      'the server never imports lib or routes: what both need belongs in the domain, document or protocol layer',
  },
  {
    name: 'tests',
    under: 'tests/',
    may: [
      'domain',
      'document',
      'protocol',
      'messages',
      'paper',
      'board',
      'grid',
      'grid-port',
      'ui',
      'front',
      'server',
    ],
    advice: '',
  },
];

const ALIASES: Readonly<Record<string, string>> = {
  '#domain/': 'src/domain/',
  '#document/': 'src/document/',
  '#protocol/': 'src/protocol/',
  '#messages/': 'src/messages/',
  '#paper/': 'src/paper/',
  '#board/': 'src/lib/board/',
  '#grid/': 'src/lib/grid/',
  '#ui/': 'src/lib/ui/',
  '#server/': 'server/',
  '$lib/': 'src/lib/',
};

export const placeOf = (path: string): Place | undefined =>
  PLACES.find((place) => path.startsWith(place.under));

/** Where inside the project an import leads, or undefined for a package. */
export function targetOf(from: string, name: string): string | undefined {
  for (const [alias, folder] of Object.entries(ALIASES))
    if (name.startsWith(alias)) return folder + name.slice(alias.length);
  if (name.startsWith('.') && !name.startsWith('./$types')) return join(dirname(from), name);
  return undefined;
}

/** A sentence that names the wrong import and the right place, or undefined when the import is fine. */
export function complaint(from: string, name: string): string | undefined {
  const place = placeOf(from);
  if (!place) return undefined;
  const target = targetOf(from, name);
  if (target === undefined) {
    // Tests of a layer may use the test tools.
    if (from.endsWith('.test.ts') && /^(vitest|fast-check|node:)/.test(name)) return undefined;
    if (!place.packages || place.packages.some((allowed) => allowed.test(name))) return undefined;
    return `${from} imports ${name}: ${place.advice}`;
  }
  const there = placeOf(target);
  if (!there || there.name === place.name || place.may.includes(there.name)) return undefined;
  if (from.endsWith('.test.ts') && there.name === 'tests') return undefined;
  return `${from} imports ${target} (${there.name}): ${place.advice}`;
}
