/** The office brings a messy Excel ledger in while the unit goes on typing in the same ledger. */
import { expect, test } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';

const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
const MESSY = readFileSync(new URL('../samples/ledger-2.xlsx', import.meta.url));

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J20] a messy ledger is checked, two doubts corrected in place, and written; the unit’s typing stays', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 1);
  await addTask(stage, place, 0, '登记一次。');
  const { page: unitPage } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(unitPage, stage.url, place.ledger);
  const { page } = await enter(browser, stage.url, 'office');
  await page.goto(`${stage.url}/ledgers/${place.ledger}/import`);
  await page.setInputFiles('input[type=file]', { name: '台账.xlsx', mimeType: XLSX, buffer: MESSY });
  await expect(page.getByText('识别出 16 个问题、29 个任务。')).toBeVisible();
  const apply = page.locator('footer').getByRole('button').last();
  await expect(apply).toContainText('还有 12 处必须确定');

  const correct = async (task: string, date: string, left: number): Promise<void> => {
    await page.getByRole('button', { name: `修改任务 ${task}`, exact: true }).click();
    const form = page.getByRole('form', { name: `修改任务 ${task}`, exact: true });
    await form.getByLabel('完成时限', { exact: true }).fill(date);
    await form.getByRole('button', { name: '保存', exact: true }).click();
    await expect(form).toBeHidden();
    await expect(apply).toContainText(`还有 ${left} 处必须确定`);
  };
  await correct('8-2', '2026-06-30', 11);
  await correct('11-2', '2026-09-15', 10);
  await unit.append(0, '整改措施', '写到一半');

  for (let left = 9; left >= 0; left -= 1) {
    await page.locator('.must:not(.settled)').first().getByRole('button', { name: '看过了' }).click();
    await expect(apply).toContainText(left > 0 ? `还有 ${left} 处必须确定` : '写入 16 个问题、29 个任务');
  }
  await apply.click();
  await expect(page).toHaveURL(new RegExp(`/ledgers/${place.ledger}\\?list=problems`));

  await unitPage.keyboard.type('，又写完。');
  await unitPage.keyboard.press('Enter');
  await unit.saved();
  const { problems, tasks } = await (await Caller.enter(stage, 'unit1')).rows(place.ledger);
  expect(problems.map(({ code }) => code).slice(0, 3)).toEqual(['1-1', '1', '2']);
  expect([problems.length, tasks.length]).toEqual([17, 30]);
  expect(tasks[0]?.measure).toContain('写到一半，又写完。');
  const of = (code: string) => tasks.find((task) => task.code === code);
  expect([of('8-2')?.due, of('11-2')?.due]).toEqual(['2026-06-30', '2026-09-15']);
});
