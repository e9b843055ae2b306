/** The process: refuses a Node that cannot do it, then serves. Everything else is loaded after that. */
import * as crypto from 'node:crypto';
import * as module from 'node:module';
import { fileURLToPath } from 'node:url';
import { nodeProblem } from '#server/node-version.ts';

const problem = nodeProblem(process.versions.node, 'argon2' in crypto);
if (problem === null) {
  // Half of a start is compiling. Where this folder can't be written to there is no cache, and nothing else is different.
  module.enableCompileCache(fileURLToPath(new URL('../build/compiled', import.meta.url)));
  const { serve } = await import('#server/serve.ts');
  await serve(process.env);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
