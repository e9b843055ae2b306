/** The comparison as a table: each figure beside the relay's, and what was wanted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { CONTENDERS, type Figures } from './stage.ts';

/** scenario → contender → figures */
export type Results = Map<string, Map<string, Figures>>;

interface Line {
  readonly title: string;
  readonly scenario: string;
  readonly figure: string;
  readonly unit: string;
  readonly digits: number;
  /** as in "≤ 1.5×" or "≤ 25" */
  readonly wanted: string;
  /** does the value, or its ratio to the relay's, do? */
  readonly meets: (value: number, ratio: number) => boolean;
  /** show the ratio to the relay */
  readonly ratio: boolean;
}

const LINES: readonly Line[] = [
  {
    title: 'server CPU per 1,000 delivered edits, 50 clients, 50 edits/s',
    scenario: 'fan-out',
    figure: 'cpuPerThousand',
    unit: 's',
    digits: 3,
    ratio: true,
    wanted: '≤ 1.5×',
    meets: (_value, ratio) => ratio <= 1.5,
  },
  {
    title: 'the same, 350 rooms × 3 clients, 175 edits/s',
    scenario: '350 rooms',
    figure: 'cpuPerThousand',
    unit: 's',
    digits: 3,
    ratio: true,
    wanted: '≤ 1.7×',
    meets: (_value, ratio) => ratio <= 1.7,
  },
  {
    title: 'edit → other screen p50, 50 clients',
    scenario: 'fan-out',
    figure: 'p50',
    unit: 'ms',
    digits: 1,
    ratio: true,
    wanted: '≤ 2×',
    meets: (_value, ratio) => ratio <= 2,
  },
  {
    title: 'edit → other screen p99, 50 clients',
    scenario: 'fan-out',
    figure: 'p99',
    unit: 'ms',
    digits: 1,
    ratio: true,
    wanted: '≤ 25 ms',
    meets: (value) => value <= 25,
  },
  {
    title: 'saturation, edits/s, each delivered to 49',
    scenario: 'saturation',
    figure: 'editsPerSecond',
    unit: '/s',
    digits: 0,
    ratio: true,
    wanted: '≥ 15,000',
    meets: (value) => value >= 15_000,
  },
  {
    title: '50 joins of an 11.9 MB document at once, p95',
    scenario: '50 joins',
    figure: 'p95',
    unit: 'ms',
    digits: 0,
    ratio: true,
    wanted: '≤ 750 ms',
    meets: (value) => value <= 750,
  },
  {
    title: 'server CPU of those joins',
    scenario: '50 joins',
    figure: 'cpuSeconds',
    unit: 's',
    digits: 2,
    ratio: true,
    wanted: '≤ 0.3 s',
    meets: (value) => value <= 0.3,
  },
  {
    title: 'memory of an idle connection, 2,000 of them',
    scenario: 'idle connections',
    figure: 'kilobytes',
    unit: 'kB',
    digits: 1,
    ratio: true,
    wanted: '≤ 20 kB',
    meets: (value) => value <= 20,
  },
  {
    title: 'first page after a restart, 200,000 updates of history',
    scenario: 'reload',
    figure: 'first',
    unit: 'ms',
    digits: 0,
    ratio: false,
    wanted: '≤ 200 ms',
    meets: (value) => value <= 200,
  },
  {
    title: 'first page after further restarts',
    scenario: 'reload',
    figure: 'again',
    unit: 'ms',
    digits: 0,
    ratio: false,
    wanted: '≤ 200 ms',
    meets: (value) => value <= 200,
  },
  {
    title: 'start of the server with that history, until it listens',
    scenario: 'reload',
    figure: 'start',
    unit: 'ms',
    digits: 0,
    ratio: false,
    wanted: '',
    meets: () => true,
  },
  {
    title: 'kill -9 at 50 edits/s: acknowledged edits lost',
    scenario: 'kill -9',
    figure: 'acknowledgedLost',
    unit: '',
    digits: 0,
    ratio: false,
    wanted: '0',
    meets: (value) => value === 0,
  },
  {
    title: 'of so many acknowledged',
    scenario: 'kill -9',
    figure: 'acknowledged',
    unit: '',
    digits: 0,
    ratio: false,
    wanted: '',
    meets: () => true,
  },
  {
    title: 'kill -9: edits that others had on their screens lost',
    scenario: 'kill -9',
    figure: 'seenLost',
    unit: '',
    digits: 0,
    ratio: false,
    wanted: '0',
    meets: (value) => value === 0,
  },
];

const numbered = (value: number, digits: number): string =>
  value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

function cell(line: Line, value: number | null | undefined, relay: number | null | undefined): string {
  if (value === null || value === undefined) return '–';
  const ratio = line.ratio && relay ? ` (${numbered(value / relay, 2)}×)` : '';
  return `${numbered(value, line.digits)}${line.unit ? ` ${line.unit}` : ''}${ratio}`;
}

function rows(results: Results): string[][] {
  return LINES.filter(({ scenario }) => results.has(scenario)).map((line) => {
    const valueOf = (name: string): number | null | undefined =>
      results.get(line.scenario)?.get(name)?.[line.figure];
    const relay = valueOf('relay');
    const ours = valueOf('ours');
    const met = typeof ours !== 'number' || line.meets(ours, ours / (relay ?? Number.NaN));
    return [
      line.title,
      ...CONTENDERS.map(({ name }) => cell(line, valueOf(name), relay)),
      line.wanted === '' ? '' : `${line.wanted}${met ? '' : ' – not reached'}`,
    ];
  });
}

const HEAD = ['', ...CONTENDERS.map(({ label }) => label), 'wanted of ours'];

export function printComparison(results: Results): void {
  const table = [HEAD, ...rows(results)];
  const widths = HEAD.map((_, column) => Math.max(...table.map((row) => row[column]!.length)));
  for (const row of table)
    process.stdout.write(`${row.map((text, column) => text.padEnd(widths[column]!)).join('  ')}\n`);
}

const PAGE = fileURLToPath(new URL('../../../docs/benchmarks.md', import.meta.url));
const BEGIN = '<!-- peers: written by npm run bench -- peers -->';
const END = '<!-- end of peers -->';

function versions(): string {
  const manifest = createRequire(import.meta.url)('../../../package.json') as Record<
    string,
    Record<string, string>
  >;
  const version = (name: string): string =>
    (manifest['dependencies']?.[name] ?? manifest['devDependencies']?.[name] ?? '').replace(/^.*@/, '');
  return [
    'ws',
    'yjs',
    'y-websocket-2',
    'y-leveldb',
    '@hocuspocus/server',
    '@hocuspocus/extension-database',
    'better-sqlite3',
  ]
    .map((name) => `${name.replace('-2', '')} ${version(name)}`)
    .join(', ');
}

export function writeComparison(results: Results): void {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (begin < 0 || end < begin)
    throw new Error(`docs/benchmarks.md has no place for the comparison: ${BEGIN}`);
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const line = (texts: readonly string[]): string => `| ${texts.join(' | ')} |`;
  const text = [
    `Run on ${new Date().toISOString().slice(0, 10)}: ${machine}; ${versions()}.`,
    '',
    line(HEAD),
    line(HEAD.map(() => '---')),
    ...rows(results).map(line),
  ].join('\n');
  writeFileSync(PAGE, `${page.slice(0, begin + BEGIN.length)}\n\n${text}\n\n${page.slice(end)}`);
}
