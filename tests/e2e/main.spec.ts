/** The main journey as it is lived: five people, one ledger, from the feedback document to the closed problem. */
import { expect, test } from '@playwright/test';
import { fileURLToPath } from 'node:url';
import { LedgerPage } from './ledger-page.ts';
import { mainJourney, settleDoubts } from './main-journey.ts';
import { enter } from './people.ts';
import { Caller, emptyLedger } from './round.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J1] the office issues a feedback document, the unit writes while others watch, and a problem is closed by review', async ({
  browser,
}) => {
  const people = await mainJourney(browser, stage.url, await emptyLedger(stage));
  expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
  await Promise.all(people.map(({ context }) => context.close()));
});

test('[J1] a doubtful document is not issued before what must be settled is settled, nor twice', async ({
  browser,
}) => {
  const { ledger } = await emptyLedger(stage);
  const { page, context } = await enter(browser, stage.url, 'office');
  const office = await Caller.enter(stage, 'office');
  await page.goto(`${stage.url}/ledgers/${ledger}/import`);
  await page
    .getByLabel('选择文件')
    .and(page.locator('input'))
    .setInputFiles(fileURLToPath(new URL('../samples/feedback-2.txt', import.meta.url)));
  const waiting = page.getByRole('button', { name: /^还有 \d+ 处必须确定$/ });
  await expect(waiting).toHaveAttribute('aria-disabled', 'true');
  await waiting.click({ force: true });
  await page.keyboard.press('F8');
  await expect(page.locator('.doubt button:focus')).toBeVisible();
  await settleDoubts(page, '是独立的问题');
  expect((await office.rows(ledger)).problems).toEqual([]);

  // one original is corrected in place before it is issued
  await page.locator('[data-code] .original').first().dblclick();
  const text = page.getByLabel('反馈原文').and(page.locator('textarea'));
  const corrected = `${await text.inputValue()}（已核对）`;
  await text.fill(corrected);
  await page.getByRole('button', { name: '保存', exact: true }).click();
  await expect(page.locator('[data-code] .original').first()).toHaveText(corrected);
  await page.getByRole('button', { name: '下发 12 个问题' }).click();
  await expect(page).toHaveURL(new RegExp(`/ledgers/${ledger}\\?list=problems`));
  const { problems } = await office.rows(ledger);
  expect(problems).toHaveLength(12);
  expect(problems[0]?.original).toBe(corrected);

  // a sentence of the document leads to its row, and the row back to its sentence
  const [last, beforeLast] = [problems.at(-1), problems.at(-2)];
  await page.getByRole('button', { name: '反馈原件' }).click();
  await page.locator(`[data-mark="${last?.id}"]`).first().click();
  await expect(page.locator('aside.panel')).toContainText(`问题 ${last?.code}`);
  const line = await new LedgerPage(page).cell(problems.length - 1, '编号');
  await expect(line).toContainText(last?.code ?? '-');
  await expect(line).toBeInViewport();
  await page.getByRole('button', { name: '上一个问题' }).click();
  await expect(page.locator('aside.panel')).toContainText(`问题 ${beforeLast?.code}`);
  await expect(page.locator(`[data-mark="${beforeLast?.id}"]`).first()).toBeInViewport();

  await page.goBack();
  await expect(page.getByRole('button', { name: '已经写入台账' })).toHaveAttribute('aria-disabled', 'true');
  await context.close();
});
