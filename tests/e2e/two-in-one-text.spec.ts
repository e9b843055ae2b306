/** Two people inside one long text: characters and carets travel while both write. */
import { expect, test, type Page } from '@playwright/test';
import { InputMethod } from './input-method.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';
import { until } from './until.ts';

const TITLE = '整改措施';
const BEGINNING = '健全台账登记制度，';
const LONG = BEGINNING + '逐项明确责任人和完成时限。'.repeat(12);

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

/** How many characters stand before the named person's caret in the open editor; -1 while it is not drawn. */
const caretOf = (page: Page, name: string): Promise<number> =>
  page.evaluate((wanted) => {
    let before = 0;
    for (const part of document.querySelectorAll('.editor.on .mirror > span')) {
      if (!part.classList.contains('caret')) before += part.textContent.length;
      else if (part.textContent === wanted) return before;
    }
    return -1;
  }, name);

test('[J2] two people in one text see each other’s characters and carets', async ({ browser }) => {
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, LONG);
  const unit = await enter(browser, stage.url, 'unit1');
  const head = await enter(browser, stage.url, 'unit1head');
  const unitPage = await LedgerPage.open(unit.page, stage.url, place.ledger);
  const headPage = await LedgerPage.open(head.page, stage.url, place.ledger);

  await unitPage.append(0, TITLE, '每月通报。');
  await expect(await headPage.cell(0, TITLE)).toHaveText(`${LONG}每月通报。`);
  await headPage.select(0, TITLE);
  await head.page.keyboard.press('F2');
  await expect(headPage.editor).toHaveValue(`${LONG}每月通报。`);
  await expect.poll(() => caretOf(head.page, '郑某')).toBe(LONG.length + 5);

  await head.page.keyboard.press('Control+Home');
  await expect.poll(() => caretOf(unit.page, '王某某')).toBe(0);
  await head.page.keyboard.type('一是');
  await expect(unitPage.editor).toHaveValue(`一是${LONG}每月通报。`);
  await expect.poll(() => caretOf(unit.page, '王某某')).toBe(2);
  await expect.poll(() => caretOf(head.page, '郑某')).toBe(LONG.length + 7);

  await Promise.all([unit.page.keyboard.type('每季度复查一次。'), head.page.keyboard.type('抓紧')]);
  const whole = `一是抓紧${LONG}每月通报。每季度复查一次。`;
  await expect(unitPage.editor).toHaveValue(whole);
  await expect(headPage.editor).toHaveValue(whole);

  // a composition goes on while the other writes before it, and lands where it began
  const method = await InputMethod.of(unit.page);
  await method.spell('zhenggai');
  await head.page.keyboard.type('整改，');
  await expect(headPage.editor).toHaveValue(whole.replace('抓紧', '抓紧整改，'));
  await method.take('整改');
  const composed = `${whole.replace('抓紧', '抓紧整改，')}整改`;
  await expect(unitPage.editor).toHaveValue(composed);
  await expect(headPage.editor).toHaveValue(composed);

  await unit.page.keyboard.press('Enter');
  await head.page.keyboard.press('Enter');
  await unitPage.saved();
  await headPage.saved();
  await expect(await unitPage.cell(0, TITLE)).toHaveText(composed);
  const office = await Caller.enter(stage, 'office');
  await until(
    'the text is in the rows',
    async () => (await office.rows(place.ledger)).tasks[0]?.measure === composed,
  );
  expect([...unit.complaints, ...head.complaints]).toEqual([]);
  await Promise.all([unit.context.close(), head.context.close()]);
});
