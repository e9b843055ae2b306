/** Writing in the grid: texts with a second writer, the editors of each kind, peers, marks and accessibility, in a real browser. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { editor, InputMethod, Sheet, useHarness } from './grid-harness/stage.ts';

useHarness();

test('[T6] two writers in one text: characters and carets of the other, own caret stays, undo and Esc', async ({
  page,
}) => {
  const sheet = await Sheet.open(page);
  await page.evaluate(() => window.harness.write('t0', 'measure', '已核查份'));
  await sheet.select(0, 'measure');
  await sheet.press('F2', 'ArrowLeft');
  await page.keyboard.type('186');
  expect(await sheet.value('t0', 'measure'), 'travels while it is typed').toBe('已核查186份');
  await page.evaluate(() => {
    window.harness.text!.remoteCaret('刘某', 2, 0, 0);
    window.harness.text!.remoteSplice({ index: 0, remove: 0, insert: '我局' });
  });
  await expect(editor(page)).toHaveValue('我局已核查186份');
  expect(await editor(page).evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(8);
  await expect(page.locator('.editor .caret b')).toHaveText('刘某');
  const method = await InputMethod.of(page);
  await method.key('Process', 'KeyN');
  await method.compose('yu');
  await page.evaluate(() => window.harness.text!.remoteSplice({ index: 0, remove: 2, insert: '' }));
  await expect(editor(page), 'nothing is touched while composing').toHaveValue('我局已核查186yu份');
  await method.commit('余');
  await expect(editor(page)).toHaveValue('已核查186余份');
  expect(await sheet.value('t0', 'measure')).toBe('已核查186余份');
  await sheet.press('Control+z');
  await expect(editor(page)).toHaveValue('已核查186份');
  expect(await page.evaluate(() => window.harness.calls.at(-1))).toContain('true');
  await sheet.press('Enter');
  expect(await page.evaluate(() => window.harness.text!.closed)).toBe('kept');
  expect(await sheet.selected()).toBe('t1 measure 1x1');
  await page.keyboard.type('x');
  await sheet.press('Escape');
  expect(await page.evaluate(() => window.harness.text!.closed)).toBe('cancelled');
});

test('[T8] lists, ticks, calendar, numbers and toggles by keyboard', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'completion');
  await sheet.press('F2');
  await expect(page.getByRole('option')).toHaveCount(3);
  await sheet.press('ArrowDown', 'ArrowDown', 'Enter');
  expect(await sheet.value('t0', 'completion')).toBe('已完成');
  await sheet.select(1, 'completion');
  await page.keyboard.type('未');
  await sheet.press('Enter');
  expect(await sheet.value('t1', 'completion')).toBe('未完成');

  await sheet.select(1, 'types');
  await sheet.press('F2', 'Space', 'Enter');
  expect(await sheet.value('t1', 'types')).toContain('建章立制');

  await sheet.select(1, 'due');
  await page.keyboard.type('3.5');
  await sheet.press('Enter');
  expect(await sheet.value('t1', 'due')).toBe('2026-03-05');
  await sheet.press('ArrowUp', 'F2', 'ArrowDown', 'ArrowRight', 'Enter');
  expect(await sheet.value('t1', 'due')).toBe('2026-03-13');
  await sheet.select(1, 'due');
  await page.keyboard.type('2025-13-01');
  await sheet.press('Enter');
  await expect(sheet.cell(1, 'due')).toHaveText('2025-13-01');
  await expect(sheet.cell(1, 'due')).toHaveAttribute('aria-invalid', 'true');
  await sheet.select(1, 'due');
  await sheet.press('Escape');
  await expect(sheet.cell(1, 'due')).toHaveText('2026-03-13');

  await sheet.select(0, 'counters');
  await page.keyboard.type('2');
  await sheet.press('Tab');
  await page.keyboard.type('3.5');
  await sheet.press('Enter');
  expect(await sheet.value('t0', 'counters')).toBe('制度 2 项；挽回损失 3.5 万元');
  await expect(editor(page)).toBeFocused();
  expect(await sheet.selected()).toBe('t1 counters 1x1');

  await sheet.select(1, 'longTerm');
  await sheet.press('Space');
  expect(await sheet.value('t1', 'longTerm')).toBe('✓');

  await sheet.select(0, 'owner');
  await page.keyboard.type('质安');
  await sheet.press('ArrowDown', 'Enter');
  expect(await sheet.value('t0', 'owner')).toBe('质安站 陈某');
});

test('[T8] lists and calendar by mouse', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'completion');
  await page.getByRole('button', { name: '打开选项' }).click();
  await page.getByRole('option', { name: '已完成' }).click();
  expect(await sheet.value('t0', 'completion')).toBe('已完成');
  await expect(page.getByRole('option')).toHaveCount(0);
  await sheet.cell(0, 'due').dblclick();
  await page.getByRole('button', { name: '2026-01-20' }).click();
  expect(await sheet.value('t0', 'due')).toBe('2026-01-20');
  await sheet.cell(1, 'longTerm').locator('[data-toggle]').click();
  expect(await sheet.value('t1', 'longTerm')).toBe('✓');
  await expect(editor(page)).toBeFocused();
});

test('[T10] peers are seen in their cells, marks say what is saved', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await page.evaluate(() => {
    window.harness.peers = [
      { id: 'p1', name: '陈某', colour: 1, row: 't2', column: 'due', writing: false },
      { id: 'p2', name: '刘某', colour: 2, row: 't1', column: 'progress', writing: true, caret: 4 },
    ];
    window.harness.marks = { 't0 note': 'waiting', 't1 note': 'saved', 't2 note': 'refused' };
  });
  await expect(page.locator('.peer b')).toHaveText(['陈某', '刘某']);
  const [peer, cell] = [
    (await page.locator('.peer').first().boundingBox())!,
    (await sheet.cell(2, 'due').boundingBox())!,
  ];
  expect(Math.abs(peer.x + 1 - cell.x)).toBeLessThanOrEqual(1);
  expect(Math.abs(peer.y + 1 - cell.y)).toBeLessThanOrEqual(1);
  await expect(page.getByRole('img', { name: '待保存' })).toHaveCount(1);
  await expect(page.getByRole('img', { name: '已保存' })).toHaveCount(1);
  await expect(page.getByRole('img', { name: '未被接受' })).toHaveCount(1);
  await expect(page.getByRole('grid')).toHaveAttribute('aria-rowcount', '61');
});

/** In one pass over the one frame of the page; the grid stands alone there, without a page's headings. */
async function expectNoFault(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode()
    .options({ resultTypes: ['violations'] })
    .disableRules(['page-has-heading-one', 'region', 'landmark-one-main'])
    .analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
}

test('[T10] the grid has no accessibility fault that axe finds, light or dark, at rest and while choosing', async ({
  page,
}) => {
  for (const theme of ['light', 'dark']) {
    const sheet = await Sheet.open(page, `rich&theme=${theme}`);
    await sheet.select(1, 'types');
    await sheet.press('Shift+ArrowDown');
    await expectNoFault(page);
    await sheet.select(1, 'types');
    await sheet.press('F2');
    await expectNoFault(page);
  }
});

test('[T10] when the focus leaves, what was written is committed and the border grows thin', async ({
  page,
}) => {
  const sheet = await Sheet.open(page);
  await page.evaluate(() =>
    document.body.append(Object.assign(document.createElement('button'), { textContent: 'elsewhere' })),
  );
  await page.addStyleTag({ content: '#app{height:600px !important}' });
  await sheet.select(0, 'note');
  await expect(page.locator('.active')).toHaveCSS('border-top-width', '2px');
  await page.keyboard.type('留下');
  await page.getByRole('button', { name: 'elsewhere' }).click();
  expect(await sheet.value('t0', 'note')).toBe('留下');
  await expect(page.locator('.active')).toHaveCSS('border-top-width', '1px');
});

test('[T6] a double click puts the caret where it points, names at carets go away', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await page.evaluate(() => window.harness.write('t0', 'note', '甲乙丙丁戊己'));
  await sheet.cell(0, 'note').dblclick({ position: { x: 8 + 13 * 3, y: 16 } });
  expect(await editor(page).evaluate((area: HTMLTextAreaElement) => area.selectionStart)).toBe(3);
  await page.keyboard.type('，');
  await sheet.press('Enter');
  expect(await sheet.value('t0', 'note')).toBe('甲乙丙，丁戊己');
  await sheet.select(0, 'measure');
  await sheet.press('F2');
  await page.evaluate(() => window.harness.text!.remoteCaret('刘某', 2, 3, 3));
  await expect(page.locator('.editor .caret b')).toBeVisible();
  await expect(page.locator('.editor .caret b')).toBeHidden();
  await expect(page.locator('.editor .caret i')).toBeVisible();
});
