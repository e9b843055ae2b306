/** The main journey on plain http under a name that is not localhost: no secure context, so none of the browser's guarded tools. */
import { expect, test } from '@playwright/test';
import config from '../../playwright.config.ts';
import { mainJourney } from './main-journey.ts';
import { emptyLedger } from './round.ts';
import { Stage } from './stage.ts';

const NAME = 'sandan.test';
const launch = config.use?.launchOptions ?? {};
test.use({
  launchOptions: { ...launch, args: [...(launch.args ?? []), `--host-resolver-rules=MAP ${NAME} 127.0.0.1`] },
});

const stage = new Stage(NAME);
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test(`[J8] the whole main journey on plain http under ${NAME}`, async ({ browser }) => {
  test.slow();
  const people = await mainJourney(browser, stage.url, await emptyLedger(stage));
  for (const { page } of people) {
    expect(new URL(page.url()).host).toBe(`${NAME}:${stage.port}`);
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
  }
  expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
});
