/** `npm test`: installs what is missing, then runs everything, and closes with one line for the whole. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findChromium, findStrace } from './browser.js';
import { runChecks } from './check.js';
import { build, install, projectNode, run, tool } from './ground.js';
import { findLibreOffice } from './office.js';

await install();
const chromium = await findChromium();
await findStrace();
const office = await findLibreOffice();

const total = { passed: 0, failed: 0, skipped: 0 };
const failures = [];
const reports = mkdtempSync(join(tmpdir(), 'sandan-test-'));

function count(part, passed, failed, skipped) {
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  if (failed > 0) failures.push(`${part}: ${failed} failed`);
}

/** A runner that leaves no readable report has failed, whatever it printed. */
function readReport(part, path, code, counts) {
  try {
    const [passed, failed, skipped] = counts(JSON.parse(readFileSync(path, 'utf8')));
    count(part, passed, failed === 0 && code !== 0 ? 1 : failed, skipped);
  } catch (error) {
    process.stderr.write(`${part}: no report (${error.message})\n`);
    count(part, 0, 1, 0);
  }
}

const node = projectNode();
const env = { ...process.env, SANDAN_CHROMIUM: chromium, ...(office ? { SANDAN_SOFFICE: office } : {}) };

process.stdout.write('\n== Static checks\n');
const checks = await runChecks();
count(`static checks (${checks.failed.join(', ')})`, checks.passed, checks.failed.length, 0);

process.stdout.write('\n== Pages\n');
await build();

process.stdout.write('\n== Unit, contract, fault and short fuzz tests\n');
const vitestReport = join(reports, 'vitest.json');
const vitestCode = await run(
  node,
  [
    tool('vitest/vitest.mjs'),
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${vitestReport}`,
  ],
  { env },
);
readReport('vitest', vitestReport, vitestCode, (r) => [
  r.numPassedTests,
  r.numFailedTests + (r.numFailedTests === 0 ? r.numFailedTestSuites : 0),
  r.numPendingTests + (r.numTodoTests ?? 0),
]);

process.stdout.write('\n== Browser journeys\n');
const journeysReport = join(reports, 'playwright.json');
const journeysCode = await run(node, [tool('@playwright/test/cli.js'), 'test', '--reporter=list,json'], {
  env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: journeysReport },
});
readReport('journeys', journeysReport, journeysCode, (r) => [
  r.stats.expected + r.stats.flaky,
  r.stats.unexpected + r.errors.length,
  r.stats.skipped,
]);

rmSync(reports, { recursive: true, force: true });
for (const line of failures) process.stdout.write(`${line}\n`);
process.stdout.write(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exitCode = total.failed === 0 ? 0 : 1;
