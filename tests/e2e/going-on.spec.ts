/** Ledgers that are damaged, lost their tail, or stay shut: everybody is told, the office decides in the page, and all pages go on by themselves. */
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import { alterRecord, keepDisk } from './damage.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** CSS pixels that a thumb needs. */
const THUMB = 44;
/** longest wait before a page knocks again, and the start of a server on a busy machine */
const RETURN_MS_MAX = 60_000;
const OFFICE = '示例县委巡察办';
const DAMAGED = '不含受损部分，继续';
const LOST = '不含缺失部分，继续';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

const banner = (page: Page, words: string): Locator => page.getByRole('status').filter({ hasText: words });
const sideways = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
/** The start of a server takes down what every open page logs while it is gone. */
const lasting = (complaints: readonly string[]): readonly string[] =>
  complaints.filter((complaint) => !/ERR_CONNECTION|WebSocket connection|status of 409/.test(complaint));

/** Somebody else of the office, with the same dialog filled in. */
async function openDecision(browser: Browser, url: string, ledger: string) {
  const { page, context } = await enter(browser, url, 'office');
  await LedgerPage.open(page, url, ledger);
  await page.getByRole('button', { name: DAMAGED }).click();
  const dialog = page.getByRole('dialog', { name: DAMAGED });
  await dialog.getByLabel('理由').fill('同样的意见');
  await dialog.getByRole('checkbox').check();
  return { context, dialog, go: dialog.getByRole('button', { name: '继续', exact: true }) };
}

test('[J32] a damaged ledger: the unit is told whom to ask, the office what it gives up; after its decision both pages write on', async ({
  browser,
}) => {
  test.slow();
  const place = await claimedLedger(stage, 1);
  const task = await addTask(stage, place, 0, '每周调度一次。');
  const writer = await Caller.enter(stage, 'unit1');
  for (const owner of ['甲科', '乙科', '丙科'])
    await writer.command(place.ledger, 'editCells', { intents: [{ cell: `${task}/owner`, value: owner }] });
  await stage.end('SIGKILL');
  const broken = alterRecord(stage.folder, place.ledger, (last) => last - 1);
  await stage.start();

  const { page: unitPage, context: unitContext } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(unitPage, stage.url, place.ledger);
  const told = banner(unitPage, '台账记录受损');
  await expect(told).toContainText(`由${OFFICE}决定`);
  await expect(unitPage.getByRole('button', { name: DAMAGED })).toHaveCount(0);
  await expect(await unit.cell(0, '责任科室/人')).toHaveText('甲科');

  const { page, context, complaints } = await enter(browser, stage.url, 'office');
  await LedgerPage.open(page, stage.url, place.ledger);
  await expect(banner(page, '台账记录受损')).not.toContainText('请转告他们');
  await page.getByRole('button', { name: DAMAGED }).click();
  const dialog = page.getByRole('dialog', { name: DAMAGED });
  await expect(dialog).toContainText(`第 ${broken} 至第 ${broken + 1} 次改动`);
  await expect(dialog).toContainText('2 条记录');
  await expect(dialog).toContainText(`第 ${broken - 1} 次改动之后的内容`);
  await expect(dialog).toContainText('用备份恢复');
  await expect(dialog).toContainText(place.ledger);
  // neither a reason nor the confirmation alone will do
  const go = dialog.getByRole('button', { name: '继续', exact: true });
  await expect(go).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByLabel('理由').fill('没有更新的备份，已同管理员商量');
  await expect(go).toHaveAttribute('aria-disabled', 'true');
  await dialog.getByRole('checkbox').check();
  await expect(go).toHaveAttribute('aria-disabled', 'false');

  // another of the office reads the same, and is slower
  const slower = await openDecision(browser, stage.url, place.ledger);
  await go.click();
  await expect(dialog).toContainText(`台账已在第 ${broken + 2} 次改动处继续`);
  await dialog.getByRole('button', { name: '关闭' }).last().click();
  for (const one of [page, unitPage]) await expect(banner(one, '台账记录受损')).toHaveCount(0);
  // a sentence, and nothing is decided twice
  await slower.go.click();
  await expect(slower.dialog.getByRole('alert')).toContainText('别人刚刚改了同一处');
  await expect(slower.dialog).toContainText('没有要决定的事');
  await slower.context.close();
  await unit.live();
  await unit.write(0, '责任科室/人', '丁科');
  await unit.saved();
  expect((await writer.rows(place.ledger)).tasks).toMatchObject([{ owner: '丁科' }]);
  expect(lasting(complaints)).toEqual([]);
  await context.close();
  await unitContext.close();
});

test('[J32] in a hand: a ledger that lost its tail goes on with a reason and a confirmation, and who wrote has the words back', async ({
  browser,
}) => {
  test.slow();
  const place = await claimedLedger(stage, 1);
  await addTask(stage, place, 0, '每月公示一次。');
  const { page: unitPage, context: unitContext } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(unitPage, stage.url, place.ledger);
  await unit.write(0, '责任科室/人', '办公室');
  await unit.saved();
  await stage.end('SIGKILL');
  const disk = keepDisk(stage.folder);
  await stage.start();
  await unit.live();
  await unit.append(0, '整改措施', '已公示两次。');
  await unitPage.keyboard.press('Enter');
  await unit.saved();
  await stage.end('SIGKILL');
  disk.goBack();
  disk.forget();
  await stage.start();

  // the page that was told "saved" comes back by itself, and the ledger is closed to everybody
  await expect(banner(unitPage, '服务器少了一段已保存的改动')).toContainText(`由${OFFICE}决定`, {
    timeout: RETURN_MS_MAX,
  });
  const { page, context, complaints } = await enter(browser, stage.url, 'office', PHONE);
  await page.goto(`${stage.url}/ledgers/${place.ledger}`);
  await expect(banner(page, '服务器少了一段已保存的改动')).toBeVisible();
  const open = page.getByRole('button', { name: LOST });
  expect((await open.boundingBox())!.height).toBeGreaterThanOrEqual(THUMB);
  expect(await sideways(page)).toBe(0);
  await open.tap();
  const dialog = page.getByRole('dialog', { name: LOST });
  await expect(dialog).toContainText('有页面收到过“已保存”');
  await expect(dialog).toContainText('首次发现');
  await dialog.getByLabel('理由').fill('备份更旧，接受缺失');
  await dialog.getByRole('checkbox').tap();
  const go = dialog.getByRole('button', { name: '继续', exact: true });
  expect((await go.boundingBox())!.height).toBeGreaterThanOrEqual(THUMB);
  expect(await sideways(page)).toBe(0);
  await go.tap();
  await expect(dialog).toContainText('可以填写了');
  await dialog.getByRole('button', { name: '关闭' }).last().tap();
  for (const one of [page, unitPage]) await expect(banner(one, '服务器少了一段')).toHaveCount(0);

  // the words that were lost are offered where they were written, and the page writes on
  await unit.live();
  await expect(unitPage.getByText('段文字未被接受').first()).toBeVisible();
  await unit.write(0, '责任科室/人', '综合科');
  await unit.saved();
  const office = await Caller.enter(stage, 'office');
  expect((await office.rows(place.ledger)).tasks).toMatchObject([
    { owner: '综合科', measure: '每月公示一次。' },
  ]);
  expect(lasting(complaints)).toEqual([]);
  await context.close();
  await unitContext.close();
});

test('[J32] a ledger of which nothing can be proven: pages say that only a backup helps, keep what they have, and open with the backup', async ({
  browser,
}) => {
  test.slow();
  const place = await claimedLedger(stage, 1);
  await addTask(stage, place, 0, '每周调度一次。');
  const { page: unitPage, context: unitContext } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(unitPage, stage.url, place.ledger);
  await stage.end('SIGKILL');
  const disk = keepDisk(stage.folder);
  alterRecord(stage.folder, place.ledger, () => 1);
  await stage.start();
  const told = banner(unitPage, '台账打不开');
  await expect(told).toContainText('只有用备份恢复才有办法', { timeout: RETURN_MS_MAX });
  await expect(await unit.cell(0, '整改措施')).toHaveText('每周调度一次。');
  // whoever comes anew is told the same, and there is nothing to decide
  const { page, context } = await enter(browser, stage.url, 'office');
  await page.goto(`${stage.url}/ledgers/${place.ledger}`);
  await expect(banner(page, '台账打不开')).toBeVisible({ timeout: RETURN_MS_MAX });
  await expect(page.getByRole('button', { name: DAMAGED })).toHaveCount(0);
  await expect(page.getByText('台账还没有打开')).toBeVisible();
  await expect(page.getByText('还没有问题')).toHaveCount(0);

  await stage.end('SIGKILL');
  disk.goBack();
  disk.forget();
  await stage.start();
  for (const one of [unitPage, page])
    await expect(banner(one, '台账打不开')).toHaveCount(0, { timeout: RETURN_MS_MAX });
  await unit.live();
  await unit.write(0, '责任科室/人', '综合科');
  await unit.saved();
  await context.close();
  await unitContext.close();
});
