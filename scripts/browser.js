/**
 * Finds (or fetches) the Chromium that the browser journeys drive, and strace for the durability test.
 * Order: Playwright's own, the system's, Playwright's download, Debian's package (as root on Debian, announced).
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { giveUp, projectNode, root, run, tool } from './ground.js';

const DOWNLOAD_SECONDS_MAX = 300;
const SYSTEM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'msedge'];

/** Where a program lies, or undefined. */
export const onPath = (name) => {
  const found = spawnSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' });
  return found.status === 0 ? found.stdout.trim() : undefined;
};

export const isDebianRoot = () =>
  process.platform === 'linux' &&
  process.getuid?.() === 0 &&
  existsSync('/etc/os-release') &&
  /^ID(_LIKE)?=.*debian/m.test(readFileSync('/etc/os-release', 'utf8'));

/** Announced; true when all were installed. */
export async function debianPackages(names) {
  process.stdout.write(`Installing from Debian: ${names.join(', ')} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] };
  await run('apt-get', ['update', '-qq'], quiet);
  return (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], quiet)) === 0;
}

function playwrightsOwn() {
  const { chromium } = createRequire(join(root, 'package.json'))('@playwright/test');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

const systems = () => SYSTEM_NAMES.map(onPath).find(Boolean);

/** Path of a Chromium; ends the process with a sentence when none can be had. */
export async function findChromium() {
  const given = process.env.SANDAN_CHROMIUM;
  if (given) return given;
  const present = playwrightsOwn() ?? systems();
  if (present) return present;
  process.stdout.write('No Chromium here yet; asking Playwright for its own …\n');
  await run(projectNode(), [tool('@playwright/test/cli.js'), 'install', 'chromium'], {
    stdio: 'ignore',
    timeout: DOWNLOAD_SECONDS_MAX * 1000,
  });
  const downloaded = playwrightsOwn();
  if (downloaded) return downloaded;
  if (isDebianRoot() && (await debianPackages(['chromium', 'fonts-noto-cjk']))) {
    const installed = systems();
    if (installed) return installed;
  }
  return giveUp(
    'The browser journeys need Chromium and none could be found or fetched. Install Chromium or Chrome ' +
      '(on Debian: apt install chromium fonts-noto-cjk), or name one in SANDAN_CHROMIUM, and run npm test again.',
  );
}

/** strace shows the fsync before the acknowledgement. Without it that one test says so in its title and is skipped. */
export async function findStrace() {
  if (process.platform !== 'linux' || onPath('strace')) return;
  if (isDebianRoot()) await debianPackages(['strace']);
}
