/** A new clerk's first day: an account from the administrator's pasted list, the first password changed, and the unit's ledger. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { Stage } from './stage.ts';

const UNIT = '示例县卫生健康局';
const CLERK = { name: '柳某', username: 'clerk.liu', password: 'willow-by-the-brook-7' };

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J23] a new clerk signs in with a first password, must change it, and begins in the ledger of the unit', async ({
  browser,
}) => {
  // the administrator pastes two lines as they come from Excel, and reads the passwords once
  const admin = await enter(browser, stage.url, 'admin');
  await admin.page.goto(`${stage.url}/admin/people`);
  await admin.page.getByRole('button', { name: '粘贴名单' }).click();
  const dialog = admin.page.getByRole('dialog');
  await dialog
    .getByLabel('名单')
    .fill(
      `姓名\t账号\t机构\t身份\n${CLERK.name}\t${CLERK.username}\t${UNIT}\t填报人\n柳某某\t没有空格的\t${UNIT}\t填报人`,
    );
  await dialog.getByRole('button', { name: '核对' }).click();
  await expect(dialog).toContainText('1 行有问题，改正后才能新建。');
  await dialog.getByRole('button', { name: '返回修改' }).click();
  await dialog.getByLabel('名单').fill(`${CLERK.name}\t${CLERK.username}\t${UNIT}\t填报人`);
  await dialog.getByRole('button', { name: '核对' }).click();
  await dialog.getByRole('button', { name: '新建 1 个账号' }).click();
  const line = dialog.getByRole('row').filter({ hasText: CLERK.username });
  const first = (await line.locator('.password').innerText()).trim();
  expect(first.length).toBeGreaterThanOrEqual(8);
  await dialog.getByRole('button', { name: '已交接，关闭' }).click();
  await expect(admin.page.locator('body')).not.toContainText(first);

  // the clerk comes for a ledger, is led to the account page and nowhere else until the password is their own
  const context = await browser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(stage.url);
  await page.getByLabel('账号').fill(CLERK.username);
  await page.getByLabel('密码', { exact: true }).fill(first);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await expect(page).toHaveURL(`${stage.url}/account`);
  await expect(page.getByText('您用的是初始密码，请先更改，然后继续。')).toBeVisible();
  await page.goto(`${stage.url}/rounds`);
  await expect(page).toHaveURL(`${stage.url}/account`);
  const early = await page.evaluate(async () => (await fetch('/api/ledgers')).status);
  expect(early).toBe(403);

  const change = async (current: string, next: string) => {
    await page.getByLabel('现在的密码').fill(current);
    await page.getByLabel('新密码', { exact: true }).fill(next);
    await page.getByLabel('再输一遍新密码').fill(next);
    await page.getByRole('button', { name: '更改密码' }).click();
  };
  await change(first, first);
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page).toHaveURL(`${stage.url}/account`);
  await change(first, CLERK.password);

  // straight to the work: the one ledger that is theirs, ready to be written
  await expect(page).toHaveURL(/\/ledgers\/\w{16}/);
  const ledger = new LedgerPage(page);
  await ledger.live();
  await expect(page.getByRole('banner')).toContainText(UNIT);
  await ledger.list('tasks');
  await expect(page.getByRole('grid', { name: '任务清单' })).toContainText('实施卫生院能力提升三年计划');
  // the first password opens nothing any more; their own does, and leads to the same place
  await expect(stage.cookie(CLERK.username, first)).rejects.toThrow();
  await expect(stage.cookie(CLERK.username, CLERK.password)).resolves.toContain('sandan.session_token');
  await page.goto(stage.url);
  await expect(page).toHaveURL(/\/ledgers\/\w{16}/);
  expect([...complaints, ...admin.complaints]).toEqual([]);
  await Promise.all([context.close(), admin.context.close()]);
});
