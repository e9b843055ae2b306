/** A pair of hands at a page: every key, way and click is done for real, counted, and held against what the page heard. */
import type { Locator, Page } from '@playwright/test';
import { NOTHING, plus, type Effort } from './effort.ts';

interface Heard {
  keys: number;
  clicks: number;
}

const PLACE = { x: 12, y: 12 };

export class Hands {
  readonly page: Page;
  #done: Effort = NOTHING;
  readonly #heard: Heard = { keys: 0, clicks: 0 };

  private constructor(page: Page) {
    this.page = page;
  }

  /** Before the first page is opened: what the browser hears is counted over all pages that follow. */
  static async at(page: Page): Promise<Hands> {
    const hands = new Hands(page);
    await page.exposeFunction('handsHeard', (what: keyof Heard) => {
      hands.#heard[what] += 1;
    });
    await page.addInitScript(() => {
      const tell = Reflect.get(window, 'handsHeard') as (what: string) => void;
      const modifiers = ['Control', 'Shift', 'Alt', 'Meta'];
      addEventListener(
        'keydown',
        (event) => event.isTrusted && !event.repeat && !modifiers.includes(event.key) && tell('keys'),
        true,
      );
      addEventListener('pointerdown', (event) => event.isTrusted && tell('clicks'), true);
    });
    return hands;
  }

  async click(target: Locator, keys: 'Shift'[] = []): Promise<void> {
    await target.click({ modifiers: keys });
    this.#done = plus(this.#done, { points: 1, clicks: 1 });
  }
  /** Inside a cell, away from its handles. */
  async clickCell(target: Locator, keys: 'Shift'[] = []): Promise<void> {
    await target.click({ position: PLACE, modifiers: keys });
    this.#done = plus(this.#done, { points: 1, clicks: 1 });
  }
  async press(chord: string): Promise<void> {
    await this.page.keyboard.press(chord);
    this.#done = plus(this.#done, { keys: 1 });
  }
  /** Content, as an input method hands it over: the same on both sides, so it counts on neither. */
  async content(text: string): Promise<void> {
    await this.page.keyboard.insertText(text);
  }
  /** The system's dialog for files: a way and a double click, which no page hears. */
  async chooseFile(opener: Locator, file: string): Promise<void> {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.click(opener)]);
    await chooser.setFiles(file);
    this.#done = plus(this.#done, { points: 1, clicks: 2 });
    this.#heard.clicks += 2;
  }

  /** Answers the effort since the last call; throws when the browser heard something else than was done. */
  effort(): Effort {
    const done = this.#done;
    if (done.keys !== this.#heard.keys || done.clicks !== this.#heard.clicks)
      throw new Error(`Counted ${JSON.stringify(done)}, but the page heard ${JSON.stringify(this.#heard)}.`);
    this.#done = NOTHING;
    this.#heard.keys = this.#heard.clicks = 0;
    return done;
  }
}
