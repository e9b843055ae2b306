/** Without the server: reload, browser restart, rights taken away meanwhile, signing out, and epochs that change mid-sentence. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, expect, test, type BrowserContext, type Page } from '@playwright/test';
import { RETURN_MS_MIN } from '#board/returned-edits.ts';
import config from '../../playwright.config.ts';
import { InputMethod } from './input-method.ts';
import { keptIn } from './kept-in-browser.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, freshId, type Place } from './round.ts';
import { Stage } from './stage.ts';
import { until } from './until.ts';
import { Wire } from './wire.ts';

const RETURN_MS_MAX = 45_000;
const ACTION_MS_MAX = 15_000;
const MEASURE = '整改措施';
const OWNER = '责任科室/人';
const BEGINNING = '健全登记制度。';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

/** The worker has everything that a reload needs. */
const shellIsKept = (page: Page): Promise<void> =>
  expect
    .poll(() => page.evaluate(async () => (await navigator.serviceWorker.ready).active?.state ?? ''), {
      timeout: RETURN_MS_MAX,
    })
    .toBe('activated');
/** What is committed has reached the copy on this computer. */
const copyHolds = (page: Page, words: string): Promise<void> =>
  expect.poll(async () => (await keptIn(page, 'sandan-kept', 'updates')).text.includes(words)).toBe(true);

/** As the sign-in page does it. */
const enterAs = (page: Page, username: string): Promise<void> =>
  page.evaluate(async (name) => {
    const headers = { 'content-type': 'application/json' };
    await fetch('/api/demo/enter', { method: 'POST', headers, body: JSON.stringify({ username: name }) });
  }, username);

const leaveBy = async (page: Page): Promise<void> => {
  await page.getByRole('button', { name: '我的账号' }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
};

/** Copies of ledgers on this computer. */
const copies = async (page: Page): Promise<number> => (await keptIn(page, 'sandan-kept', 'ledgers')).count;
/** Edits on this computer that wait to be sent. */
const unsent = async (page: Page): Promise<number> => (await keptIn(page, 'sandan-outbox', 'intents')).count;

async function twoTasks(): Promise<Place> {
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, BEGINNING);
  await addTask(stage, place, 1, '逐月核对。');
  return place;
}

test('[J29] reload and browser restart without the server: the ledger opens, takes edits, and brings them home', async () => {
  test.slow();
  const place = await twoTasks();
  const wire = await new Wire(stage.port).mend();
  const profile = mkdtempSync(join(tmpdir(), 'sandan-profile-'));
  const open = (): Promise<BrowserContext> =>
    chromium.launchPersistentContext(profile, {
      ...config.use?.launchOptions,
      locale: 'zh-CN',
      timezoneId: 'Asia/Shanghai',
      viewport: { width: 1366, height: 768 },
    });
  let context = await open();
  context.setDefaultTimeout(ACTION_MS_MAX);
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(`${wire.url}/signin`);
    await enterAs(page, 'unit1');
    const unit = await LedgerPage.open(page, wire.url, place.ledger);
    await shellIsKept(page);
    await unit.write(0, OWNER, '法规股');
    await unit.saved();
    await copyHolds(page, '法规股');

    await wire.cut();
    await page.reload();
    await expect(page.getByText('已断网。')).toBeVisible();
    await expect(page.getByText('现在显示的是本机')).toBeVisible();
    await expect(page.getByText('这一页请不要关闭或刷新')).toHaveCount(0);
    const offline = new LedgerPage(page);
    await expect(await offline.cell(0, MEASURE)).toHaveText(BEGINNING);
    await expect(await offline.cell(0, OWNER)).toHaveText('法规股');
    await offline.append(0, MEASURE, '断网时补写。');
    await page.keyboard.press('Enter');
    await offline.write(1, OWNER, '财务股');
    await expect(offline.state).toHaveAttribute('data-pending', '2');
    const written = Date.now();
    await page.screenshot({ path: 'test-results/offline-reload.png' });

    // the computer is switched off and on again
    await context.close();
    context = await open();
    context.setDefaultTimeout(ACTION_MS_MAX);
    const later = context.pages()[0] ?? (await context.newPage());
    await later.goto(`${wire.url}/ledgers/${place.ledger}?list=tasks`);
    const restarted = new LedgerPage(later);
    await expect(await restarted.cell(0, MEASURE)).toHaveText(`${BEGINNING}断网时补写。`);
    await expect(await restarted.cell(1, OWNER)).toHaveText('财务股');
    await expect(restarted.state).toHaveAttribute('data-pending', '2');

    // meanwhile somebody else
    const head = await Caller.enter(stage, 'unit1head');
    const { tasks } = await head.rows(place.ledger);
    const intents = [{ text: `${tasks[0]!.id}/progress`, value: '已开会。' }];
    await head.command(place.ledger, 'editCells', { intents });
    // what waited for a shorter time is told by its mark alone
    await until('the edits are old enough', async () => Date.now() - written > RETURN_MS_MIN);
    await wire.mend();
    await expect(restarted.state).toHaveAttribute('data-saved', 'true', { timeout: RETURN_MS_MAX });
    await expect(restarted.state).toHaveAttribute('data-pending', '0');
    await expect(await restarted.cell(0, MEASURE)).toHaveText(`${BEGINNING}断网时补写。`);
    await later.getByText('断网期间的修改').locator('..').getByRole('button', { name: '查看' }).click();
    await expect(later.getByText('已合并 2 处')).toBeVisible();
    await later.getByRole('button', { name: '逐处查看' }).click();
    await later.screenshot({ path: 'test-results/offline-returned.png' });
    await until('the rows hold what was written offline, and what the other wrote', async () => {
      const rows = (await head.rows(place.ledger)).tasks;
      return (
        rows[0]?.measure === `${BEGINNING}断网时补写。` &&
        rows[0].progress === '已开会。' &&
        rows[1]?.owner === '财务股'
      );
    });
  } finally {
    await context.close();
    await wire.cut();
    rmSync(profile, { recursive: true, force: true });
  }
});

test('[J29] a right that is taken away meanwhile: what may be is merged, the rest is in the tray, nothing else moves', async ({
  browser,
}) => {
  const place = await twoTasks();
  const head = await Caller.enter(stage, 'unit1head');
  const { problems, tasks } = await head.rows(place.ledger);
  const first = tasks.find(({ measure }) => measure === BEGINNING)!;
  const wire = await new Wire(stage.port).mend();
  const unit = await enter(browser, wire.url, 'unit1');
  const page = await LedgerPage.open(unit.page, wire.url, place.ledger);
  await expect(await page.cell(0, MEASURE)).toHaveText(BEGINNING);

  await wire.cut();
  await unit.context.setOffline(true);
  await expect(unit.page.getByText('已断网。')).toBeVisible();
  const lost = Date.now();
  await page.append(0, MEASURE, '来不及送出的话。');
  await unit.page.keyboard.press('Enter');
  await page.write(1, OWNER, '法规股');
  await expect(page.state).toHaveAttribute('data-pending', '2');

  // the head hands the first problem in: from now on the unit writes nothing there
  await head.command(place.ledger, 'editCells', {
    intents: [
      { cell: `${first.id}/completion`, value: '已完成' },
      { text: `${first.id}/progress`, value: '已登记完毕。' },
      { text: `${first.id}/extension`, value: '举一反三，逐项排查。' },
    ],
  });
  await head.command(place.ledger, 'recordEvidence', {
    row: first.id,
    title: '登记台账',
  });
  await head.command(place.ledger, 'applyForClosure', { row: problems[0]!.id });

  await until('the loss is long enough to be told', async () => Date.now() - lost > RETURN_MS_MIN);
  await wire.mend();
  await unit.context.setOffline(false);
  await expect(page.state).toHaveAttribute('data-saved', 'true', { timeout: RETURN_MS_MAX });
  await expect(await page.cell(1, OWNER)).toHaveText('法规股');
  await expect(await page.cell(0, MEASURE)).toHaveText(BEGINNING);
  await unit.page.getByRole('contentinfo').getByRole('button', { name: '查看' }).first().click();
  const tray = unit.page.getByRole('complementary', { name: '未被接受的文字' });
  await expect(tray).toContainText('来不及送出的话。');
  await expect(tray).toContainText('已合并 1 处，别人改过 0 处，未被接受 1 处');
  await tray.getByRole('button', { name: '逐处查看' }).click();
  await unit.page.screenshot({ path: 'test-results/offline-refused.png' });
  const after = await head.rows(place.ledger);
  expect(after.tasks.map(({ measure, owner, progress }) => [measure, owner, progress])).toEqual([
    [BEGINNING, null, '已登记完毕。'],
    ['逐月核对。', '法规股', ''],
  ]);

  // refused text outlives a reload
  await unit.page.reload();
  await page.live();
  await expect(unit.page.getByText('1 段文字未被接受')).toBeVisible();

  // it goes with the person's yes alone, and then nothing of them stays in sight in any tab
  const elsewhere = await unit.context.newPage();
  await LedgerPage.open(elsewhere, wire.url, place.ledger);
  await leaveBy(unit.page);
  await expect(unit.page.getByRole('dialog')).toContainText('您有 1 处修改');
  await unit.page.getByRole('button', { name: '清除并退出' }).click();
  await unit.page.waitForURL(/signin/);
  await elsewhere.waitForURL(/signin/);
  await unit.context.close();
  await wire.cut();
});

test('[J29] [O25] signing out asks while something is unsent, and takes everything local away', async ({
  browser,
}) => {
  const place = await twoTasks();
  const wire = await new Wire(stage.port).mend();
  const unit = await enter(browser, wire.url, 'unit1');
  const page = await LedgerPage.open(unit.page, wire.url, place.ledger);
  await expect.poll(() => copies(unit.page)).toBe(1);
  wire.hold('up');
  await page.write(0, OWNER, '没送出去');
  await expect.poll(() => unsent(unit.page)).toBeGreaterThan(0);
  await leaveBy(unit.page);
  const dialog = unit.page.getByRole('dialog');
  await expect(dialog).toContainText('还有没保存的修改');
  await unit.page.screenshot({ path: 'test-results/offline-leave.png' });
  await dialog.getByRole('button', { name: '留下，先不退出' }).click();
  await expect(dialog).toBeHidden();
  expect(new URL(unit.page.url()).pathname).toBe(`/ledgers/${place.ledger}`);
  await leaveBy(unit.page);
  await unit.page.getByRole('button', { name: '清除并退出' }).click();
  await unit.page.waitForURL(/signin/);
  expect([await unsent(unit.page), await copies(unit.page)]).toEqual([0, 0]);
  expect(
    await unit.page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('sandan.'))),
  ).toEqual([]);
  await unit.context.close();
  await wire.cut();
});

test('[J29] [O25] another person at the same computer is asked before somebody’s unsent edits are deleted', async ({
  browser,
}) => {
  const place = await twoTasks();
  const wire = await new Wire(stage.port).mend();
  const { context, page } = await enter(browser, wire.url, 'unit1');
  const unit = await LedgerPage.open(page, wire.url, place.ledger);
  wire.hold('up');
  await unit.write(0, OWNER, '没送出去');
  await expect(unit.state).toHaveAttribute('data-pending', '1');
  const signIn = async (username: string): Promise<void> => {
    await page.goto('about:blank');
    await context.clearCookies();
    // not by the sign-in page, which takes copies away by itself
    await context.request.post(`${wire.url}/api/demo/enter`, {
      headers: { origin: wire.url },
      data: { username },
    });
    await page.goto(`${wire.url}/rounds`);
  };
  await signIn('unit1head');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('1 处修改还没有送到服务器');
  await page.screenshot({ path: 'test-results/offline-others.png' });
  await dialog.getByRole('button', { name: '退出，留给本人' }).click();
  await page.waitForURL(/signin/);

  // the person comes back, and it is sent
  wire.letGo();
  await signIn('unit1');
  await expect(dialog).toBeHidden();
  const again = await LedgerPage.open(page, wire.url, place.ledger);
  await again.saved();
  await expect(await again.cell(0, OWNER)).toHaveText('没送出去');
  const elsewhere = await context.newPage();
  await LedgerPage.open(elsewhere, wire.url, place.ledger);
  await expect.poll(() => copies(page)).toBe(1);
  // nothing unsent: the next person is not asked, and nothing of the first one stays
  await signIn('unit1head');
  await page.waitForURL(/rounds/);
  // the other tab leaves the ledger and shows what the next person may see
  await elsewhere.waitForURL(/rounds/);
  await expect(elsewhere.getByRole('navigation', { name: '主导航' })).toBeVisible();
  await expect.poll(() => copies(page)).toBe(0);
  await expect(dialog).toBeHidden();
  await context.close();
  await wire.cut();
});

test('[O24] a session that ended elsewhere leaves no copy on this computer once the sign-in page is shown', async ({
  browser,
}) => {
  const place = await twoTasks();
  const { context, page } = await enter(browser, stage.url, 'unit1');
  await LedgerPage.open(page, stage.url, place.ledger);
  await expect.poll(() => copies(page)).toBe(1);
  await page.goto(`${stage.url}/rounds`);
  await context.clearCookies();
  await page.goto(`${stage.url}/rounds`);
  await page.waitForURL(/signin/);
  await expect.poll(() => copies(page)).toBe(0);
  await context.close();
});

test('[J29] two people mid-sentence while the document is written anew: nothing is lost, carets stay, a composition goes on', async ({
  browser,
}) => {
  const place = await twoTasks();
  const unit = await enter(browser, stage.url, 'unit1');
  const head = await enter(browser, stage.url, 'unit1head');
  const unitPage = await LedgerPage.open(unit.page, stage.url, place.ledger);
  const headPage = await LedgerPage.open(head.page, stage.url, place.ledger);
  await unitPage.append(0, MEASURE, '每月通报');
  await headPage.select(0, MEASURE);
  await head.page.keyboard.press('F2');
  await expect(headPage.editor).toHaveValue(`${BEGINNING}每月通报`);
  await head.page.keyboard.press('Control+Home');
  await head.page.keyboard.type('一是');
  const method = await InputMethod.of(unit.page);
  await method.spell('jidu');

  const office = await Caller.enter(stage, 'office');
  const begin = (): Promise<unknown> =>
    office.call('POST', `/api/ledgers/${place.ledger}/epoch`, { reason: `演练 ${freshId()}` });
  const [begun] = await Promise.all([begin(), head.page.keyboard.type('抓紧')]);
  expect(begun).toMatchObject({ ok: true });
  await head.page.keyboard.type('整改，');
  await method.take('季度');
  await unit.page.keyboard.type('复查');
  await Promise.all([begin(), unit.page.keyboard.type('两次。')]);
  const whole = `一是抓紧整改，${BEGINNING}每月通报季度复查两次。`;
  await expect(unitPage.editor).toHaveValue(whole, { timeout: RETURN_MS_MAX });
  await expect(headPage.editor).toHaveValue(whole, { timeout: RETURN_MS_MAX });
  await unitPage.live();
  await headPage.live();
  const caret = (page: Page): Promise<number> =>
    page.evaluate(() => (document.activeElement as HTMLTextAreaElement).selectionStart);
  expect(await caret(unit.page)).toBe(whole.length);
  expect(await caret(head.page)).toBe('一是抓紧整改，'.length);
  await unit.page.keyboard.press('Enter');
  await head.page.keyboard.press('Enter');
  await unitPage.saved();
  await headPage.saved();
  await until('the text is in the rows', async () =>
    (await office.rows(place.ledger)).tasks.some(({ measure }) => measure === whole),
  );
  await expect(unit.page.getByText('段文字未被接受')).toHaveCount(0);
  await expect(head.page.getByText('段文字未被接受')).toHaveCount(0);
  await Promise.all([unit.context.close(), head.context.close()]);
});
