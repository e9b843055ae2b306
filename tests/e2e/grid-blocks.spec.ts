/** Ranges of the grid: clipboard, filling, pointer and touch, and rows that stand where they should, in a real browser. */
import { expect, test } from '@playwright/test';
import { editor, Sheet, useHarness } from './grid-harness/stage.ts';

useHarness();

test('[T4] ranges are copied as TSV and HTML and pasted with their newlines', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'wide');
  await sheet.paste('第一行\t"甲\r\n乙"\r\n第二行\t"说""好"""\r\n');
  expect(await sheet.value('t0', 'wide')).toBe('第一行');
  expect(await sheet.value('t1', 'wide')).toBe('第二行');
  // 审核意见 is the office's: locked, left out, said
  expect(await sheet.value('t0', 'opinion')).toBe('');
  await expect(page.locator('[aria-live=polite]').first()).toContainText('2 个锁定的单元格未改');
  await sheet.select(7, 'note');
  await sheet.paste('', '<table><tr><td>甲<br>乙</td></tr><tr><td>说"好"</td></tr></table>');
  expect(await sheet.value('t7', 'note')).toBe('甲\n乙');
  await sheet.press('Control+Home');
  await sheet.select(7, 'note');
  await sheet.select(8, 'note', { modifiers: ['Shift'] });
  const { text, html } = await sheet.copied();
  expect(text).toBe('"甲\n乙"\r\n"说""好"""');
  expect(html).toContain('甲<br>乙');
});

test('[T5] one cell fills the range, blocks repeat, what lies beyond the last row is clipped and said', async ({
  page,
}) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'note');
  await sheet.press('Shift+ArrowDown', 'Shift+ArrowDown');
  await sheet.paste('同样');
  for (const row of ['t0', 't1', 't2']) expect(await sheet.value(row, 'note')).toBe('同样');
  await sheet.press('Control+End');
  await sheet.paste('一\n二\n三');
  expect(await sheet.value('t59', 'note')).toBe('一');
  await expect(page.locator('[aria-live=polite]').first()).toContainText('有 2 行');
  await sheet.press('Control+Home');
  await sheet.select(0, 'completion');
  await sheet.paste('不存在的');
  await expect(sheet.cell(0, 'completion')).toHaveText('不存在的');
  await expect(sheet.cell(0, 'completion')).toHaveAttribute('aria-invalid', 'true');
  expect(await sheet.value('t0', 'completion')).not.toBe('不存在的');
  await sheet.select(0, 'due');
  await sheet.paste('2026年3月5日');
  expect(await sheet.value('t0', 'due')).toBe('2026-03-05');
});

test('[T5] fill: Ctrl+D, Ctrl+R, Ctrl+Enter and the handle', async ({ page }) => {
  const sheet = await Sheet.open(page);
  await sheet.select(0, 'note');
  await page.keyboard.type('甲');
  await sheet.press('Enter');
  await sheet.press('Control+d');
  expect(await sheet.value('t1', 'note')).toBe('甲');
  await sheet.select(0, 'note');
  const handle = page.locator('[data-fill]');
  const from = (await handle.boundingBox())!;
  const to = (await sheet.cell(2, 'note').boundingBox())!;
  await page.mouse.move(from.x + 3, from.y + 3);
  await page.mouse.down();
  await page.mouse.move(to.x + 20, to.y + 10, { steps: 4 });
  await page.mouse.up();
  expect(await sheet.value('t2', 'note')).toBe('甲');
  expect(await sheet.selected()).toBe('t0 note 3x1');
  await page.keyboard.type('乙');
  await sheet.press('Control+Enter');
  for (const row of ['t0', 't1', 't2']) expect(await sheet.value(row, 'note')).toBe('乙');
  expect((await sheet.calls()).at(-1), 'one edit, one step of undo').toBe('edit fill 3');
});

test('[T2] dragging selects and scrolls, heads select rows and columns, edges change widths', async ({
  page,
}) => {
  const sheet = await Sheet.open(page, 'rows=300');
  await page.locator('[data-row="2"] [role=rowheader]').click();
  expect(await sheet.selected()).toBe('t2 code 1x14');
  await page.getByRole('columnheader', { name: '完成时限' }).click();
  expect(await sheet.selected()).toBe('t0 due 300x1');
  const start = (await sheet.cell(1, 'types').boundingBox())!;
  await page.mouse.move(start.x + 5, start.y + 5);
  await page.mouse.down();
  await page.mouse.move(start.x + 150, 790, { steps: 3 });
  await expect.poll(async () => Number(/ (\d+)x/.exec(await sheet.selected())![1])).toBeGreaterThan(20);
  await page.mouse.up();
  await sheet.press('Control+Home');
  const edge = (await page.locator('[data-width="5"]').boundingBox())!;
  await page.mouse.move(edge.x + 4, edge.y + 10);
  await page.mouse.down();
  await page.mouse.move(edge.x + 44, edge.y + 10, { steps: 3 });
  await page.mouse.up();
  expect((await sheet.calls()).at(-1)).toBe('width due 140');
  expect((await sheet.cell(0, 'due').boundingBox())!.width).toBe(140);
});

test('[T1] rows stand without gap or overlap after scrolling far, and keep their place when others come above', async ({
  page,
}) => {
  const sheet = await Sheet.open(page, 'rows=2500&rich');
  const scroller = page.locator('.scroller');
  const gaps = () =>
    page.evaluate(() => {
      const boxes = [...document.querySelectorAll<HTMLElement>('[data-row]')]
        .filter((row) => Number(row.dataset.row) >= 0)
        .sort((a, b) => Number(a.dataset.row) - Number(b.dataset.row))
        .map((row) => row.getBoundingClientRect());
      return boxes
        .slice(1)
        .map((box, index) => Math.abs(box.top - boxes[index]!.bottom))
        .filter((gap) => gap > 0.6);
    });
  for (const top of [4_000, 90_000, 30_000, 0]) {
    await scroller.evaluate((element, to) => (element.scrollTop = to), top);
    await expect.poll(gaps).toEqual([]);
  }
  await scroller.evaluate((element) => (element.scrollTop = 50_000));
  // The rows of the place before pass as gapless until the new ones stand.
  await expect
    .poll(() =>
      scroller.evaluate((element) =>
        [...element.querySelectorAll<HTMLElement>('[data-row]')].some((row) => {
          const box = row.getBoundingClientRect();
          const seen = element.getBoundingClientRect();
          return box.top > seen.top + 80 && box.bottom < seen.bottom;
        }),
      ),
    )
    .toBe(true);
  await expect.poll(gaps).toEqual([]);
  const before = await page.evaluate(() => {
    const top = document.querySelector('.scroller')!.getBoundingClientRect().top + 30;
    const row = [...document.querySelectorAll<HTMLElement>('[data-row]')].find(
      (element) => element.getBoundingClientRect().top > top + 50,
    )!;
    return {
      code: row.querySelector('[aria-colindex="3"]')!.textContent.trim(),
      y: row.getBoundingClientRect().top,
    };
  });
  await page.evaluate(() => {
    const [first, ...rest] = window.harness.rows;
    window.harness.rows = [first!, { ...first!, id: 'x1' }, { ...first!, id: 'x2' }, ...rest];
  });
  await expect
    .poll(async () => (await page.getByRole('gridcell', { name: before.code, exact: true }).boundingBox())?.y)
    .toBeCloseTo(before.y, 0);
  expect(await gaps()).toEqual([]);
  expect(sheet).toBeDefined();
});

test('[T2] on a narrow touch screen a tap selects, a second one writes, and a drag scrolls', async ({
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 700 }, hasTouch: true });
  const page = await context.newPage();
  const sheet = await Sheet.open(page);
  await sheet.cell(1, 'measure').tap({ position: { x: 20, y: 12 } });
  expect(await sheet.selected()).toBe('t1 measure 1x1');
  await expect(editor(page)).toHaveAttribute('inputmode', 'none');
  expect(await page.evaluate(() => window.harness.calls.at(-1))).toContain('false');
  await sheet.cell(1, 'measure').tap({ position: { x: 20, y: 12 } });
  await expect.poll(() => page.evaluate(() => window.harness.calls.at(-1))).toContain('true');
  await expect(editor(page)).toBeFocused();
  await page.keyboard.type('完');
  await sheet.press('Enter');
  expect(await sheet.value('t1', 'measure')).toContain('完');
  const session = await context.newCDPSession(page);
  const finger = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 330, y }] });
  await finger('touchStart', 500);
  for (let y = 480; y >= 280; y -= 20) await finger('touchMove', y);
  await finger('touchEnd');
  await expect
    .poll(() => page.locator('.scroller').evaluate((element) => element.scrollTop))
    .toBeGreaterThan(100);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await context.close();
});
