/** The feedback's words stay what they are, whatever the unit tries: in the page, at the doors, with a socket of its own making. */
import { expect, test } from '@playwright/test';
import { cellsOf } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import { CLOSE } from '#protocol/sync.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, freshId, originalOf } from './round.ts';
import { connect } from './socket-client.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J3] in the page the original is locked, and says why', async ({ browser }) => {
  const { ledger } = await claimedLedger(stage, 2);
  const { page, context } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(page, stage.url, ledger, 'problems');
  const cell = await unit.select(0, '反馈原文');
  await expect(cell).toHaveAttribute('aria-readonly', 'true');
  await page.keyboard.type('改成别的');
  await expect(unit.note).toContainText('反馈原文已锁定');
  await expect(unit.note).toContainText('由巡察办在问题面板“更正原文”');
  await unit.paste('改成别的');
  await page.keyboard.press('Delete');
  await page.keyboard.press('F2');
  await page.keyboard.type('改');
  await page.keyboard.press('Enter');
  await expect(cell).toHaveText(originalOf(0));
  await unit.saved();
  await unit.panel(0, '编号');
  await expect(page.locator('aside.panel').getByRole('button', { name: '更正原文' })).toHaveCount(0);
  expect(
    (await (await Caller.enter(stage, 'unit1')).rows(ledger)).problems.map(({ original }) => original),
  ).toEqual([originalOf(0), originalOf(1)]);
  await context.close();
});

test('[J3] a hand-made socket client of the unit is refused with a code, and nobody sees a change', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  const { ledger } = place;
  const task = await addTask(stage, place, 0, '登记一次。');
  const watcher = await enter(browser, stage.url, 'office');
  const office = await LedgerPage.open(watcher.page, stage.url, ledger, 'problems');
  const unit = await Caller.enter(stage, 'unit1');
  const problem = (await unit.rows(ledger)).problems[0]?.id ?? '';
  const forge = (doc: Parameters<typeof setCell>[0]) => setCell(doc, `${problem}/original`, '没有问题');

  const plain = await connect(stage.url, ledger, unit.cookie, false);
  expect(cellsOf(plain.doc).get(`${problem}/original`)).toBe(originalOf(0));
  plain.sendPlain(forge);
  expect(await plain.closed).toBe(CLOSE.refused);

  const board = await connect(stage.url, ledger, unit.cookie, true);
  expect(await board.sendEdit((doc) => setCell(doc, `${task}/owner`, '办公室'))).toBe('saved');
  expect(await board.sendEdit(forge)).toBe('SERVER_ONLY');
  board.close();
  const both = await connect(stage.url, ledger, unit.cookie, true);
  const hidden = both.sendEdit((doc) => {
    setCell(doc, `${task}/owner`, '财务股');
    forge(doc);
  });
  expect(await hidden).toBe('SERVER_ONLY');
  both.close();

  const commands = `/api/ledgers/${ledger}/commands`;
  const correct = {
    command: 'correctOriginal',
    opId: freshId(),
    row: problem,
    original: '没有问题',
    reason: '试一试',
  };
  expect(await stage.call(unit.cookie, 'POST', commands, correct)).toMatchObject({
    status: 403,
    body: { error: { code: 'FORBIDDEN' } },
  });
  const intents = [{ cell: `${problem}/original`, value: '没有问题' }];
  const bulk = await stage.call(unit.cookie, 'POST', commands, {
    command: 'editCells',
    opId: freshId(),
    intents,
  });
  expect(JSON.stringify(bulk.body)).toContain('SERVER_ONLY');

  // an honest edit after all that travels, and is all that anybody sees
  await unit.command(ledger, 'editCells', { intents: [{ cell: `${task}/dueText`, value: '年底前' }] });
  await office.list('tasks');
  await expect(await office.cell(0, '时限说明')).toHaveText('年底前');
  await expect(await office.cell(0, '责任科室/人')).toHaveText('办公室');
  await office.list('problems');
  await expect(await office.cell(0, '反馈原文')).toHaveText(originalOf(0));
  const fresh = await connect(stage.url, ledger, unit.cookie, false);
  expect(cellsOf(fresh.doc).get(`${problem}/original`)).toBe(originalOf(0));
  fresh.close();
  expect((await unit.rows(ledger)).problems[0]?.original).toBe(originalOf(0));
  await watcher.context.close();
});
