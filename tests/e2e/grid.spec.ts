/** The grid by hand: keys, input method, clipboard, pointer and shared texts in a real browser, on the harness page. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { CDPSession, Page } from '@playwright/test';
import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';
import type { Harness } from './grid-harness/harness.svelte.ts';

declare global {
  interface Window {
    harness: Harness;
    firstRowsMs?: number;
  }
}

let server: ViteDevServer;
let address: string;
test.beforeAll(async () => {
  server = await createServer({
    configFile: new URL('./grid-harness/vite.config.ts', import.meta.url).pathname,
    server: { port: 31510 },
    logLevel: 'error',
  });
  await server.listen();
  address = server.resolvedUrls!.local[0]!;
});
test.afterAll(() => server.close());

const problems: string[] = [];
test.beforeEach(async ({ page }) => {
  problems.length = 0;
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
});
test.afterEach(() => {
  expect(problems).toEqual([]);
});

const COLUMNS = [
  'original',
  'code',
  'measure',
  'types',
  'owner',
  'due',
  'progress',
  'completion',
  'counters',
  'amount',
  'longTerm',
  'wide',
  'opinion',
  'note',
];

class Sheet {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  static async open(page: Page, query = ''): Promise<Sheet> {
    await page.goto(`${address}?${query}`);
    await page.waitForFunction(() => window.firstRowsMs !== undefined);
    return new Sheet(page);
  }
  cell(row: number, column: string) {
    return this.page.locator(`[data-row="${row}"] [aria-colindex="${COLUMNS.indexOf(column) + 2}"]`);
  }
  async select(row: number, column: string, options: { modifiers?: ['Shift'] } = {}): Promise<void> {
    await this.cell(row, column).click({ position: { x: 12, y: 12 }, ...options });
  }
  async selected(): Promise<string> {
    return this.page.evaluate(() => {
      const { selection } = window.harness;
      return selection ? `${selection.row} ${selection.column} ${selection.rows}x${selection.columns}` : '-';
    });
  }
  async press(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
  async value(row: string, column: string): Promise<string> {
    return this.page.evaluate(([id, name]) => window.harness.value(id!, name!), [row, column]);
  }
  async calls(): Promise<string[]> {
    return this.page.evaluate(() => window.harness.calls.filter((call) => !call.startsWith('select')));
  }
  async copied(): Promise<{ text: string; html: string }> {
    const held = this.page.evaluate(
      () =>
        new Promise<{ text: string; html: string }>((resolve) => {
          addEventListener(
            'copy',
            (event) =>
              resolve({
                text: event.clipboardData!.getData('text/plain'),
                html: event.clipboardData!.getData('text/html'),
              }),
            { once: true },
          );
        }),
    );
    await this.press('Control+c');
    return held;
  }
  async paste(text: string, html = ''): Promise<void> {
    await this.page.evaluate(
      ([plain, table]) => {
        const data = new DataTransfer();
        data.setData('text/plain', plain!);
        if (table) data.setData('text/html', table);
        const event = new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true });
        document.activeElement!.dispatchEvent(event);
      },
      [text, html],
    );
  }
}

/** An input method, as the browser hears it: keys are 229 and the composition is set from outside. */
class InputMethod {
  readonly #session: CDPSession;
  constructor(session: CDPSession) {
    this.#session = session;
  }
  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }
  async key(key: string, code: string): Promise<void> {
    await this.#session.send('Input.dispatchKeyEvent', {
      type: 'rawKeyDown',
      key,
      code,
      windowsVirtualKeyCode: 229,
    });
  }
  async compose(text: string): Promise<void> {
    await this.#session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  }
  async commit(text: string): Promise<void> {
    await this.#session.send('Input.insertText', { text });
  }
}

const editor = (page: Page) => page.getByRole('textbox', { name: '编辑单元格' });

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

test('[T10] the grid has no accessibility fault that axe finds, light or dark, at rest and while choosing', async ({
  page,
}) => {
  for (const theme of ['light', 'dark']) {
    const sheet = await Sheet.open(page, `rich&theme=${theme}`);
    await sheet.select(1, 'types');
    await sheet.press('Shift+ArrowDown');
    const rest = await new AxeBuilder({ page })
      .disableRules(['page-has-heading-one', 'region', 'landmark-one-main'])
      .analyze();
    expect(rest.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await sheet.select(1, 'types');
    await sheet.press('F2');
    const choosing = await new AxeBuilder({ page })
      .disableRules(['page-has-heading-one', 'region', 'landmark-one-main'])
      .analyze();
    expect(choosing.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  }
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
