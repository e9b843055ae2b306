/**
 * `npm run simulate -- --seed N [--steps M] [--runs K] [--lie KIND]`: the whole system over fakes, deterministic. Prints each seed;
 * ends with 1 when the invariant broke. Without a seed one is drawn and printed. Seeds that failed once are in failed-seeds.json.
 */
import type { Lie } from './disk.ts';
import { World } from './world.ts';

const option = (name: string): string | undefined => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? undefined : process.argv[at + 1];
};
const say = process.stdout.write.bind(process.stdout);

const LIES: readonly Lie[] = ['acknowledges-early', 'loses-the-tail', 'forgets-operations'];
const seed = Number(option('seed') ?? Date.now() % 2 ** 31);
const steps = Number(option('steps') ?? 400);
const runs = Number(option('runs') ?? 1);
const lie = (option('lie') ?? null) as Lie | null;
if (
  ![seed, steps, runs].every((n) => Number.isInteger(n) && n >= 0) ||
  (lie !== null && !LIES.includes(lie))
) {
  process.stderr.write(`npm run simulate -- --seed N [--steps M] [--runs K] [--lie ${LIES.join('|')}]\n`);
  process.exit(2);
}

const began = performance.now();
// every connection of a board listens for the end of the process
process.setMaxListeners(0);
// what draws randomness when it is loaded takes it from a world of its own, so that a seed means the same in every run
World.install(new World(0));
const { Simulation } = await import('./simulation.ts');
let broken = 0;
for (let n = 0; n < runs; n += 1) {
  const world = new World(seed + n);
  World.install(world);
  const result = await new Simulation(world, seed + n, lie).run(steps);
  if (result.violations.length > 0) broken += 1;
  say(`${JSON.stringify(result)}\n`);
}
say(
  `${runs} runs from seed ${seed}, ${steps} steps each, ${broken} broken, ${Math.round(performance.now() - began)} ms\n`,
);
process.exit(broken > 0 ? 1 : 0);
