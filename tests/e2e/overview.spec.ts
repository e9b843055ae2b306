/** A leader at the overview of a round, on a phone and at a desk: what asks for their eye appears by itself, every figure opens as many rows as it says. */
import { expect, test, type Page } from '@playwright/test';
import { OVERVIEW_FIGURES } from '#domain/projections/review-figures.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, originalOf, type Place } from './round.ts';
import { Stage } from './stage.ts';

const PHONE = { width: 390, height: 844 };
const LONG_AGO = '2026-01-05';
const FAR_AHEAD = '2027-12-20';
/** longest wait before a page knocks again, and the start of a server on a busy machine */
const RETURN_MS_MAX = 60_000;

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

const figure = (page: Page, name: string) => page.locator(`[data-figure=${name}]`);
const asked = (page: Page) => page.locator('[data-list=attention] li a');
const overviewOf = ({ round }: Place): string => `${stage.url}/rounds/${round}`;

async function problemsOf(place: Place): Promise<readonly string[]> {
  const office = await Caller.enter(stage, 'office');
  return (await office.rows(place.ledger)).problems.map(({ id }) => id);
}
/** The office sets the day of the n-th problem, and that it is key. */
async function setDay({ ledger }: Place, row: string, due: string): Promise<void> {
  const office = await Caller.enter(stage, 'office');
  const intents = [
    { cell: `${row}/key`, value: true },
    { cell: `${row}/due`, value: due },
  ];
  await office.command(ledger, 'editCells', { intents });
}
/** Everything that an application asks for, then the application; `task` is the problem's only one. */
async function apply({ ledger }: Place, row: string): Promise<void> {
  const head = await Caller.enter(stage, 'unit1head');
  await head.command(ledger, 'applyForClosure', { row });
}
async function ready(place: Place, n: number, row: string): Promise<void> {
  const task = await addTask(stage, place, n, '建立定期检查制度。');
  const unit = await Caller.enter(stage, 'unit1');
  const intents = [
    { cell: `${task}/completion`, value: '已完成' },
    { text: `${task}/extension`, value: '对其他股室一并检查。' },
  ];
  await unit.command(place.ledger, 'editCells', { intents });
  await unit.command(place.ledger, 'recordEvidence', { row, title: '检查记录' });
}
async function giveBack({ ledger }: Place, row: string): Promise<void> {
  const resident = await Caller.enter(stage, 'resident1');
  await resident.command(ledger, 'returnReview', { row, opinion: '佐证不足，请补充。' });
}

test('[J21] what is overdue or returned twice comes up before a leader, and opens its row', async ({
  browser,
}) => {
  test.slow();
  const place = await claimedLedger(stage, 3);
  const [late, returned] = await problemsOf(place);
  const phone = await enter(browser, stage.url, 'leader1', {
    viewport: PHONE,
    isMobile: true,
    hasTouch: true,
  });
  const desk = await enter(browser, stage.url, 'leader1', { viewport: { width: 1440, height: 900 } });
  for (const { page } of [phone, desk]) {
    await page.goto(overviewOf(place));
    await expect(page.locator('[data-live=live]')).toBeVisible();
    await expect(asked(page)).toHaveCount(0);
    await expect(figure(page, 'overdue')).toHaveText('0');
  }

  // a key problem passes its day: on both screens without a reload
  await setDay(place, late!, LONG_AGO);
  for (const { page } of [phone, desk]) {
    await expect(asked(page)).toHaveCount(1);
    await expect(asked(page)).toContainText(/超 \d+ 天/);
    await expect(asked(page)).toContainText(originalOf(0));
    await expect(figure(page, 'overdue')).toHaveText('1');
  }

  // another is handed in and given back, twice: only then it is asked about
  await ready(place, 1, returned!);
  await apply(place, returned!);
  await expect(figure(desk.page, 'inReview')).toHaveText('1');
  await giveBack(place, returned!);
  await expect(figure(desk.page, 'returned')).toHaveText('1');
  await expect(asked(desk.page)).toHaveCount(1);
  await apply(place, returned!);
  await giveBack(place, returned!);
  for (const { page } of [phone, desk]) {
    await expect(asked(page)).toHaveCount(2);
    await expect(asked(page).nth(1)).toContainText('退回 2 次');
  }

  // every figure opens as many rows as it says
  for (const name of OVERVIEW_FIGURES) {
    await desk.page.goto(`${overviewOf(place)}/problems?figure=${name}`);
    const said = Number(await desk.page.locator('nav [aria-current=page] b').innerText());
    await expect(desk.page.locator('tr[data-row]')).toHaveCount(said);
  }
  await desk.page.goto(overviewOf(place));
  for (const name of [
    'overdue',
    'dueSoon',
    'inReview',
    'returned',
    'longTerm',
    'closedThisWeek',
    'reported',
  ]) {
    const said = Number(await figure(desk.page, name).innerText());
    await desk.page
      .locator('a')
      .filter({ has: figure(desk.page, name) })
      .click();
    await expect(desk.page).toHaveURL(new RegExp(`figure=${name}$`));
    await expect(desk.page.locator('tr[data-row]')).toHaveCount(said);
    await desk.page.goBack();
    await expect(figure(desk.page, name)).toBeVisible();
  }

  // nothing is cut off on the phone, and a tap opens the row itself
  expect(await phone.page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  await asked(phone.page).nth(1).tap();
  await expect(phone.page).toHaveURL(new RegExp(`ledgers/${place.ledger}.*row=${returned}`));
  await expect(phone.page.getByText(originalOf(1)).first()).toBeVisible();
  expect([...phone.complaints, ...desk.complaints]).toEqual([]);
  await phone.context.close();
  await desk.context.close();
});

test('[C8] [J21] an open list moves with its round, and the row in hand stays in hand', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 3);
  const [first, second, third] = await problemsOf(place);
  await setDay(place, second!, LONG_AGO);
  const { page, context, complaints } = await enter(browser, stage.url, 'leader1', { viewport: PHONE });
  await page.goto(`${overviewOf(place)}/problems?figure=overdue`);
  await expect(page.locator('[data-live=live]')).toBeVisible();
  const links = page.locator('tr[data-row] .original a');
  await expect(links).toHaveText([originalOf(1)]);
  await links.focus();

  // rows come in above and below
  await setDay(place, first!, LONG_AGO);
  await setDay(place, third!, LONG_AGO);
  await expect(links).toHaveText([originalOf(0), originalOf(1), originalOf(2)]);
  await expect(links.nth(1)).toBeFocused();

  // a move that no figure counts is seen, too
  await expect(page.locator('tr[data-row]').first()).toContainText(LONG_AGO);
  await setDay(place, first!, '2026-01-06');
  await expect(page.locator('tr[data-row]').first()).toContainText('2026-01-06');

  // its own row goes: the one that took its place has the focus
  await setDay(place, second!, FAR_AHEAD);
  await expect(links).toHaveText([originalOf(0), originalOf(2)]);
  await expect(page.locator('tr[data-row]').nth(1).locator(':focus')).toHaveCount(1);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(PHONE.width);
  expect(complaints).toEqual([]);
  await context.close();
});

test('[J21] the wall says that it lost the server, and goes on by itself when it is back', async ({
  browser,
}) => {
  test.slow();
  const place = await claimedLedger(stage, 2);
  const [first] = await problemsOf(place);
  const { page, context } = await enter(browser, stage.url, 'leader1', {
    viewport: { width: 1920, height: 1080 },
  });
  await page.goto(`${overviewOf(place)}/wall`);
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await expect(figure(page, 'overdue')).toHaveText('0');
  await stage.end('SIGKILL');
  await expect(page.getByText('连接中断')).toBeVisible();
  await stage.start();
  await setDay(place, first!, LONG_AGO);
  await expect(page.locator('[data-live=live]')).toBeVisible({ timeout: RETURN_MS_MAX });
  await expect(figure(page, 'overdue')).toHaveText('1');
  for (const name of ['dueSoon', 'inReview', 'returned', 'closedThisWeek'])
    await expect(figure(page, name)).toHaveText('0');
  await context.close();
});
