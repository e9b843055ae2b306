/** The main journey in the oldest browser that is promised: Chromium 109. */
import oldChromium from '@sparticuz/chromium';
import { chromium, expect, test } from '@playwright/test';
import config from '../../playwright.config.ts';
import { mainJourney } from './main-journey.ts';
import { emptyLedger } from './round.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J9] the whole main journey in Chromium 109 (on Linux x64: its package holds no other build)', async () => {
  test.skip(
    process.platform !== 'linux' || process.arch !== 'x64',
    'its package holds a build for Linux on x64 only',
  );
  test.slow();
  // started like every other browser here: with the flags of its package web security is off and its end takes half a minute
  const browser = await chromium.launch({
    ...config.use?.launchOptions,
    executablePath: await oldChromium.executablePath(),
  });
  try {
    expect(browser.version()).toMatch(/^109\./);
    const people = await mainJourney(browser, stage.url, await emptyLedger(stage));
    expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
  } finally {
    await browser.close();
  }
});
