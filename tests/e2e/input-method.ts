/** An input method as the browser hears it: keys say 229, and the composition is set from outside through the DevTools protocol. */
import type { CDPSession, Page } from '@playwright/test';

export class InputMethod {
  readonly #session: CDPSession;
  constructor(session: CDPSession) {
    this.#session = session;
  }
  static async of(page: Page): Promise<InputMethod> {
    return new InputMethod(await page.context().newCDPSession(page));
  }
  /** Type `spelling` letter by letter as a composition and take `words` for it. */
  async compose(spelling: string, words: string): Promise<void> {
    for (let typed = 1; typed <= spelling.length; typed += 1) {
      const letter = spelling[typed - 1]!;
      await this.#session.send('Input.dispatchKeyEvent', {
        type: 'rawKeyDown',
        key: letter,
        code: `Key${letter.toUpperCase()}`,
        windowsVirtualKeyCode: 229,
      });
      await this.#session.send('Input.imeSetComposition', {
        text: spelling.slice(0, typed),
        selectionStart: typed,
        selectionEnd: typed,
      });
    }
    await this.#session.send('Input.insertText', { text: words });
  }
}
