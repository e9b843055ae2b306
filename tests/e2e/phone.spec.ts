/** The ledger in a hand: a class member reports on the tasks that name them, reviewers read, return and pass, all at 390 px. */
import { expect, test, type Browser, type Locator, type Page } from '@playwright/test';
import type { LedgerView } from '#protocol/services.ts';
import { enter, type Person } from './people.ts';
import { Stage } from './stage.ts';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
/** What a screen keyboard leaves of the page's height. */
const ABOVE_KEYBOARD = { width: 390, height: 470 };
/** CSS pixels that a thumb needs. */
const THUMB = 44;
const OPINION = '谈话记录只有提纲，请补充谈话人签字页。';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

const onPhone = async (browser: Browser, username: string): Promise<Person> => {
  const person = await enter(browser, stage.url, username, PHONE);
  await person.page.goto(stage.url);
  return person;
};
const rowsOf = async (ledger: string): Promise<LedgerView> => {
  const { body } = await stage.call(await stage.cookie('office'), 'GET', `/api/ledgers/${ledger}`);
  return body as LedgerView;
};
/** Nothing moves sideways, and whatever is pressed is large enough. */
async function expectComfort(page: Page, part: Locator): Promise<void> {
  const sideways = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(sideways).toBe(0);
  const small = await part.evaluate((element, least) => {
    const pressed = [...element.querySelectorAll<HTMLElement>('button, a[href], select, textarea, input')];
    return pressed
      .map((one) => ({ name: one.innerText || one.ariaLabel, box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width > 0 && (box.height < least - 0.5 || box.width < least - 0.5))
      .map(({ name, box }) => `${name ?? ''} ${box.width}×${box.height}`);
  }, THUMB);
  expect(small).toEqual([]);
}
/** The strip of filters, by the words before the count. */
const filter = (page: Page, words: string): Locator =>
  page.getByRole('navigation', { name: '筛选' }).getByRole('button', { name: new RegExp(`^${words} \\d+$`) });
const cardOf = (page: Page, code: string): Locator =>
  page.locator('article').filter({ has: page.getByRole('button', { name: `问题 ${code} 详情` }) });

test('[J15] on a phone a class member reports on own tasks, and reviewers read, return and pass', async ({
  browser,
}) => {
  // the class member begins in the unit's ledger and finds the problems that name them
  const member = await onPhone(browser, 'unit1member');
  await expect(member.page).toHaveURL(/\/ledgers\/\w{16}/);
  const ledger = /\/ledgers\/(\w{16})/.exec(member.page.url())![1]!;
  await filter(member.page, '我负责').tap();
  const card = cardOf(member.page, '1-2');
  await expect(card).toBeVisible();
  await expect(cardOf(member.page, '1-1')).toHaveCount(0);
  await card.getByRole('button', { name: /^1-2-3/ }).tap();
  await card.getByLabel('完成情况').selectOption({ label: '基本完成' });
  await card.getByLabel('整改进展').fill('办法已经局务会审议，正在公示。');
  await expect
    .poll(async () => (await rowsOf(ledger)).tasks.find(({ code }) => code === '1-2-3'))
    .toMatchObject({ completion: '基本完成', progress: '办法已经局务会审议，正在公示。' });
  await expectComfort(member.page, member.page.locator('body'));

  // the first reviewer finds what waits, reads all of it, and returns it with the keyboard open
  const reviewer = await onPhone(browser, 'resident1');
  await reviewer.page.goto(`${stage.url}/ledgers/${ledger}`);
  await filter(reviewer.page, '待我办').tap();
  const waiting = (await rowsOf(ledger)).problems.find(({ status }) => status === 'first_review')!;
  const tasks = (await rowsOf(ledger)).tasks.filter(({ problem }) => problem === waiting.id);
  await reviewer.page.getByRole('button', { name: `问题 ${waiting.code} 详情` }).tap();
  const panel = reviewer.page.locator('aside.panel');
  for (const { measure, progress } of tasks) {
    await expect(panel).toContainText(measure);
    await expect(panel).toContainText(progress);
  }
  // the acts stand at the thumb without scrolling
  await expect(panel.getByRole('button', { name: '同意' })).toBeInViewport({ ratio: 1 });
  await expectComfort(reviewer.page, panel);
  await panel.getByRole('button', { name: '退回' }).tap();
  const dialog = reviewer.page.getByRole('dialog');
  await reviewer.page.setViewportSize(ABOVE_KEYBOARD);
  await dialog.getByLabel('退回意见').fill(OPINION);
  for (const part of [dialog.getByLabel('退回意见'), dialog.getByRole('button', { name: '退回' })])
    await expect(part).toBeInViewport({ ratio: 1 });
  await expectComfort(reviewer.page, dialog);
  await dialog.getByRole('button', { name: '退回' }).tap();
  await expect(dialog).toBeHidden();

  // the unit reads it on the card, live, where the work goes on
  await filter(member.page, '全部').tap();
  const returned = cardOf(member.page, waiting.code!);
  await expect(returned).toContainText(OPINION);
  await expect(returned).toContainText('退回 第 1 次');

  // the office passes an audit, with a word
  const office = await onPhone(browser, 'office');
  await office.page.goto(`${stage.url}/ledgers/${ledger}`);
  const audited = (await rowsOf(ledger)).problems.find(({ status }) => status === 'audit')!;
  await filter(office.page, '待我办').tap();
  await office.page.getByRole('button', { name: `问题 ${audited.code} 详情` }).tap();
  await office.page.locator('aside.panel').getByRole('button', { name: '同意' }).tap();
  const passing = office.page.getByRole('dialog');
  await passing.getByRole('textbox').fill('经审核，同意销号。');
  await passing.getByRole('button', { name: '同意' }).tap();
  await expect(passing).toBeHidden();
  await expect
    .poll(async () => (await rowsOf(ledger)).problems.find(({ id }) => id === audited.id)?.status)
    .toBe('closed');

  // and everything else is there to be read
  await office.page.locator('aside.panel').getByRole('button', { name: '关闭' }).tap();
  await office.page.getByRole('button', { name: '更多' }).tap();
  await office.page.getByRole('menuitem', { name: '反馈原件' }).tap();
  await expect(office.page.getByRole('region', { name: '反馈原件' })).toContainText('反馈意见');
  const people = [member, reviewer, office];
  expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
  await Promise.all(people.map(({ context }) => context.close()));
});
