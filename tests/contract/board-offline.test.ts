/** A page that is opened without a connection: the kept copy, edits into the outbox, and what became of them on return. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KEPT_DAYS_MAX, MemoryKeptStore } from '#board/kept-store.ts';
import { ownerOf } from '#board/intents.ts';
import { refuse } from '#domain/refusals.ts';
import { readText } from '#document/ledger-doc.ts';
import { House } from './board-house.ts';
import { Browser, DUTY, EDITOR, HEAD, LEDGER, PROBLEM, TASK, type TestPage } from './board-page.ts';
import { until } from './until.ts';

const DAY_MS = 86_400_000;
const OWNER = ownerOf(EDITOR.person, LEDGER);

let house: House;
let browser: Browser;
beforeEach(async () => {
  house = await House.open();
  browser = new Browser();
});
afterEach(() => house.close());

const load = (actor = EDITOR, from = browser): TestPage => house.page(actor, from);
const live = (page: TestPage): Promise<void> =>
  until(() => expect([page.core.line.state, page.core.pending]).toEqual(['live', 0]));
const shown = (page: TestPage): Promise<void> => until(() => expect(page.core.ground).toBeDefined());
const measureOf = (page: TestPage): string => readText(page.core.ground!.doc, TASK, 'measure');
const copyOf = async (): Promise<number> =>
  (await browser.kept.read(OWNER))?.updates.reduce((sum, update) => sum + update.length, 0) ?? 0;

function unplug(): void {
  house.unplugged = true;
  house.cut();
}
async function plug(page: TestPage): Promise<void> {
  house.unplugged = false;
  page.wake();
  await live(page);
}
const outcomes = (page: TestPage) =>
  page.core.returned.edits.map(({ cell, outcome, reason }) => [cell, outcome, reason?.code ?? null]);

describe('a page opened without a connection', () => {
  it('[O22] shows what was saved and what was not, takes more, and brings all of it home once', async () => {
    const first = load();
    const other = load(HEAD, new Browser());
    await live(first);
    await live(other);
    first.edits.setText(TASK, 'measure', '第一句。');
    await live(first);
    other.edits.setCells([{ row: TASK, field: 'owner', value: '法规股' }]);
    await until(() => expect(first.core.lists.all.tasks[0]!.owner).toBe('法规股'));
    unplug();
    await until(() => expect(first.core.line.state).toBe('offline'));
    first.edits.setText(TASK, 'measure', '第一句。第二句。');
    first.unload();

    browser.clock += 3 * 60 * 60_000;
    const second = load();
    await shown(second);
    expect(second.core.keptAt).not.toBe(null);
    expect(measureOf(second)).toBe('第一句。第二句。');
    expect(second.core.lists.lists.tasks[0]!.owner).toBe('法规股');
    const text = second.edits.openText(TASK, 'measure');
    text.apply({ index: text.read().length, remove: 0, insert: '第三句。' });
    const added = second.edits.addRow('tasks', PROBLEM, TASK);
    expect(added.ok).toBe(true);
    expect(second.core.pending).toBe(3);

    // a browser that is closed and opened again, still without a connection
    second.unload();
    browser.clock += 3 * 60 * 60_000;
    const third = load();
    await shown(third);
    expect(measureOf(third)).toBe('第一句。第二句。第三句。');
    expect(third.core.lists.lists.tasks).toHaveLength(2);
    const editor = third.edits.openText(TASK, 'measure');
    other.edits.setText(DUTY, 'cause', '别人写的。');
    await plug(other);
    await plug(third);
    expect(third.core.keptAt).toBe(null);
    expect(editor.read()).toBe('第一句。第二句。第三句。');
    await until(async () => {
      const { tasks, duties } = await house.lists();
      expect(tasks.map(({ measure }) => measure)).toEqual(['第一句。第二句。第三句。', '']);
      expect(duties[0]!.cause).toBe('别人写的。');
    });
    expect(third.core.tray.items).toEqual([]);
    expect(outcomes(third)).toContainEqual([`${TASK}/measure`, 'merged', null]);
    expect(new Set(outcomes(third).map(([, outcome]) => outcome))).toEqual(new Set(['merged']));
    third.core.returned.dismiss();
    expect(third.core.returned.edits).toEqual([]);
  });

  it('[O23] what merged, what others overwrote and what was refused is told cell by cell', async () => {
    const first = load();
    const other = load(HEAD, new Browser());
    await live(first);
    await live(other);
    unplug();
    first.unload();
    browser.clock += 60_000;
    const second = load();
    await shown(second);
    second.edits.setCells([{ row: TASK, field: 'owner', value: '甲' }]);
    second.edits.setText(TASK, 'progress', '已完成一半。');
    second.edits.setText(DUTY, 'cause', '原因在此。');
    house.away.add(EDITOR.person);
    house.unplugged = false;
    other.wake();
    await live(other);
    other.edits.setCells([{ row: TASK, field: 'owner', value: '乙' }]);
    await live(other);
    // the duty goes into the bin meanwhile
    browser.clock += 60_000;
    await house.govern([{ key: `${DUTY}/deleted`, value: true as never }]);
    house.away.clear();
    await plug(second);
    expect(outcomes(second)).toEqual([
      [`${TASK}/owner`, 'superseded', 'CONTENT_CHANGED'],
      [`${TASK}/progress`, 'merged', null],
      [`${DUTY}/cause`, 'refused', 'ROW_DELETED'],
    ]);
    expect(second.core.tray.items.map(({ cell, text }) => [cell, text])).toEqual([
      [`${TASK}/owner`, '甲'],
      [`${DUTY}/cause`, '原因在此。'],
    ]);
    const { tasks } = await house.lists();
    expect([tasks[0]!.owner, tasks[0]!.progress]).toEqual(['乙', '已完成一半。']);
  });

  it('[O23] a short loss is told by marks alone', async () => {
    const page = load();
    await live(page);
    unplug();
    await until(() => expect(page.core.line.state).toBe('offline'));
    page.edits.setCells([{ row: TASK, field: 'owner', value: '甲' }]);
    await plug(page);
    expect(page.core.returned.edits).toEqual([]);
  });
});

describe('the kept copy', () => {
  it('[O24] holds what is committed and nothing else, follows it, and is gone with the right to see it', async () => {
    const page = load();
    await live(page);
    const begun = await copyOf();
    expect(begun).toBeGreaterThan(0);
    house.swallow = true;
    page.edits.setText(TASK, 'measure', '未保存');
    page.core.outbox.flush();
    expect(await copyOf()).toBe(begun);
    house.swallow = false;
    house.cut();
    await plug(page);
    page.unload();
    const kept = await browser.kept.read(OWNER);
    expect(kept!.updates.length).toBeGreaterThan(1);

    const again = load();
    await live(again);
    house.actors.delete(EDITOR.person);
    await house.rooms.rightsChanged({ person: EDITOR.person });
    await until(() => expect(again.core.line.state).toBe('ended'));
    expect(await browser.kept.read(OWNER)).toBe(null);
  });

  it('[O24] is not shown after a week', async () => {
    const page = load();
    await live(page);
    page.unload();
    unplug();
    browser.clock += KEPT_DAYS_MAX * DAY_MS + 60_000;
    const later = load();
    await until(() => expect(later.core.line.state).toBe('offline'));
    await until(async () => expect(await browser.kept.read(OWNER)).toBe(null));
    expect(later.core.ground).toBe(undefined);
  });

  it('[O24] of another epoch is passed over', async () => {
    const store = new MemoryKeptStore();
    const ledger = {
      owner: OWNER,
      person: EDITOR.person,
      ledger: LEDGER,
      epoch: 2,
      at: new Date(0).toISOString(),
      actor: EDITOR,
      planPassed: false,
      frame: null,
    };
    await store.replace(ledger, [new Uint8Array([0, 0])]);
    await store.append(OWNER, 1, [new Uint8Array([1])]);
    await store.append(OWNER, 2, [new Uint8Array([2])]);
    expect((await store.read(OWNER))!.updates).toEqual([new Uint8Array([0, 0]), new Uint8Array([2])]);
  });
});

describe('clearing', () => {
  it('[O25] an open page gives up what is unsent, also what it left behind when its session had ended', async () => {
    let clear = (): void => undefined;
    const page = house.page(EDITOR, browser, {
      cleared: (listener) => {
        clear = listener;
        return () => undefined;
      },
    });
    await live(page);
    house.swallow = true;
    page.edits.setCells([{ row: TASK, field: 'owner', value: '没送出去' }]);
    page.core.line.end(refuse('SESSION_ENDED'));
    const words = (): string[] =>
      Array.from({ length: browser.slots.length }, (_, n) => browser.slots.key(n) ?? '').filter((name) =>
        name.startsWith('sandan.intents.'),
      );
    expect(words()).toHaveLength(1);
    clear();
    page.unload();
    expect(words()).toEqual([]);
    expect(page.core.pending).toBe(0);
    expect(await browser.store.takeOver(OWNER, 'another', () => false)).toEqual([]);
    expect(await browser.kept.read(OWNER)).toBe(null);
  });
});
