/** The server's process is killed outright, time and again; what a page had marked saved is there afterwards without that page's help. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';
import { Wire } from './wire.ts';

const ROUNDS = 3;
/** longest wait before a page knocks again, and the start of a server on a busy machine */
const RETURN_MS_MAX = 60_000;

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test(`[J6] kill -9, ${ROUNDS} times over, loses no edit that the page had marked saved`, async ({
  browser,
}) => {
  test.slow();
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, '起');
  const wire = await new Wire(stage.port).mend();
  const { page, context } = await enter(browser, wire.url, 'unit1');
  const unit = await LedgerPage.open(page, wire.url, place.ledger);
  let text = '起';

  for (let round = 1; round <= ROUNDS; round += 1) {
    const kept = `第${round}次存好的一句。`;
    const late = `第${round}次没来得及的一句。`;
    await unit.append(0, '整改措施', kept);
    await page.keyboard.press('Enter');
    await unit.write(0, '责任科室/人', `科室${round}`);
    await unit.saved();
    text += kept;

    // from here the page can reach nothing: what the server knows is what it had when it said "saved"
    await wire.cut();
    await stage.end('SIGKILL');
    await unit.append(0, '整改措施', late);
    await page.keyboard.press('Enter');
    await expect(unit.state).toHaveAttribute('data-saved', 'false');
    await stage.start();
    const office = await Caller.enter(stage, 'office');
    expect((await office.rows(place.ledger)).tasks).toMatchObject([{ measure: text, owner: `科室${round}` }]);

    await wire.mend();
    text += late;
    await expect(unit.state).toHaveAttribute('data-saved', 'true', { timeout: RETURN_MS_MAX });
    await expect(await unit.cell(0, '整改措施')).toHaveText(text);
    expect((await office.rows(place.ledger)).tasks).toMatchObject([{ measure: text }]);
  }
  await expect(page.getByText('段文字未被接受')).toHaveCount(0);
  await context.close();
  await wire.cut();
});

test(`[J6] what was on its way when the server was killed, ${ROUNDS} times over, arrives exactly once`, async ({
  browser,
}) => {
  test.slow();
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, '起');
  const { page, context } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(page, stage.url, place.ledger);
  let text = '起';
  for (let round = 1; round <= ROUNDS; round += 1) {
    const words = `第${round}次，写到一半服务器就断了。`;
    // the last characters leave the page while the process dies: some are committed and never acknowledged, some never arrive
    await unit.append(0, '整改措施', words);
    await stage.end('SIGKILL');
    await page.keyboard.press('Enter');
    await stage.start();
    text += words;
    await expect(unit.state).toHaveAttribute('data-saved', 'true', { timeout: RETURN_MS_MAX });
    await unit.saved();
    await expect(await unit.cell(0, '整改措施')).toHaveText(text);
    const office = await Caller.enter(stage, 'office');
    expect((await office.rows(place.ledger)).tasks).toMatchObject([{ measure: text }]);
  }
  await expect(page.getByText('段文字未被接受')).toHaveCount(0);
  await context.close();
});
