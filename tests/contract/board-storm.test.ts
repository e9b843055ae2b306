/** Honest people on real rooms through random typing, undo, cut cables, reloads, restarts and new epochs: nothing refused, nothing lost, all equal. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readText } from '#document/ledger-doc.ts';
import { bits } from '../fuzz/random.ts';
import { House, LEDGER_IN_STORE } from './board-house.ts';
import { Browser, DUTY, EDITOR, HEAD, PROBLEM, TASK, type TestPage } from './board-page.ts';
import { turn, until } from './until.ts';

/** Failing seeds are pinned here. */
const SEEDS = [1, 109, 20260302];
const STEPS = 160;

let house: House;
beforeEach(async () => {
  house = await House.open();
});
afterEach(() => house.close());

const SIGNS = ['制', '度，', '已完成', '😀', '𠮷', '\n', 'abc'];
const TEXTS = [
  [TASK, 'measure'],
  [TASK, 'progress'],
  [DUTY, 'cause'],
] as const;

class Writer {
  readonly page: TestPage;
  readonly #random: (below: number) => number;
  #texts: ReturnType<TestPage['edits']['openText']>[];

  constructor(page: TestPage, random: (below: number) => number) {
    this.page = page;
    this.#random = random;
    this.#texts = TEXTS.map(([row, field]) => page.edits.openText(row, field));
  }

  act(): void {
    const { edits } = this.page;
    const text = this.#texts[this.#random(this.#texts.length)]!;
    const index = this.#place(text.read());
    switch (this.#random(9)) {
      case 0:
        text.undo();
        break;
      case 1:
        text.redo();
        break;
      case 2:
        text.apply({
          index,
          remove: this.#place([...text.read().slice(index)].slice(0, 4).join('')),
          insert: '',
        });
        break;
      case 3:
        edits.setCells([
          { row: TASK, field: 'owner', value: `第${this.#random(1_000)}人` },
          { row: TASK, field: 'counters', member: 'rules', value: this.#random(100) },
        ]);
        break;
      case 4:
        edits.addRow('tasks', PROBLEM, TASK);
        break;
      case 5:
        edits.setText(DUTY, 'goal', SIGNS.slice(this.#random(SIGNS.length)).join(''));
        break;
      default:
        text.apply({ index, remove: 0, insert: SIGNS[this.#random(SIGNS.length)]! });
    }
  }
  /** A place in the text where a caret can stand: never inside a sign. */
  #place(text: string): number {
    const signs = [...text];
    return signs.slice(0, this.#random(signs.length + 1)).join('').length;
  }
  close(): void {
    for (const text of this.#texts) text.close(false);
  }
}

async function accident(kind: number, pages: readonly TestPage[]): Promise<void> {
  if (kind === 0) house.cut();
  else if (kind === 1) await house.restart();
  else if (kind === 2) await house.rooms.switchEpoch(LEDGER_IN_STORE);
  for (const page of pages) page.wake();
}

describe('a storm', () => {
  it.each(SEEDS)('[O8] honest edits are never refused and all end equal (seed %i)', async (seed) => {
    const next = bits(seed);
    const random = (below: number): number => next() % below;
    const pages: TestPage[] = [];
    const people = [EDITOR, HEAD].map((actor) => ({ actor, browser: new Browser() }));
    const load = async (n: number): Promise<Writer> => {
      const { actor, browser } = people[n]!;
      const page = house.page(actor, browser, { now: Date.now });
      pages[n] = page;
      await until(() => expect(page.core.line.state).toBe('live'));
      return new Writer(page, random);
    };
    const writers = [await load(0), await load(1)];
    for (let step = 0; step < STEPS; step += 1) {
      writers[random(2)]!.act();
      if (random(3) === 0) await turn();
      if (random(25) === 0) await accident(random(3), pages);
      if (random(60) === 0) {
        const n = random(2);
        writers[n]!.page.unload();
        writers[n] = await load(n);
      }
    }
    for (const page of pages) page.wake();
    await until(() =>
      expect(pages.map(({ core }) => [core.line.state, core.pending])).toEqual([
        ['live', 0],
        ['live', 0],
      ]),
    );
    for (const writer of writers) writer.close();
    const lists = await house.lists();
    for (const { core } of pages) {
      await until(() => expect(core.lists.all).toEqual(lists));
      expect(core.tray.items.filter(({ reason }) => reason.code !== 'CONTENT_CHANGED')).toEqual([]);
    }
    const docs = pages.map(({ core }) => core.line.session!.doc);
    for (const [row, field] of TEXTS)
      expect(readText(docs[0]!, row, field)).toBe(readText(docs[1]!, row, field));
  });
});
