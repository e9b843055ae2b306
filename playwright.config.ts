/** Browser journeys: real Chromium, real server; each spec starts its own server on its own data (tests/e2e/stage.ts). */
import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

/** `npm test` names the browser that it found; by hand Debian's is taken, else Playwright's own. */
const DEBIANS = '/usr/bin/chromium';
const executablePath = process.env.SANDAN_CHROMIUM ?? (existsSync(DEBIANS) ? DEBIANS : undefined);

/** Root needs no-sandbox; the rest keeps the browser from calling home. */
const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-dev-shm-usage',
];

export default defineConfig({
  testDir: 'tests/e2e',
  testMatch: '**/*.spec.ts',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  reporter: 'list',
  outputDir: 'test-results',
  use: {
    browserName: 'chromium',
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // no film strip of each step: filming takes a tenth of the whole run, and the last picture is kept below
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: true, sources: true },
    screenshot: 'only-on-failure',
    launchOptions: { executablePath, args },
  },
});
