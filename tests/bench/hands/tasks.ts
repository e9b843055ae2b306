/** The five tasks on our pages, by hands: each begins where such a person's day begins, and ends when the page says that it is done. */
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import { LedgerPage } from '../../e2e/ledger-page.ts';
import type { Hands } from './hands.ts';

const FEEDBACK = fileURLToPath(new URL('../../samples/feedback-1.docx', import.meta.url));
const MEASURES = 10;

/** From the empty ledger until the problems are issued. */
export async function importFeedback(hands: Hands): Promise<void> {
  const { page } = hands;
  await hands.click(page.locator('#sheet').getByRole('link', { name: '导入反馈意见' }));
  await hands.chooseFile(page.locator('button', { hasText: '选择文件' }), FEEDBACK);
  await expect(page.getByText('识别出 24 个问题。').first()).toBeVisible();
  const doubts = page.locator('[data-code] .doubt:not(.settled)');
  for (let left = await doubts.count(); left > 0; left -= 1) {
    await hands.click(doubts.first().getByRole('button', { name: '保持一个' }));
    await expect(doubts).toHaveCount(left - 1);
  }
  await hands.click(page.getByRole('button', { name: '下发 24 个问题' }));
  await new LedgerPage(page).live();
}

/** From the list of tasks, one empty line a problem, until all is saved. */
export async function fillMeasures(hands: Hands): Promise<void> {
  const list = new LedgerPage(hands.page);
  await hands.clickCell(await list.cell(0, '整改措施'));
  for (let n = 0; n < MEASURES; n += 1) {
    await hands.content(`修订第${n + 1}项制度，明确到人，每月检查一次。`);
    await hands.press('Enter');
  }
  await hands.clickCell(await list.cell(0, '责任科室/人'));
  for (let n = 0; n < MEASURES; n += 1) {
    await hands.content(`第${n + 1}科`);
    await hands.press('Enter');
  }
  await hands.clickCell(await list.cell(0, '完成时限'));
  await hands.clickCell(await list.cell(MEASURES - 1, '完成时限'), ['Shift']);
  await hands.content('2027-06-30');
  await hands.press('Control+Enter');
  await list.saved();
  await expect(await list.cell(MEASURES - 1, '完成时限')).toContainText('2027-06-30');
}

/** From the overview of the round until the overdue problems of all units stand in a list. */
export async function findOverdue(hands: Hands): Promise<void> {
  const { page } = hands;
  await hands.click(page.locator('a.figure').filter({ has: page.locator('[data-figure="overdue"]') }));
  await expect(page).toHaveURL(/figure=overdue/);
  await expect(page.locator('tbody tr').first()).toBeVisible();
}

/** From the ledger's problems until the application of one is back at the unit. */
export async function returnOne(hands: Hands): Promise<void> {
  const { page } = hands;
  await hands.click(page.getByRole('button', { name: '筛选' }));
  await hands.click(page.getByRole('menuitem', { name: '待我办' }).first());
  const list = new LedgerPage(page);
  await hands.clickCell(await list.cell(0, '编号'));
  await hands.press('Control+Shift+Enter');
  await hands.click(page.locator('aside.panel').getByRole('button', { name: '退回', exact: true }));
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('退回意见')).toBeFocused();
  await hands.content('佐证与措施对应不上，请补充。');
  await hands.click(dialog.getByRole('button', { name: '退回', exact: true }));
  await expect(dialog).toBeHidden();
}

/** From the overview until the workbook is on the disk. */
export async function handIn(hands: Hands): Promise<void> {
  const { page } = hands;
  await hands.click(page.getByRole('button', { name: '导出' }));
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    hands.click(page.getByRole('menuitem', { name: /xlsx|Excel/i }).first()),
  ]);
  expect(download.suggestedFilename()).toMatch(/\.xlsx$/);
}
