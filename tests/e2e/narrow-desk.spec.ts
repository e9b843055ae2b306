/** On a narrow desk every tool of the ledger stays in sight: where the words do not fit, icons stand for them and keep their names. */
import { expect, test } from '@playwright/test';
import { enter } from './people.ts';
import { claimedLedger } from './round.ts';
import { Stage } from './stage.ts';

const WIDE = { width: 1600, height: 800 };
const NARROW = { width: 860, height: 768 };

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J36] tools fold into named icons where their words do not fit, and unfold again', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 1);
  const { page, complaints, context } = await enter(browser, stage.url, 'unit1head', { viewport: WIDE });
  for (const [locale, last] of [
    ['zh-CN', '存档'],
    ['en', 'Snapshot'],
  ] as const) {
    await context.addCookies([{ name: 'sandan-locale', value: locale, url: stage.url }]);
    await page.setViewportSize(WIDE);
    await page.goto(`${stage.url}/ledgers/${place.ledger}`);
    const tool = page.getByRole('toolbar').getByRole('button', { name: last, exact: true });
    const width = async () => (await tool.boundingBox())!.width;
    await expect(tool).toBeInViewport({ ratio: 1 });
    const withWord = await width();
    await page.setViewportSize(NARROW);
    await expect.poll(width).toBeLessThan(withWord);
    for (const each of await page.getByRole('toolbar').locator('button, a').all()) {
      await expect(each).toBeInViewport({ ratio: 1 });
      await expect(each).toHaveAccessibleName(/./);
    }
    await page.setViewportSize(WIDE);
    await expect.poll(width).toBe(withWord);
  }
  expect(complaints).toEqual([]);
  await context.close();
});
