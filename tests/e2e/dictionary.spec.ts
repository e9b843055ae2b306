import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { Caller, claimedLedger, type Place } from './round.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
let place: Place;

test.beforeAll(async () => {
  await stage.start();
  place = await claimedLedger(stage, 2);
});
test.afterAll(() => stage.close());

test('[J25] the office changes a dictionary, and a ledger that is open offers the new words', async ({
  browser,
}) => {
  const open = await enter(browser, stage.url, 'office');
  const ledger = await LedgerPage.open(open.page, stage.url, place.ledger, 'problems');

  const keeper = await enter(browser, stage.url, 'office');
  await keeper.page.goto(`${stage.url}/admin/dictionaries`);
  await keeper.page.getByRole('button', { name: '从“五类建设”开始' }).click();
  await keeper.page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(keeper.page.getByText('已保存，打开的台账已经可选')).toBeVisible();

  // a column of its own, without opening the ledger anew
  await ledger.select(0, '五类建设');
  await open.page.keyboard.press('F2');
  await open.page.getByRole('option', { name: '作风建设' }).click();
  await open.page.keyboard.press('Enter');
  await ledger.saved();
  await expect(await ledger.cell(0, '五类建设')).toContainText('作风建设');

  // a word is renamed, another retired, one added
  const words = keeper.page.getByRole('textbox', { name: '词', exact: true });
  await words.nth(3).fill('作风与纪律');
  await keeper.page.locator('li').nth(1).getByRole('button', { name: '停用' }).click();
  await keeper.page.getByRole('button', { name: '加一个词' }).click();
  await keeper.page.keyboard.type('制度建设');
  // the key for one more word: what follows it stands in the new word, and an unsaved word can go again
  await keeper.page.keyboard.press('Enter');
  await keeper.page.keyboard.type('多写的');
  await expect(words.nth(5)).toHaveValue('多写的');
  await expect(words.nth(4)).toHaveValue('制度建设');
  await keeper.page.locator('li').nth(5).getByRole('button', { name: '停用' }).click();
  await keeper.page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(keeper.page.getByText('已保存，打开的台账已经可选')).toBeVisible();
  await expect(keeper.page.getByText('曾用：作风建设')).toBeVisible();

  await ledger.select(1, '五类建设');
  await open.page.keyboard.press('F2');
  await expect(open.page.getByRole('option')).toHaveText([
    '政治建设',
    '组织建设',
    '作风与纪律',
    '纪律建设',
    '制度建设',
  ]);
  await open.page.getByRole('option', { name: '制度建设' }).click();
  await open.page.keyboard.press('Enter');
  await ledger.saved();
  // what a row says stays, and words of one's own are taken too
  await expect(await ledger.cell(0, '五类建设')).toContainText('作风建设');
  await ledger.write(0, '五类建设', '本地说法');
  await ledger.saved();
  await expect(await ledger.cell(0, '五类建设')).toContainText('本地说法');
  expect([...open.complaints, ...keeper.complaints]).toEqual([]);
});

test('[A24] the second of two who change a dictionary is told, and loses nothing that was saved', async ({
  browser,
}) => {
  const office = await Caller.enter(stage, 'office');
  const { items } = (await office.call('GET', '/api/organisations')) as {
    items: { id: string; kind: string }[];
  };
  const own = items.find(({ kind }) => kind === 'office')?.id;
  const entries = [{ id: 'first', word: '老词' }];
  await office.call('POST', `/api/offices/${own}/dictionaries`, { id: 'local', name: '本地分类', entries });
  const [first, second] = await Promise.all([1, 2].map(() => enter(browser, stage.url, 'office')));
  for (const { page } of [first!, second!]) {
    await page.goto(`${stage.url}/admin/dictionaries`);
    await page
      .getByRole('navigation', { name: '字典' })
      .getByRole('button', { name: /^本地分类/ })
      .click();
    await page.getByRole('button', { name: '加一个词' }).click();
  }
  await first!.page.keyboard.type('甲的词');
  await second!.page.keyboard.type('乙的词');
  await first!.page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(first!.page.getByText('已保存，打开的台账已经可选')).toBeVisible();
  await second!.page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(second!.page.getByText('别人刚刚保存了这本字典')).toBeVisible();
  await second!.page.getByRole('button', { name: '重新读取' }).click();
  await expect(second!.page.getByRole('textbox', { name: '词', exact: true }).nth(1)).toHaveValue('甲的词');
});

test('[A24] who keeps no dictionaries finds no page', async ({ browser }) => {
  const { page } = await enter(browser, stage.url, 'unit1');
  const response = await page.goto(`${stage.url}/admin/dictionaries`);
  expect(response?.status()).toBe(403);
});
