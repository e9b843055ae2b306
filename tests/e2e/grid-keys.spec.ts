/** The grid by keyboard and input method, and what locked cells say, in a real browser. */
import { expect, test } from '@playwright/test';
import { editor, InputMethod, Sheet, useHarness } from './grid-harness/stage.ts';

useHarness();

test('[T3] keys move, extend, jump and go round a range', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'measure');
  expect(await sheet.selected()).toBe('t0 measure 1x1');
  await sheet.press('ArrowDown', 'ArrowRight');
  expect(await sheet.selected()).toBe('t1 types 1x1');
  await sheet.press('Tab', 'Enter');
  expect(await sheet.selected()).toBe('t2 owner 1x1');
  await sheet.press('Shift+Enter', 'Shift+Tab', 'Home');
  expect(await sheet.selected()).toBe('t0 original 1x1');
  await sheet.press('ArrowDown');
  expect(await sheet.selected(), 'a merged cell is one step').toBe('t3 original 1x1');
  await sheet.press('End', 'Control+Home', 'Control+ArrowDown');
  expect(await sheet.selected()).toBe('t57 original 1x1');
  await sheet.press('Control+End');
  expect(await sheet.selected()).toBe('t59 note 1x1');
  await expect(sheet.cell(59, 'note')).toBeInViewport();
  await sheet.press('Control+Home', 'ArrowRight', 'Shift+ArrowDown', 'Shift+ArrowRight');
  expect(await sheet.selected()).toBe('t0 code 2x2');
  await sheet.press('Tab', 'Tab');
  expect(await sheet.selected()).toBe('t1 code 2x2');
  await sheet.press('Control+Shift+End');
  expect(await sheet.selected()).toContain('60x13');
  await sheet.press('Control+a');
  expect(await sheet.selected()).toContain('60x14');
  await sheet.press('Control+Home', 'PageDown');
  expect(await sheet.selected()).not.toContain('t0 ');
  await expect(editor(page)).toBeFocused();
});

test('[T3] typing replaces, F2 keeps, Esc gives up, Tab and Enter commit', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'note');
  await page.keyboard.type('first');
  await sheet.press('Enter');
  expect(await sheet.value('t0', 'note')).toBe('first');
  expect(await sheet.selected()).toBe('t1 note 1x1');
  await sheet.press('ArrowUp', 'F2');
  await page.keyboard.type(' more');
  await sheet.press('Alt+Enter');
  await page.keyboard.type('line');
  await sheet.press('Shift+Tab');
  expect(await sheet.value('t0', 'note')).toBe('first more\nline');
  await sheet.select(0, 'note');
  await page.keyboard.type('gone');
  await sheet.press('Escape');
  expect(await sheet.value('t0', 'note')).toBe('first more\nline');
  await sheet.cell(0, 'note').dblclick();
  await expect(editor(page)).toHaveValue('first more\nline');
  await sheet.press('Escape', 'Delete');
  expect(await sheet.value('t0', 'note')).toBe('');
  await page.keyboard.type('a');
  await sheet.press('ArrowDown');
  expect(await sheet.value('t0', 'note'), 'arrows leave a cell that was typed into').toBe('a');
  await sheet.press('Control+;');
  expect(await sheet.value('t1', 'note')).toBe('2026-11-23');
});

test('[T7] Chinese composed on a selected cell is kept whole, keys of the input method do nothing', async ({
  page,
}) => {
  const sheet = await Sheet.open(page);
  const method = await InputMethod.of(page);
  for (const [row, column] of [
    [0, 'note'],
    [0, 'measure'],
    [1, 'owner'],
  ] as const) {
    await sheet.select(row, column);
    await method.key('Process', 'KeyN');
    await method.compose('n');
    await method.key('Process', 'KeyI');
    await method.compose('ni');
    await expect(editor(page)).toHaveValue('ni');
    // an Enter, an arrow and an Esc that belong to the candidates
    await method.key('Enter', 'Enter');
    await method.key('ArrowDown', 'ArrowDown');
    await method.key('Escape', 'Escape');
    await expect(editor(page)).toHaveValue('ni');
    await method.commit('你好');
    await expect(editor(page)).toHaveValue('你好');
    expect(await sheet.selected()).toBe(`t${row} ${column} 1x1`);
    await sheet.press('Enter');
    expect(await sheet.value(`t${row}`, column)).toBe('你好');
  }
});

test('[T7] a composition that is given up leaves the cell as it was', async ({ page }) => {
  const sheet = await Sheet.open(page);
  const method = await InputMethod.of(page);
  const before = await sheet.value('t0', 'measure');
  await sheet.select(0, 'measure');
  await method.key('Process', 'KeyN');
  await method.compose('ni');
  await method.compose('');
  await sheet.press('ArrowDown');
  expect(await sheet.value('t0', 'measure')).toBe(before);
  expect(await sheet.selected()).toBe('t1 measure 1x1');
});

test('[T9] a locked cell says why, whatever is tried', async ({ page }) => {
  const sheet = await Sheet.open(page);
  const method = await InputMethod.of(page);
  const before = await sheet.value('t3', 'measure');
  await sheet.select(3, 'measure');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await page.keyboard.type('x');
  await expect(page.getByRole('tooltip')).toContainText('申请销号后冻结');
  await sheet.press('Escape');
  await expect(page.getByRole('tooltip')).toHaveCount(0);
  await method.key('Process', 'KeyN');
  await method.compose('ni');
  await method.commit('你');
  await expect(page.getByRole('tooltip')).toContainText('申请销号后冻结');
  await expect(editor(page)).toHaveValue('');
  await sheet.press('Delete');
  await sheet.paste('新');
  await sheet.press('F2');
  await sheet.cell(3, 'measure').dblclick();
  expect(await sheet.value('t3', 'measure')).toBe(before);
  expect((await sheet.calls()).filter((call) => call.startsWith('edit'))).toEqual([]);
  await expect(sheet.cell(3, 'measure')).toHaveAttribute('aria-readonly', 'true');
});

test('[T3] undo, redo, insert, delete, move and panel reach the host; the selection follows its row', async ({
  page,
}) => {
  const sheet = await Sheet.open(page);
  await sheet.select(1, 'note');
  await sheet.press('Control+z', 'Control+y', 'Control+Shift+Enter');
  await sheet.press('Control+Shift++');
  await sheet.press('Alt+Shift+ArrowDown');
  expect(await sheet.calls()).toEqual(['undo', 'redo', 'panel t1', 'insert t1', 'move t1 1']);
  expect(await sheet.selected()).toBe('t1 note 1x1');
  expect(
    await page.evaluate(() =>
      window.harness.rows
        .slice(0, 4)
        .map(({ id }) => id)
        .join(),
    ),
  ).toBe('t0,n0,t1,t2');
  await sheet.press('Shift+ArrowDown', 'Control+-');
  expect((await sheet.calls()).at(-1)).toBe('delete t1,t2');
});

test('[T3] a text that grows at the lower edge keeps its last line in sight', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.press('Tab');
  await sheet.select(8, 'measure');
  await sheet.press('F2');
  for (let line = 0; line < 8; line++) {
    await sheet.press('Alt+Enter');
    await page.keyboard.type(`第${line}行`);
  }
  const lastLineBottom = async () => {
    const box = (await editor(page).boundingBox())!;
    return box.y + box.height - 6;
  };
  await expect.poll(lastLineBottom).toBeLessThanOrEqual(770);
  await sheet.press('Enter');
  expect(await sheet.value('t8', 'measure')).toContain('\n第7行');
});

test('[T9] a page can show a cell by its ids, and columns that nobody writes say so', async ({ page }) => {
  const sheet = await Sheet.open(page, 'rows=400');
  expect(await page.evaluate(() => window.harness.grid!.show('t300', 'due'))).toBe(true);
  await expect(sheet.cell(300, 'due')).toBeInViewport();
  expect(await sheet.selected()).toBe('t300 due 1x1');
  await expect(editor(page)).toBeFocused();
  expect(await page.evaluate(() => window.harness.grid!.show('nothing'))).toBe(false);
  await sheet.press('Home', 'ArrowRight');
  await page.keyboard.type('x');
  await expect(page.getByRole('tooltip')).toContainText('自动生成');
});

test('[T9] a cell that is locked while one writes closes and says why', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'measure');
  await page.keyboard.type('写到一半');
  await page.evaluate(() => {
    window.harness.rows = window.harness.rows.map((row) =>
      row.id === 't0' ? { ...row, frozen: true } : row,
    );
  });
  await expect(page.getByRole('tooltip')).toContainText('申请销号后冻结');
  expect(await page.evaluate(() => window.harness.text!.closed)).toBe('kept');
  await page.keyboard.type('还想写');
  expect(await sheet.value('t0', 'measure')).toBe('写到一半');
});
