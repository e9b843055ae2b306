/** Finds (or fetches) LibreOffice, which opens and saves the exported workbooks in the tests. */
import { spawnSync } from 'node:child_process';
import { debianPackages, isDebianRoot, onPath } from './browser.js';

const NAMES = ['soffice', 'libreoffice'];
const MAC = '/Applications/LibreOffice.app/Contents/MacOS/soffice';

const present = () => NAMES.map(onPath).find(Boolean) ?? (runs(MAC) ? MAC : undefined);
const runs = (path) => spawnSync(path, ['--version'], { stdio: 'ignore' }).status === 0;

/** Path of LibreOffice, or undefined: then the tests that need it say so in their titles and are skipped. */
export async function findLibreOffice() {
  const given = process.env.SANDAN_SOFFICE;
  if (given) return given;
  const found = present();
  if (found) return found;
  if (isDebianRoot() && (await debianPackages(['libreoffice-calc-nogui', 'fonts-noto-cjk'])))
    return present();
  return undefined;
}
