/** `npm run check`: messages compiled, types, lint and format. Each is one check; `npm test` counts them. */
import { pathToFileURL } from 'node:url';
import { install, projectNode, run, tool } from './ground.js';

/** Name and command of each static check, in order. */
export const CHECKS = [
  [
    'messages compile',
    'paraglide',
    ['compile', '--project', './project.inlang', '--outdir', './src/messages/paraglide', '--silent'],
  ],
  ['pages known to the type checker', '@sveltejs/kit/svelte-kit.js', ['sync']],
  [
    'types',
    'svelte-check/bin/svelte-check',
    ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'],
  ],
  ['lint', 'eslint/bin/eslint.js', ['.', '--max-warnings', '0']],
  ['format', 'prettier/bin/prettier.cjs', ['--check', '--log-level', 'warn', '--cache', '.']],
];

const PARAGLIDE = '@inlang/paraglide-js/bin/run.js';

/** Run every check; answers how many passed and which failed. */
export async function runChecks() {
  const failed = [];
  for (const [name, script, args] of CHECKS) {
    process.stdout.write(`— ${name}\n`);
    const code = await run(projectNode(), [tool(script === 'paraglide' ? PARAGLIDE : script), ...args]);
    if (code !== 0) failed.push(name);
  }
  return { passed: CHECKS.length - failed.length, failed };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  await install();
  const { passed, failed } = await runChecks();
  for (const name of failed) process.stderr.write(`failed: ${name}\n`);
  process.stdout.write(`${passed} passed, ${failed.length} failed\n`);
  process.exitCode = failed.length === 0 ? 0 : 1;
}
