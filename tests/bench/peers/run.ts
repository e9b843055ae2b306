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
import { CONTENDERS, Stage, type Contender, type Figures } from './stage.ts';

const SCENARIOS: readonly Scenario[] = [fanOut, manyRooms, saturation, joins, idle, durability, reload];

const ATTEMPTS_MAX = 2;

const optionAfter = (name: string): string | undefined => {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
};

const shown = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value === null ? '–' : Math.round(value * 1_000) / 1_000}`)
    .join(', ');

/** A connection that breaks under a scenario breaks in an event of its own: that ends the scenario, not the run. */
async function guarded(work: () => Promise<Figures>): Promise<Figures> {
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => (fail = reject));
  process.on('uncaughtException', fail);
  process.on('unhandledRejection', fail);
  try {
    return await Promise.race([work(), failed]);
  } finally {
    process.off('uncaughtException', fail);
    process.off('unhandledRejection', fail);
  }
}

/** Tried twice; undefined when it failed both times. */
async function measured(
  scenario: Scenario,
  contender: Contender,
  quick: boolean,
): Promise<Figures | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    try {
      return await guarded(() => scenario.run(contender, quick));
    } catch (error) {
      process.stderr.write(`  ${scenario.name}, ${contender.label}, attempt ${attempt}: ${String(error)}\n`);
      await Stage.closeAll();
    }
  }
  return undefined;
}

export async function run(): Promise<BenchResult> {
  const quick = process.argv.includes('--quick');
  const only = optionAfter('--only');
  const alone = optionAfter('--server');
  const results: Results = new Map();
  const failed: string[] = [];
  const start = performance.now();
  for (const scenario of SCENARIOS) {
    if (only !== undefined && scenario.name !== only) continue;
    const figures = new Map<string, Figures>();
    results.set(scenario.name, figures);
    for (const contender of CONTENDERS) {
      if (alone !== undefined && contender.name !== alone) continue;
      const found = await measured(scenario, contender, quick);
      if (found) figures.set(contender.name, found);
      else failed.push(`${scenario.name}, ${contender.label}`);
      process.stdout.write(
        `  ${scenario.name}, ${contender.label}: ${found ? shown(found) || '–' : 'failed'}\n`,
      );
    }
  }
  if (alone === undefined) {
    printComparison(results);
    if (failed.length > 0)
      process.stdout.write(`Nothing is written, since these failed: ${failed.join('; ')}\n`);
    else if (!quick && only === undefined) writeComparison(results);
  }
  return {
    name: 'peers',
    metrics: { 'minutes taken': Math.round((performance.now() - start) / 6_000) / 10 },
  };
}
