/** In a hand: the history of a problem and of a task is read where they are, with the difference inline, and leads to the ledger's. */
import { expect, test, type Locator } from '@playwright/test';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** CSS pixels that a thumb needs. */
const THUMB = 44;
const BEFORE = '已核查监督记录约180份。';
const AFTER = '已核查监督记录186份。';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J34] on a phone the history of a problem and of a task says who, when and what became of what, and leads on', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  const task = await addTask(stage, place, 0, '重新核查全部监督记录。');
  const unit = await Caller.enter(stage, 'unit1');
  const head = await Caller.enter(stage, 'unit1head');
  const write = (person: Caller, ...intents: object[]) =>
    person.command(place.ledger, 'editCells', { intents });
  await write(unit, { text: `${task}/progress`, value: BEFORE });
  await write(head, { text: `${task}/progress`, value: AFTER });
  await write(head, { cell: `${task}/completion`, value: '基本完成' });

  const { page, complaints, context } = await enter(browser, stage.url, 'resident1', PHONE);
  const sideways = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const expectThumbs = async (part: Locator) => {
    for (const pressed of await part.locator('a[href], button').all())
      expect((await pressed.boundingBox())!.height).toBeGreaterThanOrEqual(THUMB);
  };
  const changes = (part: Locator) => part.getByRole('region', { name: '改动记录' }).getByRole('article');
  await page.goto(`${stage.url}/ledgers/${place.ledger}`);
  const card = page.getByRole('article').first();

  // of the task, in its form
  await card.getByRole('button', { name: /^1-1-1/ }).tap();
  const show = card.getByRole('button', { name: '看这项任务的改动' });
  await show.tap();
  const own = card.locator('section.history');
  await expect(changes(own).first()).toContainText('完成情况');
  const written = changes(own).filter({ hasText: '整改进展' }).first();
  await expect(written.locator('del')).toHaveText('约180');
  await expect(written.locator('ins')).toHaveText('186');
  await expect(written.locator('b').first()).not.toHaveText('');
  await expect(written.locator('time')).toHaveText(/^\d{2}:\d{2}$/);
  await expectThumbs(own);
  expect(await sideways()).toBe(0);
  await own.getByRole('button', { name: '收起改动' }).tap();
  await expect(changes(own)).toHaveCount(0);

  // of the problem with what hangs below it, among all about it
  await card.getByRole('button', { name: '问题 1-1 详情' }).tap();
  const panel = page.getByRole('complementary', { name: '问题 1-1 详情' });
  await panel.getByRole('button', { name: '看这个问题的改动' }).tap();
  const all = panel.locator('section.history');
  await expect(changes(all).filter({ hasText: '1-1-1 整改进展' }).first()).toContainText(
    '已核查监督记录约180186份。',
  );
  await expectThumbs(all);
  expect(await sideways()).toBe(0);

  // and on to the ledger's, narrowed to it
  await all.getByRole('link', { name: '在台账历史里看' }).tap();
  await expect(page).toHaveURL(/\/history\?problem=\w{16}$/);
  await expect(changes(page.locator('body')).filter({ hasText: '1-1-1 整改进展' }).first()).toBeVisible();
  expect(await sideways()).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});
