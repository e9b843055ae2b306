/** From a figure of the overview to the problems behind it, to the row in its ledger; and the same figures on the wall. */
import { expect, test } from '@playwright/test';
import { enter } from './people.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[C8] a figure opens as many problems as it says, and a problem its row', async ({ browser }) => {
  const { page, context, complaints } = await enter(browser, stage.url, 'leader1');
  await page.goto(`${stage.url}/rounds`);
  await page.getByRole('link', { name: '整改总览' }).first().click();
  const figure = page.locator('[data-figure=overdue]');
  const overdue = (await figure.innerText()).trim();
  expect(Number(overdue)).toBeGreaterThan(0);
  const overview = page.url();

  await figure.click();
  await expect(page).toHaveURL(/problems\?figure=overdue$/);
  const rows = page.locator('tbody tr');
  await expect(rows).toHaveCount(Number(overdue));
  await expect(page.locator('nav [aria-current]', { hasText: '超期' })).toContainText(overdue);
  const original = rows.first().locator('.original a');
  const words = await original.innerText();
  await original.click();
  await expect(page).toHaveURL(/ledgers\/.*row=/);
  await expect(page.getByText(words).first()).toBeVisible();

  await page.goto(`${overview}/wall`);
  await expect(page.locator('[data-figure=overdue]')).toHaveText(overdue);
  await expect(page.locator('[data-live=live]')).toBeVisible();
  expect(complaints).toEqual([]);
  await context.close();
});
