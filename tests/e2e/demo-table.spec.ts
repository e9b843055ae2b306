/** The demo's page of frames: four people at one table, each with a session of its own name; and that nothing of it is there otherwise. */
import { request } from 'node:http';
import { expect, test, type Frame, type Page } from '@playwright/test';
import { Stage } from './stage.ts';

const WORDS = '已与属地镇会商一致，责任书全部签订。';
const PHONE = { width: 390, height: 844 };

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

const nameOf = (username: string): string => `${username}.demo.localhost`;

/** One request as a browser sends it under this name, which Node itself would not resolve. */
const headersOf = (port: number, name: string, path: string) =>
  new Promise<{ status: number; csp: string; frameOptions: string }>((resolve, reject) => {
    const asked = request({ port, path, headers: { host: `${name}:${port}` } }, (answer) => {
      answer.resume();
      resolve({
        status: answer.statusCode ?? 0,
        csp: String(answer.headers['content-security-policy'] ?? ''),
        frameOptions: String(answer.headers['x-frame-options'] ?? ''),
      });
    });
    asked.on('error', reject);
    asked.end();
  });

async function seatOf(page: Page, username: string): Promise<Frame> {
  await expect
    .poll(() => page.frames().some((frame) => frame.url().startsWith(`http://${nameOf(username)}:`)))
    .toBe(true);
  return page.frames().find((frame) => frame.url().startsWith(`http://${nameOf(username)}:`))!;
}
/** The cell under a title in the line that holds these words. */
async function cellOf(frame: Frame, words: string, title: string) {
  const head = frame.getByRole('columnheader').filter({ has: frame.getByText(title, { exact: true }) });
  const column = await head.getAttribute('aria-colindex');
  const line = frame.locator('[data-row]:not([hidden])').filter({ hasText: words });
  return line.locator(`[role="gridcell"][aria-colindex="${column}"]`);
}

test("[J22] four roles side by side: what is typed in the unit's frame appears in the office's", async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 1680, height: 1000 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  await page.goto(`http://demo.localhost:${stage.port}`);
  await expect(page.getByRole('heading', { name: '四个角色，同一份台账' })).toBeVisible();
  for (const role of ['巡察办', '填报人', '职能部门', '领导'])
    await expect(page.getByRole('heading', { name: role, exact: true })).toBeVisible();

  const office = await seatOf(page, 'office');
  const unit = await seatOf(page, 'unit1');
  for (const frame of [office, unit])
    await expect(frame.locator('footer [data-pending]')).toHaveAttribute('data-saved', 'true');
  await expect((await seatOf(page, 'department1')).locator('[data-live="live"]')).toBeVisible();
  await expect((await seatOf(page, 'leader1')).getByRole('heading', { level: 1 })).toContainText(
    '示例县委第三轮巡察',
  );

  const measure = '逐条核定养护责任主体';
  await (await cellOf(unit, measure, '责任科室/人')).click();
  await page.keyboard.type(WORDS);
  await page.keyboard.press('Enter');
  await expect(unit.locator('footer [data-pending]')).toHaveAttribute('data-pending', '0');
  await expect(await cellOf(office, measure, '责任科室/人')).toHaveText(WORDS);

  // each name holds a session of its own, for that name alone
  const sessions = (await context.cookies()).filter(({ name }) => name.includes('session_token'));
  expect(sessions.map(({ domain }) => domain).sort()).toEqual(
    ['department1', 'leader1', 'office', 'unit1'].map(nameOf).sort(),
  );
  expect(sessions.every(({ httpOnly, sameSite }) => httpOnly && sameSite === 'Lax')).toBe(true);

  // one of them alone, larger or in a tab of its own
  await page.getByRole('button', { name: '放大这个窗口' }).first().click();
  await expect(page.locator('iframe').nth(1)).toBeHidden();
  await page.getByRole('button', { name: '回到四个窗口' }).click();
  await expect(page.locator('iframe').nth(1)).toBeVisible();
  const [alone] = await Promise.all([
    context.waitForEvent('page'),
    page.getByRole('link', { name: '在新标签页单独打开' }).nth(1).click(),
  ]);
  await expect(alone.locator('footer [data-pending]')).toHaveAttribute('data-saved', 'true');
  await alone.close();

  // on a phone one at a time
  await page.setViewportSize(PHONE);
  await page.getByRole('button', { name: '职能部门', exact: true }).click();
  await expect(page.locator('iframe').nth(2)).toBeVisible();
  await expect(page.locator('iframe').nth(0)).toBeHidden();
  expect(
    await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth),
  ).toBe(0);
  expect(complaints).toEqual([]);
  await context.close();
});

test('[J35] theme and language of the page of frames are those of its seats, and change with it', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 1680, height: 1000 }, colorScheme: 'light' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const expectLook = async (theme: string, locale: string) => {
    for (const username of ['office', 'unit1', 'department1', 'leader1']) {
      const root = (await seatOf(page, username)).locator('html');
      await expect(root).toHaveAttribute('data-theme', theme);
      await expect(root).toHaveAttribute('lang', locale);
    }
  };
  await page.goto(`http://demo.localhost:${stage.port}`);
  await expectLook('light', 'zh-CN');
  await page.getByRole('button', { name: '切换深浅' }).click();
  await expectLook('dark', 'zh-CN');
  await page.getByRole('button', { name: 'English' }).click();
  await expect(page.locator('html')).toHaveAttribute('lang', 'en');
  await expectLook('dark', 'en');
  const unit = await seatOf(page, 'unit1');
  await expect(unit.locator('footer [data-pending]')).toHaveAttribute('data-saved', 'true');

  // a page that is not the table's says nothing to a seat, in whatever words
  await unit.evaluate(() => postMessage({ theme: 'light', locale: 'zh-CN' }, '*'));
  await unit.evaluate(
    () => new Promise((heard) => (addEventListener('message', heard, { once: true }), postMessage('', '*'))),
  );
  await expectLook('dark', 'en');

  // and a new tab of the same browser begins as it was left
  await page.reload();
  await expectLook('dark', 'en');
  expect(complaints).toEqual([]);
  await context.close();
});

test("[A22] only the demo's seats stand in a frame, and only in the demo's own page", async () => {
  const table = `http://demo.localhost:${stage.port}`;
  const seat = await headersOf(stage.port, nameOf('office'), '/signin');
  expect([seat.status, seat.frameOptions]).toEqual([200, '']);
  expect(seat.csp).toContain(`frame-ancestors ${table}`);
  expect(seat.csp).not.toContain('frame-src');
  const page = await headersOf(stage.port, 'demo.localhost', '/demo');
  expect([page.status, page.frameOptions]).toEqual([200, 'DENY']);
  expect(page.csp).toContain("frame-ancestors 'none'");
  const seats = ['office', 'unit1', 'department1', 'leader1'].map(
    (username) => `http://${nameOf(username)}:${stage.port}`,
  );
  expect(page.csp).toContain(`frame-src ${seats.join(' ')}`);
  for (const name of ['localhost', '127.0.0.1', 'office.localhost']) {
    const other = await headersOf(stage.port, name, '/signin');
    expect([name, other.status, other.frameOptions]).toEqual([name, 200, 'DENY']);
    expect(other.csp).toContain("frame-ancestors 'none'");
    expect(other.csp).not.toContain('frame-src');
    expect((await headersOf(stage.port, name, '/demo')).status).not.toBe(200);
  }
});

test("[A22] outside demo mode there is no such page, and none of the demo's names", async () => {
  const delivered = new Stage('localhost', false);
  try {
    await delivered.start();
    for (const name of ['demo.localhost', nameOf('office')])
      for (const path of ['/', '/demo', '/signin'])
        expect([name, path, (await headersOf(delivered.port, name, path)).status]).toEqual([name, path, 403]);
    const page = await headersOf(delivered.port, 'localhost', '/setup');
    expect([page.status, page.frameOptions]).toEqual([200, 'DENY']);
    expect(page.csp).toContain("frame-ancestors 'none'");
    expect((await headersOf(delivered.port, 'localhost', '/demo')).status).not.toBe(200);
  } finally {
    await delivered.close();
  }
});
