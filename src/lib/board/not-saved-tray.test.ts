import { describe, expect, it } from 'vitest';
import { refuse } from '#domain/refusals.ts';
import { NotSavedTray, type Rejected } from './not-saved-tray.ts';
import { MemoryOutboxStore } from './outbox-store.ts';

const OWNER = 'H000000000000001/L000000000000001';

function browser() {
  const store = new MemoryOutboxStore();
  let ids = 0;
  const tab = async (): Promise<NotSavedTray> => {
    const tray = new NotSavedTray({
      store,
      owner: OWNER,
      freshId: () => `T${String((ids += 1)).padStart(15, '0')}`,
      now: () => '2026-03-02T09:00:00.000Z',
      changed: () => undefined,
      added: () => undefined,
    });
    await tray.load();
    return tray;
  };
  const kept = async (): Promise<string[]> => (await store.tray(OWNER)).map(({ text }) => text).sort();
  return { tab, kept };
}

const piece = (text: string): Rejected => ({
  cell: 'R000000000000001/measure',
  text,
  reason: refuse('CONTENT_CHANGED'),
  more: true,
});

const owner = (text: string): Rejected => ({
  ...piece(text),
  cell: 'R000000000000001/owner',
  more: false,
});

describe('the tray of several tabs', () => {
  it('[O9] two tabs that reject pieces of one text keep both, also when they know an older item of it', async () => {
    const { tab, kept } = browser();
    (await tab()).add([piece('甲')]);
    const [one, two] = [await tab(), await tab()];
    one.add([piece('乙')]);
    two.add([piece('丙')]);
    one.add([piece('丁')]);
    expect(await kept()).toEqual(['丙', '乙\n丁', '甲']);
    expect(one.items.map(({ text }) => text)).toEqual(['甲', '乙\n丁']);
  });

  it('[O9] a newer value of a cell takes the place of the older one', async () => {
    const { tab, kept } = browser();
    const one = await tab();
    one.add([owner('甲'), owner('乙')]);
    one.add([owner('丙')]);
    expect(await kept()).toEqual(['丙']);
    one.dismiss(one.items[0]!.id);
    expect(await kept()).toEqual([]);
  });

  it('[O9] a cell emptied elsewhere takes no text out of it', async () => {
    const { tab, kept } = browser();
    const one = await tab();
    // what one tab had written was undone there, after another tab had written the same cell
    one.add([owner('甲'), owner('乙'), owner('')]);
    expect(await kept()).toEqual(['乙']);
    one.add([owner('丙')]);
    expect(await kept()).toEqual(['丙']);
  });
});
