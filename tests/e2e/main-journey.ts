/** The main way once through, as several specs walk it: a feedback document in, duties and tasks written, closed, seen by a leader. */
import { expect, type Browser, type Page } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { InputMethod } from './input-method.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter, type Person } from './people.ts';
import type { Place } from './round.ts';

const FEEDBACK = fileURLToPath(new URL('../samples/feedback-1.docx', import.meta.url));
const PROBLEMS = 24;
const UNIT = '示例县交通运输局';
export const MEASURE = '修订学习制度，每次研讨明确一名发言人。';
export const CAUSE = '对理论学习重视不够，研讨流于形式。';

/** Settle every doubt beside a problem, by the way out of this name where it offers one, else by its last. There must be one at least. */
export async function settleDoubts(page: Page, way: string): Promise<void> {
  const doubts = page.locator('[data-code] .doubt:not(.settled)');
  await expect(doubts.first()).toBeVisible();
  for (let left = await doubts.count(); left > 0; left -= 1) {
    const named = doubts.first().getByRole('button', { name: way });
    await ((await named.count()) > 0 ? named : doubts.first().getByRole('button').last()).click();
    await expect(doubts).toHaveCount(left - 1);
  }
}

/** The office reads the document in, settles its doubts, and issues it. */
export async function importAndIssue({ page }: Person, url: string, ledger: string): Promise<LedgerPage> {
  await page.goto(`${url}/ledgers/${ledger}?list=problems`);
  await page.locator('#sheet').getByRole('link', { name: '导入反馈意见' }).click();
  await page.getByLabel('选择文件').and(page.locator('input')).setInputFiles(FEEDBACK);
  await expect(page.getByText(`识别出 ${PROBLEMS} 个问题。`).first()).toBeVisible();
  await settleDoubts(page, '保持一个');
  await page.getByRole('button', { name: `下发 ${PROBLEMS} 个问题` }).click();
  const ledgerPage = new LedgerPage(page);
  await expect(page).toHaveURL(new RegExp(`/ledgers/${ledger}\\?list=problems`));
  await ledgerPage.live();
  await expect(await ledgerPage.cell(0, '状态')).toContainText('已反馈');
  await expect(await ledgerPage.cell(0, '反馈原文')).toContainText('理论学习与业务工作结合不紧。2024年以来');
  return ledgerPage;
}

/** The head claims the first problem in its panel. */
export async function claimFirst(person: Person, url: string, ledger: string): Promise<LedgerPage> {
  const page = await LedgerPage.open(person.page, url, ledger, 'problems');
  await page.panel(0, '编号');
  await page.act('认领');
  await expect(await page.cell(0, '状态')).toContainText('整改中');
  return page;
}

/** unit1 writes a duty and a task of the first problem; one text of each through an input method. */
export async function fillFirst(person: Person, url: string, ledger: string): Promise<LedgerPage> {
  const page = await LedgerPage.open(person.page, url, ledger, 'duties');
  const method = await InputMethod.of(person.page);
  await page.write(0, '原因分析', CAUSE);
  await expect(await page.cell(0, '原因分析')).toHaveText(CAUSE);
  await page.write(0, '牵头科室', '办公室');
  await page.list('tasks');
  await page.select(0, '整改措施');
  await method.compose('xiuding', '修订');
  await person.page.keyboard.insertText(MEASURE.slice(2));
  await person.page.keyboard.press('Enter');
  await expect(await page.cell(0, '整改措施')).toHaveText(MEASURE);
  await page.tick(0, '措施类型', '举一反三');
  await page.write(0, '完成时限', '2027-06-30');
  await page.write(0, '整改进展', '已印发。');
  await page.write(0, '举一反三', '对全局学习制度一并检查。');
  await page.write(0, '完成情况', '已完成');
  await page.saved();
  return page;
}

export async function recordEvidence(page: LedgerPage): Promise<void> {
  await page.panel(0, '任务编号');
  await page.act('登记佐证', (dialog) => dialog.getByLabel('佐证名称').fill('学习制度印发文件'));
  await expect(page.page.locator('aside.panel')).toContainText('学习制度印发文件');
}

/** The head applies; the first reviewer and then the office agree. `people` in this order. */
export async function closeFirst(head: LedgerPage, resident: LedgerPage, office: LedgerPage): Promise<void> {
  await head.panel(0, '编号');
  await head.act('申请销号', async () => undefined);
  await expect(await head.cell(0, '状态')).toContainText('初审中');
  for (const [reviewer, after] of [
    [resident, '审核中'],
    [office, '已销号'],
  ] as const) {
    await reviewer.panel(0, '编号');
    await reviewer.act('同意', (dialog) => dialog.getByLabel('审核意见（可不填）').fill('措施落实，同意。'));
    await expect(await reviewer.cell(0, '状态')).toContainText(after);
  }
}

/** The leader's line of the unit in the live view. */
export const unitLine = ({ page }: Person) => page.locator(`tr[data-unit="${UNIT}"]`);

/** All of it by the people who do it; the office and the leader watch while it happens. */
export async function mainJourney(
  browser: Browser,
  url: string,
  { round, ledger }: Place,
): Promise<readonly Person[]> {
  const office = await enter(browser, url, 'office');
  const officePage = await importAndIssue(office, url, ledger);

  const leader = await enter(browser, url, 'leader1');
  await leader.page.goto(`${url}/rounds/${round}`);
  await expect(unitLine(leader)).toContainText(`0 / ${PROBLEMS}`);

  const head = await enter(browser, url, 'unit1head');
  const headPage = await claimFirst(head, url, ledger);
  await expect(await officePage.cell(0, '状态')).toContainText('整改中');

  await officePage.list('tasks');
  const unit = await enter(browser, url, 'unit1');
  const unitPage = await fillFirst(unit, url, ledger);
  await expect(await officePage.cell(0, '整改措施')).toHaveText(MEASURE);
  await expect(await officePage.cell(0, '措施类型')).toHaveText('举一反三');
  await expect(unitLine(leader).locator('td').last()).toHaveText('1');
  await officePage.list('duties');
  await expect(await officePage.cell(0, '原因分析')).toHaveText(CAUSE);
  await recordEvidence(unitPage);

  const resident = await enter(browser, url, 'resident1');
  const residentPage = await LedgerPage.open(resident.page, url, ledger, 'problems');
  await officePage.list('problems');
  await closeFirst(headPage, residentPage, officePage);
  await expect(unitLine(leader)).toContainText(`1 / ${PROBLEMS}`);
  await expect(unitLine(leader).locator('td').last()).toHaveText('0');
  return [office, leader, head, unit, resident];
}
