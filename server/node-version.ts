/** Says in one sentence what is wrong with the Node that runs this. Must import nothing: it is read by Nodes that can run nothing else. */

/** better-sqlite3 13 crashes below this. */
const OLDEST: readonly [number, number] = [22, 18];

/** `hasArgon2`: node:crypto can make Argon2id hashes (24.7 and newer). Null: all is well. */
export function nodeProblem(version: string, hasArgon2: boolean): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  if (!old && hasArgon2) return null;
  return (
    `Sandan needs Node ${old ? `${OLDEST.join('.')} or newer, with Argon2id in node:crypto` : '24.7 or newer, for Argon2id in node:crypto'}, but this is ${version}. ` +
    'Start it with "npm start" after "npm ci": that brings its own Node.'
  );
}
