/** The head keeps the ledger, a clerk writes over it, the difference is read in the page, part of it written back, told by history, and taken back. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

const GOOD = '修订学习制度，每季度检查一次落实情况。';
const SPOILT = '修订学习制度，每年检查一次。';
const TITLE = '领导小组会前';

test('[J28] a snapshot, what differs from it, and writing it forward in the page', async ({ browser }) => {
  const place = await claimedLedger(stage, 2);
  const task = await addTask(stage, place, 0, GOOD);
  const { page, context, complaints } = await enter(browser, stage.url, 'unit1head');
  const ledger = await LedgerPage.open(page, stage.url, place.ledger);
  await expect(await ledger.cell(0, '整改措施')).toHaveText(GOOD);
  await page.getByRole('toolbar').getByRole('button', { name: '存档' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('名称').fill(TITLE);
  await dialog.getByRole('button', { name: '存档', exact: true }).click();
  await expect(dialog).toContainText('已存档');

  // somebody of the unit spoils it afterwards, and adds a task
  const clerk = await Caller.enter(stage, 'unit1');
  await clerk.command(place.ledger, 'editCells', { intents: [{ text: `${task}/measure`, value: SPOILT }] });
  await addTask(stage, place, 1, '此后添的一条措施');

  await page.goto(`${stage.url}/ledgers/${place.ledger}/snapshots`);
  await page.getByRole('row').filter({ hasText: TITLE }).getByRole('link', { name: '与现在比较' }).click();
  await expect(page.getByText('有变化的行：2')).toBeVisible();
  const changed = page.getByRole('listitem').filter({ hasText: '整改措施' }).first();
  await expect(changed.locator('del')).toHaveText(['季度', '落实情况']);
  await expect(changed.locator('ins')).toHaveText(['年']);
  await page.getByRole('combobox', { name: '变化' }).selectOption('added');
  await expect(page.getByText('有变化的行：1')).toBeVisible();
  await expect(page.getByRole('listitem')).toContainText(['此后添的一条措施']);

  await page.getByRole('link', { name: '恢复到这份存档' }).click();
  await expect(page.getByText('将写回的行：1')).toBeVisible();
  await page.getByLabel('恢复的原因').fill('误改措施');
  await page.getByRole('button', { name: '恢复选中的 1 处' }).click();
  await expect(page.getByRole('status')).toContainText('写回 1 格');
  await page.getByRole('link', { name: '回到台账' }).click();
  await ledger.live();
  await ledger.list('tasks');
  await expect(await ledger.cell(0, '整改措施')).toHaveText(GOOD);
  await expect(await ledger.cell(1, '整改措施')).toHaveText('此后添的一条措施');

  // history tells it as one act of the head, with what went and what came
  await page.goto(`${stage.url}/ledgers/${place.ledger}/history`);
  const act = page.getByRole('article').first();
  await expect(act).toContainText('恢复存档');
  await expect(act.locator('ins')).toHaveText(['季度', '落实情况']);

  // taken back: what stood before the restore was kept by itself
  await page.goto(`${stage.url}/ledgers/${place.ledger}/snapshots`);
  await page
    .getByRole('row')
    .filter({ hasText: '恢复前自动存档' })
    .getByRole('link', { name: '与现在比较' })
    .click();
  await page.getByRole('link', { name: '恢复到这份存档' }).click();
  await page.getByLabel('恢复的原因').fill('恢复错了');
  await page.getByRole('button', { name: '恢复选中的 1 处' }).click();
  await expect(page.getByRole('status')).toContainText('写回 1 格');
  const rows = await clerk.rows(place.ledger);
  expect(rows.tasks.map(({ measure }) => measure)).toEqual([SPOILT, '此后添的一条措施']);
  expect(complaints).toEqual([]);
  await context.close();
});
