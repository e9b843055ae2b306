/** What people get wrong, or must not do, is answered in the page with words that help, and changes nothing. */
import { expect, test, type Page } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, emptyLedger } from './round.ts';
import { PASSWORD, Stage } from './stage.ts';
import { Wire } from './wire.ts';

const OVERSIZED_BYTES = 21 * 1024 * 1024;
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

async function signIn(page: Page, username: string, password: string): Promise<void> {
  await page.getByLabel('账号', { exact: true }).fill(username);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录', exact: true }).click();
}

test('[J10] a wrong password is said, and the right one leads on to the page that was asked for', async ({
  page,
}) => {
  const { ledger } = await claimedLedger(stage, 1);
  await page.goto(`${stage.url}/ledgers/${ledger}?list=problems`);
  await expect(page).toHaveURL(/\/signin\?next=/);
  await signIn(page, 'unit1', 'not-my-password');
  await expect(page.getByText('账号或密码不对')).toBeVisible();
  await expect(page).toHaveURL(/\/signin/);
  expect((await page.context().cookies()).filter(({ name }) => name.includes('session'))).toEqual([]);
  await signIn(page, 'unit1', PASSWORD);
  await expect(page).toHaveURL(new RegExp(`/ledgers/${ledger}`));
  await new LedgerPage(page).live();
});

test('[J10] a session that ends elsewhere is said in the open page; what was not sent comes back after signing in', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 1);
  await addTask(stage, place, 0, '登记一次。');
  const wire = await new Wire(stage.port).mend();
  const { page, context } = await enter(browser, wire.url, 'unit1');
  const unit = await LedgerPage.open(page, wire.url, place.ledger);
  wire.hold('up');
  await unit.append(0, '整改措施', '写到一半');
  await page.keyboard.press('Enter');

  // on another device; this browser's own sign-out would ask what becomes of the edit (J29)
  const elsewhere = await enter(browser, stage.url, 'unit1');
  await elsewhere.page.goto(`${stage.url}/account`);
  await elsewhere.page.getByRole('button', { name: '结束其他登录' }).click();
  await expect(elsewhere.page.getByText('已结束。')).toBeVisible();
  await elsewhere.context.close();

  await expect(page.getByText('连接已结束。')).toBeVisible();
  await expect(page.getByText('登录已失效').first()).toBeVisible();
  await expect(page.getByText(/\d+ 处没有送出的修改留在这台电脑上/)).toBeVisible();
  expect((await (await Caller.enter(stage, 'office')).rows(place.ledger)).tasks).toMatchObject([
    { measure: '登记一次。' },
  ]);
  wire.letGo();
  await page.getByRole('link', { name: '登录', exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/signin\\?next=.*${place.ledger}`));
  await signIn(page, 'unit1', PASSWORD);
  await unit.live();
  await unit.list('tasks');
  await expect(await unit.cell(0, '整改措施')).toHaveText('登记一次。写到一半');
  await unit.saved();
  expect((await (await Caller.enter(stage, 'office')).rows(place.ledger)).tasks).toMatchObject([
    { measure: '登记一次。写到一半' },
  ]);
  await context.close();
  await wire.cut();
});

test('[J10] foreign ledger, unknown page, and a department at a ledger: each is told what it is', async ({
  browser,
}) => {
  const { ledger } = await claimedLedger(stage, 1);
  const foreign = await enter(browser, stage.url, 'unit2');
  await foreign.page.goto(`${stage.url}/ledgers/${ledger}`);
  await expect(foreign.page.getByRole('heading', { level: 1 })).toHaveText(/这里不对您开放|没有这一页/);
  await expect(foreign.page.locator('code')).toContainText(/FORBIDDEN|NOT_FOUND/);
  await expect(foreign.page.locator('body')).not.toContainText('制度执行不到位');
  for (const unknown of [
    '/nowhere',
    '/ledgers/0000000000000000',
    '/rounds/0000000000000000',
    '/ledgers/台账?at=1',
  ]) {
    await foreign.page.goto(`${stage.url}${unknown}`);
    await expect(foreign.page.getByRole('heading', { name: '没有这一页' })).toBeVisible();
    await expect(foreign.page.locator('code')).toContainText('NOT_FOUND');
  }
  await foreign.page.getByRole('link', { name: '回到巡察轮次', exact: true }).click();
  await expect(foreign.page).toHaveURL(/\/rounds$/);

  const department = await enter(browser, stage.url, 'department1');
  await department.page.goto(`${stage.url}/ledgers/${ledger}`);
  await expect(department.page.getByText('职能部门不打开整本台账')).toBeVisible();
  await department.page.getByRole('main').getByRole('link', { name: '本部门事项' }).click();
  await expect(department.page).toHaveURL(/\/department$/);
  await expect(department.page.getByRole('heading', { level: 1, name: '本部门事项' })).toBeVisible();
  await Promise.all([foreign.context.close(), department.context.close()]);
});

test('[J10] files that are too large, no documents, old or empty of problems are refused with their reason; the ledger stays empty', async ({
  browser,
}) => {
  const { ledger } = await emptyLedger(stage);
  const { page, context } = await enter(browser, stage.url, 'office');
  await page.goto(`${stage.url}/ledgers/${ledger}/import`);
  const oldWord = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512)]);
  const cases = [
    [
      { name: '反馈意见.docx', mimeType: WORD, buffer: Buffer.from('这不是文档') },
      '这个文件不是 Word 文档（.docx），没有读取。',
    ],
    [{ name: '反馈意见.doc', mimeType: 'application/msword', buffer: oldWord }, '（.doc）的文件，没有读取'],
    [
      { name: '会议纪要.txt', mimeType: 'text/plain', buffer: Buffer.from('今天开会。') },
      '没有从文件里认出问题。',
    ],
    [{ name: '反馈意见.docx', mimeType: WORD, buffer: Buffer.alloc(OVERSIZED_BYTES) }, '内容太大，超过上限'],
  ] as const;
  for (const [file, reason] of cases) {
    await page.getByLabel('选择文件').and(page.locator('input')).setInputFiles(file);
    await expect(page.getByText(reason)).toBeVisible();
    await expect(page.getByText('选择文件', { exact: true })).toBeVisible();
  }
  expect((await (await Caller.enter(stage, 'office')).rows(ledger)).problems).toEqual([]);
  await context.close();
});
