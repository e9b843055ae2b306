/** In a hand, too, it is seen what others changed since one looked last: dots on the cards, words for who hears the page, and the list. */
import { expect, test } from '@playwright/test';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** CSS pixels that a thumb needs. */
const THUMB = 44;
const MARK = '您上次看过以后别人改过：';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J31] on a phone the cards mark what others changed, the list leads there, and what was seen is not marked again', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 8);
  const first = await addTask(stage, place, 0, '逐个项目倒排工期，每周调度一次。');
  const last = await addTask(stage, place, 7, '每月公示一次办理结果。');
  const unit = await Caller.enter(stage, 'unit1');
  const write = (...intents: object[]) => unit.command(place.ledger, 'editCells', { intents });

  // the head looks, and leaves: from here on, what others change is new to them
  const { page, complaints, context } = await enter(browser, stage.url, 'unit1head', PHONE);
  await page.goto(`${stage.url}/ledgers/${place.ledger}`);
  const cards = page.getByRole('article');
  await expect(cards).toHaveCount(8);
  await expect(page.locator('[data-since]')).toHaveCount(0);
  const told = page.waitForResponse((response) => response.url().endsWith('/seen'));
  await page.getByRole('link', { name: '返回' }).tap();
  expect((await told).status()).toBe(200);

  await write(
    { text: `${first}/progress`, value: '两个项目均已恢复施工。' },
    { cell: `${first}/completion`, value: '基本完成' },
    { text: `${last}/progress`, value: '已公示两次。' },
  );
  const fourth = (await unit.rows(place.ledger)).problems[3]!.id;
  await write({ cell: `${fourth}/due`, value: '2026-12-20' });

  await page.goto(`${stage.url}/ledgers/${place.ledger}`);
  const open = page.getByRole('button', { name: '上次以来 4 处' });
  await expect(open).toBeVisible();
  // three dots on cards: two tasks and the head of a problem; nothing else
  await expect(cards.locator('[data-since]')).toHaveCount(3);
  const task = cards.nth(0).getByRole('button', { name: /^1-1-1/ });
  await expect(task).toHaveAccessibleName(new RegExp(`${MARK}.*整改进展`));
  await expect(task).toHaveAccessibleName(new RegExp(`${MARK}.*完成情况`));
  await expect(cards.nth(3).getByRole('button').first()).toHaveAccessibleName(new RegExp(`${MARK}时限`));
  await expect(cards.nth(1).locator('[data-since]')).toHaveCount(0);
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(await sideways()).toBe(0);
  expect((await open.boundingBox())!.height).toBeGreaterThanOrEqual(THUMB);

  // the list leads to the card, with its form open
  await open.tap();
  const list = page.getByRole('complementary', { name: /上次看过以后/ });
  await expect(list.getByRole('listitem')).toHaveCount(4);
  for (const button of await list.getByRole('button').all()) {
    const box = (await button.boundingBox())!;
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(THUMB);
  }
  expect(await sideways()).toBe(0);
  await list.getByRole('button', { name: /1-8-1 整改进展/ }).tap();
  await expect(list).toBeHidden();
  await expect(cards.nth(7).getByLabel('整改进展')).toHaveValue('已公示两次。');
  await expect(cards.nth(7).getByRole('button', { name: /^1-8-1/ })).toBeInViewport();

  // seen: gone now, and after a reload
  await open.tap();
  await list.getByRole('button', { name: '全部已看' }).tap();
  await expect(list).toBeHidden();
  await expect(page.locator('[data-since]')).toHaveCount(0);
  await page.reload();
  await expect(cards).toHaveCount(8);
  await expect(cards.nth(0)).toContainText('两个项目均已恢复施工。');
  await expect(page.locator('[data-since]')).toHaveCount(0);
  expect(complaints).toEqual([]);
  await context.close();
});
