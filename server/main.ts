/** The process: refuses a Node that cannot do it, then serves. Everything else is loaded after that. */
import * as crypto from 'node:crypto';
import { nodeProblem } from '#server/node-version.ts';

const problem = nodeProblem(process.versions.node, 'argon2' in crypto);
if (problem === null) {
  const { serve } = await import('#server/serve.ts');
  await serve(process.env);
} else {
  process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}
