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
  /** Type letter by letter; the composition stays open. */
  async spell(spelling: string): Promise<void> {
    for (let typed = 1; typed <= spelling.length; typed += 1) {
      const letter = spelling[typed - 1]!;
      const key = {
        type: 'rawKeyDown',
        key: letter,
        code: `Key${letter.toUpperCase()}`,
        windowsVirtualKeyCode: 229,
      } as const;
      await this.#session.send('Input.dispatchKeyEvent', key);
      const shown = { text: spelling.slice(0, typed), selectionStart: typed, selectionEnd: typed };
      await this.#session.send('Input.imeSetComposition', shown);
    }
  }
  /** Take these words for what was spelt. */
  async take(words: string): Promise<void> {
    await this.#session.send('Input.insertText', { text: words });
  }
  async compose(spelling: string, words: string): Promise<void> {
    await this.spell(spelling);
    await this.take(words);
  }
}
