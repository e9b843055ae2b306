/** A department at work: the office assigns a task in the panel, the department reports on it, the unit watches it arrive, and back. */
import { expect, test, type Locator, type Page } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, originalOf } from './round.ts';
import { Stage } from './stage.ts';

const MEASURE = '核拨水毁修复补助资金。';
const OTHER = '单位自己的措施。';
const DEPARTMENT = '示例县财政局';
const PHONE = { width: 390, height: 844 };

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

const cardOf = (page: Page, measure: string): Locator =>
  page.locator('section.task').filter({ hasText: measure });
const progressOf = (card: Locator): Locator => card.getByLabel('整改进展').and(card.locator('textarea'));
const chooserOf = (office: LedgerPage): Locator =>
  office.page.locator('aside.panel').getByLabel('任务 1-1-1 交职能部门办理');

test('[J14] a department writes progress and the unit sees it', async ({ browser }) => {
  const place = await claimedLedger(stage, 2);
  const row = await addTask(stage, place, 0, MEASURE);
  await addTask(stage, place, 1, OTHER);
  const department = await enter(browser, stage.url, 'department1');
  await department.page.goto(`${stage.url}/department`);
  await expect(department.page.locator('[data-live="live"]')).toBeVisible();
  await expect(cardOf(department.page, MEASURE)).toHaveCount(0);

  // the office chooses the department in the panel; the task is there without a reload, and only that one
  const officePerson = await enter(browser, stage.url, 'office');
  const office = await LedgerPage.open(officePerson.page, stage.url, place.ledger, 'tasks');
  await office.panel(0, '整改措施');
  await chooserOf(office).selectOption({ label: `由 ${DEPARTMENT} 办理` });
  const card = cardOf(department.page, MEASURE);
  await expect(card).toBeVisible();
  const problem = department.page.locator('article').filter({ has: card });
  await expect(problem).toContainText(originalOf(0));
  await expect(problem).toContainText('整改中');
  await expect(department.page.locator('body')).not.toContainText(OTHER);
  await expect(department.page.locator('body')).not.toContainText(originalOf(1));

  // progress: unsaved until it is answered, then in the unit's list as it stands there
  const unitPerson = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(unitPerson.page, stage.url, place.ledger, 'tasks');
  await progressOf(card).fill('补助资金已下达。');
  await expect(card.locator('[data-mark]')).toHaveText('未保存');
  await card.getByRole('button', { name: '保存进展' }).click();
  await expect(card.locator('[data-mark]')).toContainText(/已保存 \d\d:\d\d:\d\d/);
  await expect(await unit.cell(0, '整改进展')).toHaveText('补助资金已下达。');

  // evidence: listed here, counted there
  await card.getByRole('button', { name: '登记佐证' }).click();
  const dialog = department.page.getByRole('dialog');
  await dialog.getByLabel('佐证名称').fill('资金下达文件');
  await dialog.getByRole('button', { name: '登记佐证' }).click();
  await expect(dialog).toBeHidden();
  await expect(card).toContainText('资金下达文件');
  await expect
    .poll(async () => (await (await Caller.enter(stage, 'unit1')).rows(place.ledger)).tasks[0]?.evidenceCount)
    .toBe(1);

  // what the unit writes arrives here; words that the department has begun are kept beside it
  await unit.append(0, '整改进展', '工程已开工。');
  await unit.page.keyboard.press('Enter');
  await expect(progressOf(card)).toHaveValue('补助资金已下达。工程已开工。');
  await progressOf(card).fill('补助资金已下达，并按进度拨付。');
  await unit.append(0, '整改进展', '已完成一半。');
  await unit.page.keyboard.press('Enter');
  await expect(card.getByRole('status')).toContainText('补助资金已下达。工程已开工。已完成一半。');
  await expect(progressOf(card)).toHaveValue('补助资金已下达，并按进度拨付。');
  await card.getByRole('button', { name: '保留我的' }).click();
  await card.getByRole('button', { name: '保存进展' }).click();
  await expect(await unit.cell(0, '整改进展')).toHaveText('补助资金已下达，并按进度拨付。');

  // the ledger itself stays shut, and the page is usable at the width of a phone
  await department.page.setViewportSize(PHONE);
  await expect(card.getByRole('button', { name: '保存进展' })).toBeVisible();
  const overflow = await department.page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  const main = department.page.locator('main');
  expect(await main.evaluate((element) => element.scrollWidth - element.clientWidth)).toBe(0);
  const denied = await stage.call(await stage.cookie('department1'), 'GET', `/api/ledgers/${place.ledger}`);
  expect([denied.status, JSON.stringify(denied.body)]).toEqual([
    403,
    expect.stringContaining('DEPARTMENT_ROWS_ONLY'),
  ]);

  // taken back: gone at once, with unsaved words kept to be copied
  await progressOf(card).fill('没有来得及保存的话。');
  await chooserOf(office).selectOption({ label: '交职能部门办理：无' });
  await expect(card).toHaveCount(0);
  await expect(department.page.getByLabel('任务 1-1-1 未保存的进展')).toHaveValue('没有来得及保存的话。');
  const late = await stage.call(
    await stage.cookie('department1'),
    'POST',
    `/api/ledgers/${place.ledger}/commands`,
    { command: 'reportProgress', opId: '0123456789abcdef', row, progress: '迟到的话' },
  );
  expect(late.status).toBe(403);

  const people = [department, officePerson, unitPerson];
  expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
  await Promise.all(people.map(({ context }) => context.close()));
});
