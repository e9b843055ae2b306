/** A ledger goes to paper from the browser: found in the export menu, one table, headers on every page, A3 or A4 landscape. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, claimedLedger, originalOf } from './round.ts';
import { Stage } from './stage.ts';

const PROBLEMS = 60;

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

const sizes = (pdf: Buffer): string[] =>
  [...pdf.toString('latin1').matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/gu)].map(
    ([, width, height]) => `${Math.round(Number(width) / 10)}×${Math.round(Number(height) / 10)}`,
  );

test('[J19] a ledger is printed from its page, problems over their tasks, on A3 or A4', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, PROBLEMS);
  for (const measure of ['修订制度。', '=1+1 不是公式', '开展培训。'])
    await addTask(stage, place, 0, measure);
  const { page, context, complaints } = await enter(browser, stage.url, 'unit1head');
  await LedgerPage.open(page, stage.url, place.ledger, 'problems');
  await page.getByRole('button', { name: '导出' }).click();
  await page.getByRole('menuitem', { name: '打印' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(
    '示例县交通运输局落实示例专项巡察整改反馈意见整改台账',
  );
  await expect(page.locator('tbody')).toHaveCount(PROBLEMS);
  const first = page.locator('tbody').first();
  await expect(first.getByRole('row')).toHaveCount(3);
  await expect(first.getByRole('cell', { name: originalOf(0) })).toHaveAttribute('rowspan', '3');
  await expect(first.getByRole('cell', { name: '=1+1 不是公式' })).not.toHaveAttribute('rowspan', '3');
  await expect(page.getByText('党组织主要负责人（签字）：')).toBeVisible();

  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('button', { name: '打印' })).toBeHidden();
  expect(await page.locator('thead').evaluate((head) => getComputedStyle(head).display)).toBe(
    'table-header-group',
  );
  const wide = sizes(await page.pdf({ preferCSSPageSize: true }));
  expect(wide.length).toBeGreaterThan(1);
  expect(new Set(wide)).toEqual(new Set(['119×84']));

  await page.emulateMedia({ media: 'screen' });
  await page.getByRole('link', { name: 'A4' }).click();
  await expect(page.getByRole('link', { name: 'A4' })).toHaveAttribute('aria-current', 'true');
  expect(new Set(sizes(await page.pdf({ preferCSSPageSize: true })))).toEqual(new Set(['84×59']));
  expect(complaints).toEqual([]);
  await context.close();
});
