/**
 * `npm run bench -- peers [--quick] [--only SCENARIO]`: a bare relay, y-websocket's server, Hocuspocus and this server, side by side
 * in one run. Prints the comparison and, unless quick or partial, writes it into docs/benchmarks.md.
 */
import type { BenchResult } from '../run.ts';
import { printComparison, writeComparison, type Results } from './report.ts';
import { durability } from './scenarios/durability.ts';
import { fanOut } from './scenarios/fan-out.ts';
import { idle } from './scenarios/idle.ts';
import { joins } from './scenarios/joins.ts';
import { manyRooms } from './scenarios/many-rooms.ts';
import { reload } from './scenarios/reload.ts';
import { saturation } from './scenarios/saturation.ts';
import type { Scenario } from './scenarios/scenario.ts';
import { CONTENDERS, type Figures } from './stage.ts';

const SCENARIOS: readonly Scenario[] = [fanOut, manyRooms, saturation, joins, idle, durability, reload];

const optionAfter = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const shown = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value === null ? '–' : Math.round(value * 1_000) / 1_000}`)
    .join(', ');

export async function run(): Promise<BenchResult> {
  const quick = process.argv.includes('--quick');
  const only = optionAfter('--only');
  const alone = optionAfter('--server');
  const results: Results = new Map();
  const start = performance.now();
  for (const scenario of SCENARIOS) {
    if (only !== undefined && scenario.name !== only) continue;
    const figures = new Map<string, Figures>();
    results.set(scenario.name, figures);
    for (const contender of CONTENDERS) {
      if (alone !== undefined && contender.name !== alone) continue;
      const found = await scenario.run(contender, quick);
      figures.set(contender.name, found);
      process.stdout.write(`  ${scenario.name}, ${contender.label}: ${shown(found) || '–'}\n`);
    }
  }
  if (alone === undefined) {
    printComparison(results);
    if (!quick && only === undefined) writeComparison(results);
  }
  return {
    name: 'peers',
    metrics: { 'minutes taken': Math.round((performance.now() - start) / 6_000) / 10 },
  };
}
