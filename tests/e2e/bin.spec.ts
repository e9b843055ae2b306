/** A deleted problem comes back whole from the bin: its duty, its tasks and their texts, live for the unit that was looking on. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, freshId, originalOf } from './round.ts';
import { Stage } from './stage.ts';

const MEASURES = ['逐项核对登记，补齐台账。', '修订登记办法，明确责任人。'];
const CAUSE = '登记责任没有到人，复核流于形式。';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J24] a deleted problem comes back whole, with its duties, tasks and texts, live for the unit', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  const { ledger } = place;
  const clerk = await Caller.enter(stage, 'unit1');
  const problem = (await clerk.rows(ledger)).problems[0]!.id;
  const duty = freshId();
  const cell = (field: string, value: string) => ({ cell: `${duty}/${field}`, value });
  await clerk.command(ledger, 'editCells', {
    intents: [
      cell('list', 'duties'),
      cell('order', 'a0'),
      cell('problem', problem),
      cell('leadDept', '办公室'),
      { text: `${duty}/cause`, value: CAUSE },
    ],
  });
  await addTask(stage, place, 0, MEASURES[0]!);
  await addTask(stage, place, 1, MEASURES[1]!);
  const office = await Caller.enter(stage, 'office');
  const rows = async () => {
    const { problems, duties, tasks } = await office.rows(ledger);
    return { problems, duties, tasks };
  };
  const before = await rows();

  const unitPerson = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(unitPerson.page, stage.url, ledger, 'tasks');
  await expect(await unit.cell(0, '整改措施')).toHaveText(MEASURES[0]!);
  await expect(await unit.cell(1, '整改措施')).toHaveText(MEASURES[1]!);

  // the office deletes it in the panel; the unit's list loses all of it without a reload
  const officePerson = await enter(browser, stage.url, 'office');
  const desk = await LedgerPage.open(officePerson.page, stage.url, ledger, 'problems');
  await desk.panel(0, '反馈原文');
  await desk.act('移入回收站', async () => undefined);
  await expect(await unit.cell(0, '整改措施')).toHaveText(MEASURES[1]!);
  await expect(unit.page.getByRole('grid')).not.toContainText(MEASURES[0]!);
  expect((await rows()).problems.map(({ code }) => code)).toEqual(['1-2']);
  expect((await rows()).duties).toEqual([]);

  // the unit finds it in the bin, and is told that it is not for them to take it out
  await unit.page.getByRole('button', { name: '回收站' }).click();
  const theirs = unit.page.getByRole('dialog', { name: '回收站' });
  await expect(theirs).toContainText(originalOf(0));
  await theirs.getByRole('button', { name: '恢复' }).click();
  await expect(theirs.getByRole('alert')).toBeVisible();
  await unit.page.keyboard.press('Escape');

  // the office takes it out: everything is where it was, for everybody, to the last character
  await desk.page.getByRole('button', { name: '回收站' }).click();
  const bin = desk.page.getByRole('dialog', { name: '回收站' });
  const line = bin.getByRole('listitem').filter({ hasText: originalOf(0) });
  await expect(line).toContainText('周某某');
  await line.getByRole('button', { name: '恢复' }).click();
  await expect(bin).toContainText('回收站是空的。');
  await expect(await unit.cell(0, '整改措施')).toHaveText(MEASURES[0]!);
  await expect(await unit.cell(1, '整改措施')).toHaveText(MEASURES[1]!);
  expect(await rows()).toEqual(before);
  await unit.list('duties');
  await expect(await unit.cell(0, '原因分析')).toHaveText(CAUSE);

  // and it is alive: the unit goes on writing in it
  await unit.append(0, '原因分析', '已逐项核实。');
  await unit.page.keyboard.press('Enter');
  await unit.saved();
  expect((await rows()).duties[0]?.cause).toBe(`${CAUSE}已逐项核实。`);
  // the one refusal above is an answer that browsers complain of
  const complaints = [...unitPerson.complaints, ...officePerson.complaints];
  expect(complaints.filter((complaint) => !/403 .*\/commands$/.test(complaint))).toEqual([]);
  await Promise.all([unitPerson.context.close(), officePerson.context.close()]);
});
