/** The board as components see it, over a server that never answers an edit. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LedgerBoard } from './ledger-board.svelte.ts';
import { MemoryOutboxStore } from './outbox-store.ts';
import { MemorySlots, SlotPageRegistry } from './page-registry.ts';
import { SlotReceipts } from './receipts.ts';
import type { BoardSurroundings } from './surroundings.ts';
import type { RawSocket } from './welcomed-wire.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { createRow, setCell, spliceText } from '#document/write.ts';
import { decodeMessage, encodeMessage } from '#protocol/codec.ts';
import type { PersonId } from '#domain/ids.ts';
import { encodeStateAsUpdate } from 'yjs';

const LEDGER = 'L000000000000001';
const PERSON = 'H000000000000001';
const PROBLEM = 'R000000000000001';
const TASK = 'R000000000000003';

/** A server that welcomes, gives one document and never answers an edit. */
function silentServer(): RawSocket {
  const doc = createLedgerDoc();
  createRow(doc, { row: PROBLEM, list: 'problems', order: 'a0' });
  setCell(doc, `${PROBLEM}/status`, 'rectifying');
  createRow(doc, { row: TASK, list: 'tasks', order: 'a0', problem: PROBLEM });
  spliceText(doc, TASK, 'measure', 0, 0, '修订制度');
  const actor = {
    person: PERSON as PersonId,
    name: '填报甲',
    roles: ['unit_editor' as const],
    organisations: [],
  };
  const welcome = {
    pageId: 'P000000000000001',
    clientId: 7,
    epoch: 1,
    seq: 1,
    planPassed: false,
    readOnly: null,
    actor,
  };
  const say = (frame: Uint8Array) =>
    queueMicrotask(() => socket.onmessage?.({ data: frame.slice().buffer } as MessageEvent));
  const socket: RawSocket = {
    binaryType: '',
    onopen: null,
    onmessage: null,
    onclose: null,
    onerror: null,
    close: () => undefined,
    send: (frame) => {
      const message = decodeMessage(frame);
      if (!message.ok) throw new Error(message.code);
      if (message.value.type === 'hello') say(encodeMessage({ type: 'welcome', body: welcome }));
      if (message.value.type === 'syncStep1')
        say(encodeMessage({ type: 'syncStep2', update: encodeStateAsUpdate(doc) }));
    },
  };
  queueMicrotask(() => socket.onopen?.(new Event('open')));
  return socket;
}

let board: LedgerBoard | undefined;
afterEach(() => board?.destroy());

function openBoard(): LedgerBoard {
  const slots = new MemorySlots();
  let ids = 0;
  const around: BoardSurroundings = {
    ledger: LEDGER,
    person: PERSON,
    page: 'page',
    url: `ws://board.test/sync/${LEDGER}`,
    open: silentServer,
    fetch: () => Promise.reject(new Error('no network here')),
    freshId: () => `T${String((ids += 1)).padStart(15, '0')}`,
    random: () => 0,
    now: () => 0,
    wake: () => () => undefined,
    hiding: () => () => undefined,
    store: new MemoryOutboxStore(),
    registry: new SlotPageRegistry(slots, () => 0),
    receipts: new SlotReceipts(slots, LEDGER),
    whyNot: () => Promise.resolve(null),
  };
  return new LedgerBoard({ ledger: LEDGER, person: PERSON, around });
}

describe('[O2] the board in a component', () => {
  it('[O2] connection, lists, verdicts and marks follow the core', async () => {
    board = openBoard();
    const opened = board;
    const seen = () => [
      opened.connection,
      opened.lists.tasks[0]?.owner,
      opened.verdict(TASK, 'owner').ok,
      opened.mark(TASK, 'owner'),
      opened.pending,
    ];
    expect(seen()).toEqual(['connecting', undefined, false, undefined, 0]);
    expect(opened.setCells([{ row: TASK, field: 'owner', value: '早了' }])).toMatchObject({
      code: 'UNAVAILABLE',
    });
    await vi.waitFor(() => expect(opened.connection).toBe('live'), { timeout: 5_000, interval: 5 });
    expect(seen()).toEqual(['live', null, true, undefined, 0]);
    expect(opened.verdictCreate('tasks', PROBLEM)).toEqual({ ok: true });
    expect(opened.verdictCreate('problems', null)).toMatchObject({ code: 'SERVER_ONLY' });
    expect(opened.verdict(TASK, 'types')).toEqual({ ok: true });
    expect(opened.verdict(TASK, 'evidenceCount')).toMatchObject({ code: 'SERVER_ONLY' });
    expect(opened.setCells([{ row: TASK, field: 'owner', value: '王示例' }])).toEqual({ ok: true });
    expect(seen()).toEqual(['live', '王示例', true, 'waiting', 1]);
    expect([opened.canUndo, opened.canRedo]).toEqual([true, false]);
    expect(opened.undo()).toEqual({ ok: true });
    expect([opened.lists.tasks[0]?.owner, opened.canUndo, opened.canRedo]).toEqual([null, false, true]);
  });

  it('[O2] rows that did not change stay the same objects', async () => {
    board = openBoard();
    const opened = board;
    await vi.waitFor(() => expect(opened.connection).toBe('live'), { timeout: 5_000, interval: 5 });
    const before = opened.lists;
    opened.setCells([{ row: TASK, field: 'owner', value: '王示例' }]);
    expect(opened.lists.tasks).not.toBe(before.tasks);
    expect(opened.lists.problems).toBe(before.problems);
    expect(opened.lists.duties).toBe(before.duties);
  });
});
