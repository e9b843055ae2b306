/** Two people write; history tells who, when, and from what to what; the scale shows the past, read only; the second is shown what changed while away. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';

const MEASURE = '逐个项目倒排工期，每周调度一次。';
const FIRST = '两个项目均已恢复施工，外墙保温完成60%。';
const OWNER = '王示例';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J27] history says who changed what with an inline difference, the scale shows the past, and who was away sees what changed', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  const task = await addTask(stage, place, 0, MEASURE);
  const unit = await Caller.enter(stage, 'unit1');
  const progress = { text: `${task}/progress`, value: FIRST };
  await unit.command(place.ledger, 'editCells', { intents: [progress] });
  const before = (await unit.rows(place.ledger)).seq;

  // the head looks, and leaves: from here on, what others change is new to them
  const head = await enter(browser, stage.url, 'unit1head');
  const looked = await LedgerPage.open(head.page, stage.url, place.ledger);
  await expect(await looked.cell(0, '整改进展')).toHaveText(FIRST);
  const told = head.page.waitForResponse((response) => response.url().endsWith('/seen'));
  await head.page.getByRole('link', { name: '存档（快照）' }).click();
  expect((await told).status()).toBe(200);

  // unit1 corrects a figure by hand, and names who is responsible
  const editor = await enter(browser, stage.url, 'unit1');
  const sheet = await LedgerPage.open(editor.page, stage.url, place.ledger);
  await sheet.select(0, '整改进展');
  await editor.page.keyboard.press('F2');
  await editor.page.keyboard.press('Control+End');
  for (let n = 0; n < 4; n += 1) await editor.page.keyboard.press('Backspace');
  await editor.page.keyboard.type('85%。');
  await editor.page.keyboard.press('Tab');
  await sheet.write(0, '责任科室/人', OWNER);
  await sheet.saved();
  await expect(await sheet.cell(0, '整改进展')).toHaveText(FIRST.replace('60', '85'));

  await test.step('the history of the cell, by keyboard', async () => {
    await sheet.select(0, '整改进展');
    await editor.page.keyboard.press('Alt+Shift+KeyH');
    const dialog = editor.page.getByRole('dialog', { name: /1-1-1 整改进展/ });
    const newest = dialog.getByRole('article').first();
    await expect(newest).toContainText('郑某');
    await expect(newest).toContainText('示例县交通运输局');
    await expect(newest.locator('del')).toHaveText('60');
    await expect(newest.locator('ins')).toHaveText('85');
    await expect(dialog.getByRole('article').nth(1).locator('ins')).toHaveText(FIRST);
    await editor.page.keyboard.press('Escape');
  });

  await test.step('the head is shown what changed while away, jumps there, and has seen it', async () => {
    const { page } = head;
    const sheetOfHead = await LedgerPage.open(page, stage.url, place.ledger);
    const changed = page.getByRole('button', { name: '上次以来 2 处' });
    await expect(changed).toBeVisible();
    const mark = '您上次看过以后别人改过';
    await expect((await sheetOfHead.cell(0, '整改进展')).getByRole('img', { name: mark })).toBeVisible();
    await expect((await sheetOfHead.cell(0, '整改措施')).getByRole('img', { name: mark })).toHaveCount(0);
    await changed.click();
    const list = page.getByRole('complementary', { name: /上次看过以后/ });
    await list.getByRole('button', { name: /1-1-1 责任科室/ }).click();
    await expect(await sheetOfHead.cell(0, '责任科室/人')).toHaveAttribute('aria-selected', 'true');
    await list.getByRole('button', { name: '全部已看' }).click();
    await expect(page.getByRole('img', { name: mark })).toHaveCount(0);
    await page.reload();
    await sheetOfHead.live();
    await expect(await sheetOfHead.cell(0, '整改进展')).toHaveText(FIRST.replace('60', '85'));
    await expect(changed).toHaveCount(0);
    // of one's own changes nothing is marked
    await expect(editor.page.getByRole('button', { name: /^上次以来/ })).toHaveCount(0);
  });

  await test.step('the page of history: who and what, and the ledger as it stood', async () => {
    const { page } = head;
    await page.goto(`${stage.url}/ledgers/${place.ledger}?at=${before}`);
    await expect(page).toHaveURL(new RegExp(`/history\\?at=${before}$`));
    const past = page.getByRole('grid', { name: '任务清单' });
    await expect(past).toContainText('外墙保温完成60');
    await expect(past.locator('del', { hasText: /^60$/ })).toBeVisible();
    await expect(past.locator('ins', { hasText: /^85$/ })).toBeVisible();
    await expect(page.locator('[data-difference]')).toHaveText('此后改 1 行，增 0 行，删 0 行');
    await page.getByLabel('标出与现在的差别').uncheck();
    await expect(past).toContainText(FIRST);

    // the slider goes to the present, change by change, and back to nothing
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('End');
    await expect(page.locator('[data-difference]')).toHaveText('与现在相同');
    await expect(past).toContainText(FIRST.replace('60', '85'));
    await page.keyboard.press('Home');
    await expect(page.getByText('那时这张清单还没有内容')).toBeVisible();

    // nothing can be written there
    await page.getByRole('button', { name: '回到现在' }).click();
    const cell = past.getByRole('gridcell').filter({ hasText: MEASURE });
    await expect(cell).toHaveAttribute('aria-readonly', 'true');

    const changes = page.getByRole('region', { name: '改动记录' });
    await expect(changes.getByRole('article').first()).toContainText(OWNER);
    await page.getByRole('combobox', { name: '清单' }).selectOption({ label: '问题清单' });
    await expect(changes).toContainText('认领');
    await expect(changes).not.toContainText(OWNER);
    await page.getByRole('button', { name: '清除筛选' }).click();
    await expect(changes).toContainText(OWNER);

    // without a moment it is the present
    await page.goto(`${stage.url}/ledgers/${place.ledger}/history`);
    await expect(page.locator('[data-difference]')).toHaveText('与现在相同');

    // a problem's state has no column of its own: then and now stand below the code
    await page.goto(`${stage.url}/ledgers/${place.ledger}/history?at=1`);
    await page.getByRole('tab', { name: /问题清单/ }).click();
    const code = page
      .getByRole('grid', { name: '问题清单' })
      .getByRole('gridcell')
      .filter({ hasText: '已反馈' });
    await expect(code.first().locator('del')).toHaveText('已反馈');
    await expect(code.first().locator('ins')).toHaveText('整改中');
  });

  await test.step('the panel of a problem has its history', async () => {
    const { page } = editor;
    await sheet.select(0, '整改进展');
    await page.keyboard.press('Control+Shift+Enter');
    const panel = page.getByRole('complementary', { name: /1-1/ });
    await panel.getByRole('button', { name: '看这个问题的改动' }).click();
    await expect(panel.getByRole('article').first()).toContainText(OWNER);
    await expect(panel.locator('ins', { hasText: /^85$/ })).toBeVisible();
  });

  expect(editor.complaints).toEqual([]);
  expect(head.complaints).toEqual([]);
});
