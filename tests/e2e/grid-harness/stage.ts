/** Starts the harness page for the grid's specs and speaks to it as a person does: cells, keys, clipboard, input method. */
import { expect, test } from '@playwright/test';
import type { CDPSession, Page } from '@playwright/test';
import { createServer } from 'vite';
import type { ViteDevServer } from 'vite';
import type { Harness } from './harness.svelte.ts';

declare global {
  interface Window {
    harness: Harness;
    firstRowsMs?: number;
    /** what the next copy puts on the clipboard */
    copied?: Promise<{ text: string; html: string }>;
  }
}

let address = '';

/** Call once at the top of a spec: serves the page, and fails a test in which the page complained. */
export function useHarness(): void {
  let server: ViteDevServer;
  const problems: string[] = [];
  test.beforeAll(async () => {
    server = await createServer({
      configFile: new URL('./vite.config.ts', import.meta.url).pathname,
      server: { port: 31510 },
      logLevel: 'error',
    });
    await server.listen();
    address = server.resolvedUrls!.local[0]!;
  });
  test.afterAll(() => server.close());
  test.beforeEach(({ page }) => {
    problems.length = 0;
    page.on('pageerror', (error) => problems.push(error.message));
    page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  });
  test.afterEach(() => {
    expect(problems).toEqual([]);
  });
}

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

/** The grid on screen, by row number and column id. */
export class Sheet {
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
    // Two steps, for a key may overtake a listener whose evaluation has not yet been answered.
    await this.page.evaluate(() => {
      window.copied = new Promise((resolve) => {
        addEventListener(
          'copy',
          (event) =>
            resolve({
              text: event.clipboardData!.getData('text/plain'),
              html: event.clipboardData!.getData('text/html'),
            }),
          { once: true },
        );
      });
    });
    await this.press('Control+c');
    return this.page.evaluate(() => window.copied!);
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
export class InputMethod {
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

export const editor = (page: Page) => page.getByRole('textbox', { name: '编辑单元格' });
