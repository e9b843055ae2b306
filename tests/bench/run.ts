/** `npm run bench [-- NAME …] [-- --write]`: runs the benches one after another and prints their figures; times are never asserted. */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';

export interface BenchResult {
  readonly name: string;
  /** figure name, unit included → value */
  readonly metrics: Readonly<Record<string, number | string>>;
}

const BENCHES: Readonly<Record<string, () => Promise<{ run: () => Promise<BenchResult> }>>> = {
  guard: () => import('./guard.ts'),
  store: () => import('./store.ts'),
  grid: () => import('./grid.ts'),
  ledger: () => import('./ledger-page.ts'),
  excel: () => import('./excel.ts'),
  apply: () => import('./apply.ts'),
  export: () => import('./export.ts'),
  peers: () => import('./peers/run.ts'),
  overview: () => import('./overview.ts'),
  history: () => import('./history.ts'),
  verify: () => import('./verify.ts'),
  hands: () => import('./hands/run.ts'),
};

const PAGE = fileURLToPath(new URL('../../docs/benchmarks.md', import.meta.url));
const BEGIN = '<!-- figures: written by npm run bench -- --write -->';
const END = '<!-- end of figures -->';

const shown = (value: number | string) =>
  typeof value === 'number' ? String(Math.round(value * 100) / 100) : value;

type Row = readonly [bench: string, figure: string, value: string, day: string];

/** The rows that stand in the page; `| bench | figure | value | run on |`. */
const rowsIn = (table: string): readonly Row[] =>
  table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| bench '))
    .map((line) => line.slice(2, -2).split(' | ') as unknown as Row);

/** New figures take the place of all earlier ones of their bench; the other benches keep theirs, with their day. */
function asTable(results: readonly BenchResult[], standing: readonly Row[], day: string): string {
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown CPU'}, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}`;
  const rows = Object.keys(BENCHES).flatMap((name): readonly Row[] => {
    const result = results.find((one) => one.name === name);
    if (!result) return standing.filter(([bench]) => bench === name);
    return Object.entries(result.metrics).map(([figure, value]): Row => [name, figure, shown(value), day]);
  });
  return [
    `On ${machine}.`,
    '',
    '| bench | figure | value | run on |',
    '|---|---|---|---|',
    ...rows.map((row) => `| ${row.join(' | ')} |`),
  ].join('\n');
}

const args = process.argv.slice(2);
/** what follows one of these is its value, no bench */
const VALUED = ['--only', '--server'];
const wanted = args.filter((arg, n) => !arg.startsWith('--') && !VALUED.includes(args[n - 1] ?? ''));
const unknown = wanted.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(
    `No bench is called ${unknown.join(', ')}. There are: ${Object.keys(BENCHES).join(', ')}.\n`,
  );
  process.exit(1);
}

const results: BenchResult[] = [];
for (const [name, load] of Object.entries(BENCHES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  process.stdout.write(`— ${name}\n`);
  const result = await (await load()).run();
  for (const [figure, value] of Object.entries(result.metrics))
    process.stdout.write(`  ${figure}: ${shown(value)}\n`);
  results.push(result);
}
if (args.includes('--write')) {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = [page.slice(0, page.indexOf(BEGIN) + BEGIN.length), page.slice(page.indexOf(END))];
  const standing = rowsIn(page.slice(page.indexOf(BEGIN), page.indexOf(END)));
  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(PAGE, `${before}\n\n${asTable(results, standing, day)}\n\n${rest}`);
}
process.exit(0);
