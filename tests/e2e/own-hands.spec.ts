/** Undo, paste and what does not fit: people take back only what is theirs, and a refused value leaves what was there. */
import { expect, test } from '@playwright/test';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';
import { until } from './until.ts';

const DUE_TEXT_CHARS_MAX = 60;

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J12] undo takes back own edits only, and leaves a cell that somebody else has changed since', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, '登记一次。');
  const unit = await enter(browser, stage.url, 'unit1');
  const head = await enter(browser, stage.url, 'unit1head');
  const unitPage = await LedgerPage.open(unit.page, stage.url, place.ledger);
  const headPage = await LedgerPage.open(head.page, stage.url, place.ledger);

  await unitPage.write(0, '责任科室/人', '办公室');
  await unitPage.write(0, '时限说明', '年底前');
  await unitPage.saved();
  await expect(await headPage.cell(0, '时限说明')).toHaveText('年底前');
  await headPage.write(0, '完成时限', '2027-06-30');
  await headPage.write(0, '责任科室/人', '法规股');
  await headPage.saved();
  await expect(await unitPage.cell(0, '责任科室/人')).toHaveText('法规股');

  await unitPage.select(0, '整改措施');
  await unit.page.keyboard.press('Control+z');
  await expect(await unitPage.cell(0, '时限说明')).toHaveText('—');
  await unit.page.keyboard.press('Control+z');
  await expect(unit.page.getByRole('alert')).toContainText('王某某');
  await unitPage.saved();
  for (const page of [unitPage, headPage]) {
    await expect(await page.cell(0, '时限说明')).toHaveText('—');
    await expect(await page.cell(0, '责任科室/人')).toHaveText('法规股');
    await expect(await page.cell(0, '完成时限')).toContainText('2027-06-30');
  }
  await headPage.select(0, '整改措施');
  await head.page.keyboard.press('Control+z');
  await expect(await unitPage.cell(0, '责任科室/人')).toHaveText('办公室');
  await expect(await unitPage.cell(0, '完成时限')).toContainText('2027-06-30');
  await Promise.all([unit.context.close(), head.context.close()]);
});

test('[J12] a range from a spreadsheet is pasted whole; a wrong word and a cell too long keep what was there and say so', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 3);
  await addTask(stage, place, 0, '登记一次。');
  await addTask(stage, place, 1, '检查一次。');
  const { page, context } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(page, stage.url, place.ledger);
  const office = await Caller.enter(stage, 'office');

  await unit.select(0, '措施类型');
  await unit.paste('建章立制、专项整治\t办公室\t2027-03-31\n其他\t法规股\t2027.6.30\n');
  await expect(await unit.cell(0, '措施类型')).toHaveText(/^建章立制.?专项整治\s*$/);
  await expect(await unit.cell(1, '责任科室/人')).toHaveText('法规股');
  await expect(await unit.cell(1, '完成时限')).toContainText('2027-06-30');
  await unit.saved();
  const pasted = [
    { types: ['建章立制', '专项整治'], owner: '办公室', due: '2027-03-31' },
    { types: ['其他'], owner: '法规股', due: '2027-06-30' },
  ];
  expect((await office.rows(place.ledger)).tasks).toMatchObject(pasted);

  await unit.write(0, '完成情况', '已完成');
  await unit.select(0, '完成情况');
  await unit.paste('差不多了\n基本完成');
  const wrong = await unit.cell(0, '完成情况');
  await expect(wrong).toHaveAttribute('aria-invalid', 'true');
  await expect(unit.note).toContainText(
    '“差不多了”不在可选范围内，没有写入。可选：未完成、基本完成、已完成。',
  );
  await expect(await unit.cell(1, '完成情况')).toHaveText('基本完成');
  await page.keyboard.press('Escape');
  await expect(wrong).toHaveText('已完成');

  await unit.write(0, '时限说明', '年底前');
  await unit.write(0, '时限说明', '长'.repeat(DUE_TEXT_CHARS_MAX + 1));
  await unit.select(0, '时限说明');
  await expect(await unit.cell(0, '时限说明')).toHaveAttribute('aria-invalid', 'true');
  await expect(unit.note).toContainText('文字太长，没有写入');
  await page.keyboard.press('Escape');
  await expect(await unit.cell(0, '时限说明')).toHaveText('年底前');
  await unit.saved();
  await until('the rows hold what was there', async () => {
    const { tasks } = await office.rows(place.ledger);
    return (
      tasks[0]?.completion === '已完成' &&
      tasks[1]?.completion === '基本完成' &&
      tasks[0].dueText === '年底前'
    );
  });
  await context.close();
});
