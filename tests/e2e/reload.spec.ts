/** A reload in the middle of unacknowledged edits, with the bytes of one direction held back for good. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';
import { until } from './until.ts';
import { Wire } from './wire.ts';

const MEASURE = '健全登记制度。';
const ADDED = '重新载入之前写下的话。';
const NEW_TASK = '重新载入之前新建的任务。';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

for (const [direction, what] of [
  ['up', 'the edits never reached the server'],
  ['down', 'the acknowledgements never reached the page'],
] as const) {
  test(`[J5] a reload loses no edit and doubles none when ${what}`, async ({ browser }) => {
    const place = await claimedLedger(stage, 3);
    await addTask(stage, place, 0, MEASURE);
    const wire = await new Wire(stage.port).mend();
    const { page, context } = await enter(browser, wire.url, 'unit1');
    const unit = await LedgerPage.open(page, wire.url, place.ledger);
    const office = await Caller.enter(stage, 'office');

    wire.hold(direction);
    await unit.append(0, '整改措施', ADDED);
    await page.keyboard.press('Enter');
    await unit.write(0, '责任科室/人', '法规股');
    await unit.write(1, '整改措施', NEW_TASK);
    await unit.append(0, '整改措施', '还在写');
    expect(await unit.pending()).toBeGreaterThanOrEqual(4);
    await expect(unit.state).toHaveAttribute('data-saved', 'false');
    const reached = async () => {
      const { tasks } = await office.rows(place.ledger);
      return tasks.length === 2 && tasks[0]?.measure === `${MEASURE}${ADDED}还在写`;
    };
    if (direction === 'down') await until('the server has committed all of it', reached);
    else expect((await office.rows(place.ledger)).tasks).toHaveLength(1);

    await page.reload();
    wire.letGo();
    await expect(unit.state).toHaveAttribute('data-saved', 'true', { timeout: 45_000 });
    await expect(await unit.cell(0, '整改措施')).toHaveText(`${MEASURE}${ADDED}还在写`);
    await expect(await unit.cell(0, '责任科室/人')).toHaveText('法规股');
    await expect(await unit.cell(1, '整改措施')).toHaveText(NEW_TASK);
    await expect(await unit.cell(2, '整改措施')).toHaveText('—');
    await unit.saved();
    await expect(page.getByText('段文字未被接受')).toHaveCount(0);
    await until('the rows hold it once', reached);
    expect((await office.rows(place.ledger)).tasks.map(({ measure }) => measure)).toEqual([
      `${MEASURE}${ADDED}还在写`,
      NEW_TASK,
    ]);
    await context.close();
    await wire.cut();
  });
}
