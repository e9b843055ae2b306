/** A laptop is closed and opened again: the connection is really cut, writing goes on, and everything comes together on return. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';
import { until } from './until.ts';
import { Wire } from './wire.ts';

const RETURN_MS_MAX = 45_000;
const MEASURE = '健全登记制度。';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J4] edits made without a connection are kept, merged on return, and leave others’ edits as they are', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, MEASURE);
  const wire = await new Wire(stage.port).mend();
  const unit = await enter(browser, wire.url, 'unit1');
  const head = await enter(browser, stage.url, 'unit1head');
  const unitPage = await LedgerPage.open(unit.page, wire.url, place.ledger);
  const headPage = await LedgerPage.open(head.page, stage.url, place.ledger);
  await expect(await unitPage.cell(0, '整改措施')).toHaveText(MEASURE);

  await wire.cut();
  await unit.context.setOffline(true);
  await expect(unit.page.getByText('已断网。')).toBeVisible();
  await unitPage.append(0, '整改措施', '离线时补写。');
  await unit.page.keyboard.press('Enter');
  await unitPage.write(0, '责任科室/人', '法规股');
  await unitPage.write(1, '整改措施', '离线新建的任务。');
  await expect(await unitPage.cell(0, '责任科室/人')).toHaveText('法规股');
  await expect((await unitPage.cell(0, '责任科室/人')).getByRole('img', { name: '等待保存' })).toBeVisible();
  const pending = await unitPage.pending();
  expect(pending).toBeGreaterThanOrEqual(3);
  await expect(unit.page.getByText(`可以继续填写，${pending} 处修改存在本机`)).toBeVisible();
  await expect(unitPage.state).toHaveAttribute('data-saved', 'false');

  // meanwhile somebody else writes in the same text, the same row and another row
  await headPage.select(0, '整改措施');
  await head.page.keyboard.press('F2');
  await head.page.keyboard.press('Control+Home');
  await head.page.keyboard.type('会前先');
  await head.page.keyboard.press('Enter');
  await headPage.write(0, '完成时限', '2027-03-31');
  await headPage.saved();
  await expect(await unitPage.cell(0, '整改措施')).toHaveText(`${MEASURE}离线时补写。`);
  await expect(await headPage.cell(0, '整改措施')).toHaveText(`会前先${MEASURE}`);

  await wire.mend();
  await unit.context.setOffline(false);
  await expect(unitPage.state).toHaveAttribute('data-saved', 'true', { timeout: RETURN_MS_MAX });
  await expect(unit.page.getByText('已断网。')).toHaveCount(0);
  const merged = `会前先${MEASURE}离线时补写。`;
  for (const page of [unitPage, headPage]) {
    await expect(await page.cell(0, '整改措施')).toHaveText(merged);
    await expect(await page.cell(0, '责任科室/人')).toHaveText('法规股');
    await expect(await page.cell(0, '完成时限')).toContainText('2027-03-31');
    await expect(await page.cell(1, '整改措施')).toHaveText('离线新建的任务。');
  }
  await expect(unit.page.getByText('段文字未被接受')).toHaveCount(0);
  const office = await Caller.enter(stage, 'office');
  await until('the rows hold what the pages show', async () => {
    const { tasks } = await office.rows(place.ledger);
    return tasks.length === 2 && tasks[0]?.measure === merged && tasks[0].owner === '法规股';
  });
  await Promise.all([unit.context.close(), head.context.close()]);
  await wire.cut();
});
