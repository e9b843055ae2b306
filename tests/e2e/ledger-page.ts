/** What hands and eyes do on a ledger page: its lists, cells, panel and marks, by the words that people read. No waiting by time. */
import { expect, type Locator, type Page } from '@playwright/test';

export type ListName = 'problems' | 'duties' | 'tasks';
const LIST_TITLES: Readonly<Record<ListName, string>> = {
  problems: '问题清单',
  duties: '责任清单',
  tasks: '任务清单',
};
/** where in a cell a hand clicks, in pixels: inside, and away from marks and handles */
const SPOT = { x: 12, y: 12 };

export class LedgerPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  static async open(page: Page, url: string, ledger: string, list: ListName = 'tasks'): Promise<LedgerPage> {
    await page.goto(`${url}/ledgers/${ledger}?list=${list}`);
    const opened = new LedgerPage(page);
    await opened.live();
    return opened;
  }

  /** Everything is acknowledged and the connection stands. */
  get state(): Locator {
    return this.page.locator('footer [data-pending]');
  }
  async live(): Promise<void> {
    await expect(this.state).toHaveAttribute('data-saved', 'true');
  }
  async saved(): Promise<void> {
    await expect(this.state).toHaveAttribute('data-pending', '0');
    await this.live();
  }
  async pending(): Promise<number> {
    return Number(await this.state.getAttribute('data-pending'));
  }

  async list(list: ListName): Promise<void> {
    await this.page.getByRole('tab', { name: LIST_TITLES[list] }).click();
    await expect(this.page.getByRole('grid', { name: LIST_TITLES[list] })).toBeVisible();
  }

  /** The cell in a line (from 0, as shown) under a column's title. */
  async cell(line: number, title: string): Promise<Locator> {
    const head = this.page
      .getByRole('columnheader')
      .filter({ has: this.page.getByText(title, { exact: true }) });
    const column = await head.getAttribute('aria-colindex');
    return this.page.locator(
      `[data-row="${line}"]:not([hidden]) [role="gridcell"][aria-colindex="${column}"]`,
    );
  }
  async select(line: number, title: string, modifiers: 'Shift'[] = []): Promise<Locator> {
    const cell = await this.cell(line, title);
    await cell.click({ position: SPOT, modifiers });
    await expect(cell).toHaveAttribute('aria-selected', 'true');
    return cell;
  }
  /** Type over what is there and commit downwards. */
  async write(line: number, title: string, text: string): Promise<void> {
    await this.select(line, title);
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Enter');
  }
  /** Go on writing behind what is there; the editor stays open. */
  async append(line: number, title: string, text: string): Promise<void> {
    await this.select(line, title);
    await this.page.keyboard.press('F2');
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }
  /** Tick the first ways of a cell with several values. */
  async tick(line: number, title: string, label: string): Promise<void> {
    await this.select(line, title);
    await this.page.keyboard.press('F2');
    await this.page.getByRole('option', { name: label }).click();
    await this.page.keyboard.press('Enter');
  }
  async paste(text: string): Promise<void> {
    await this.page.evaluate((plain) => {
      const data = new DataTransfer();
      data.setData('text/plain', plain);
      document.activeElement?.dispatchEvent(
        new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }),
      );
    }, text);
  }
  get editor(): Locator {
    return this.page.getByRole('textbox', { name: '编辑单元格' });
  }
  get note(): Locator {
    return this.page.getByRole('tooltip');
  }

  /** Open the panel of the problem in this line. */
  async panel(line: number, title: string): Promise<Locator> {
    await this.select(line, title);
    await this.page.keyboard.press('Control+Shift+Enter');
    const panel = this.page.locator('aside.panel');
    await expect(panel).toBeVisible();
    return panel;
  }
  /** Press an act of the open panel and, where it asks for words, give the dialog. */
  async act(name: string, fill?: (dialog: Locator) => Promise<void>): Promise<void> {
    await this.page.locator('aside.panel').getByRole('button', { name, exact: true }).click();
    if (!fill) return;
    const dialog = this.page.getByRole('dialog');
    await fill(dialog);
    await dialog.getByRole('button', { name, exact: true }).click();
    await expect(dialog).toBeHidden();
  }
}
