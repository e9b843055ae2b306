/** The outbox's storage in a real browser on plain http under a name that is not localhost: contract, and reloads in the middle of writing. */
import { expect, test, type Page } from '@playwright/test';
import { createServer, type ViteDevServer } from 'vite';
import config from '../../playwright.config.ts';
import type {} from './board-harness/main.ts';

const PORT = 31410;
const launch = config.use?.launchOptions;
test.use({
  launchOptions: {
    ...launch,
    args: [...(launch?.args ?? []), '--host-resolver-rules=MAP sandan.test 127.0.0.1'],
  },
});

let server: ViteDevServer;
test.beforeAll(async () => {
  server = await createServer({
    configFile: new URL('./board-harness/vite.config.ts', import.meta.url).pathname,
    server: { port: PORT },
    logLevel: 'error',
  });
  await server.listen();
});
test.afterAll(() => server.close());

async function open(page: Page): Promise<void> {
  await page.goto(`http://sandan.test:${PORT}/`);
  await page.waitForFunction(() => window.storage !== undefined);
}

test('[O11] IndexedDB keeps the contract of the outbox store', async ({ page }) => {
  await open(page);
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  await page.evaluate(() => window.storage.checkContract());
});

for (const [wordless, how] of [
  [false, 'by last words'],
  [true, 'by the database alone'],
] as const) {
  test(`[O10] a reload in the middle of writing loses no intent (${how})`, async ({ page }) => {
    await open(page);
    for (const count of [1, 40]) {
      const reloaded = page.waitForEvent('load');
      await page.evaluate(([n, silent]) => void window.storage.writeAndReload(n, silent), [
        count,
        wordless,
      ] as const);
      await reloaded;
      await page.waitForFunction(() => window.storage !== undefined);
      expect(await page.evaluate(() => window.storage.inherit())).toBe(count);
    }
  });
}
