/** A page of the board for tests: its own core over a room in memory, with a browser's storage that several pages may share. */
import { LedgerCore } from '#board/ledger-core.ts';
import { LedgerEdits } from '#board/ledger-edits.ts';
import { MemoryKeptStore } from '#board/kept-store.ts';
import { MemoryOutboxStore } from '#board/outbox-store.ts';
import { MemorySlots, SlotPageRegistry } from '#board/page-registry.ts';
import { SlotReceipts } from '#board/receipts.ts';
import type { RawSocket } from '#board/welcomed-wire.ts';
import type { BoardSurroundings } from '#board/surroundings.ts';
import { setCell, createRow, spliceText } from '#document/write.ts';
import { cellKey } from '#document/keys.ts';
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import type { LedgerActor, LedgerRole } from '#domain/roles.ts';
import type { MemoryRoom } from './board-room.ts';

export const LEDGER = 'L000000000000001';
export const PROBLEM = 'R000000000000001';
export const DUTY = 'R000000000000002';
export const TASK = 'R000000000000003';

export const actorOf = (person: string, name: string, role: LedgerRole): LedgerActor => ({
  person: person as PersonId,
  name,
  roles: [role],
  organisations: ['G000000000000001' as OrganisationId],
});
export const EDITOR = actorOf('H000000000000001', '填报甲', 'unit_editor');
export const HEAD = actorOf('H000000000000002', '书记乙', 'unit_head');
export const OFFICE = actorOf('H000000000000003', '巡察办丙', 'office');

/** One problem under rectification with a duty and a task. */
export function seed(room: MemoryRoom): void {
  room.write((doc) => {
    createRow(doc, { row: PROBLEM, list: 'problems', order: 'a0' });
    setCell(doc, cellKey(PROBLEM, 'code'), '1');
    setCell(doc, cellKey(PROBLEM, 'status'), 'rectifying');
    createRow(doc, { row: DUTY, list: 'duties', order: 'a0', problem: PROBLEM });
    createRow(doc, { row: TASK, list: 'tasks', order: 'a0', problem: PROBLEM });
    spliceText(doc, TASK, 'measure', 0, 0, '修订采购制度，明确审批权限，年底前完成。');
  });
}

/** What one browser keeps between page loads. */
export class Browser {
  readonly store = new MemoryOutboxStore();
  readonly slots = new MemorySlots();
  readonly kept = new MemoryKeptStore();
  clock = Date.UTC(2026, 2, 2, 9);
}

let ids = 0;
const freshId = (): string => {
  ids += 1;
  return `T${String(ids).padStart(15, '0')}`;
};

export class TestPage {
  readonly core: LedgerCore;
  readonly edits: LedgerEdits;
  /** as if the network or the page came back */
  wake: () => void = () => undefined;
  #hide: () => void = () => undefined;

  constructor(
    room: { opener(actor: LedgerActor): () => RawSocket },
    actor: LedgerActor,
    browser: Browser,
    more: Partial<BoardSurroundings> = {},
  ) {
    const wakes: (() => void)[] = [];
    this.wake = () => wakes.forEach((wake) => wake());
    this.core = new LedgerCore(
      {
        ledger: LEDGER,
        person: actor.person,
        page: freshId(),
        url: `ws://board.test/sync/${LEDGER}`,
        open: room.opener(actor),
        fetch: () => Promise.reject(new Error('no network here')),
        freshId,
        random: () => 0,
        now: () => browser.clock,
        wake: (wake) => {
          wakes.push(wake);
          return () => undefined;
        },
        hiding: ({ hide }) => {
          this.#hide = hide;
          return () => undefined;
        },
        store: browser.store,
        registry: new SlotPageRegistry(browser.slots, () => browser.clock),
        receipts: new SlotReceipts(browser.slots, LEDGER),
        kept: browser.kept,
        frame: null,
        whyNot: () => Promise.resolve(null),
        ...more,
      },
      () => undefined,
    );
    this.edits = new LedgerEdits(this.core);
    void this.core.start();
  }

  /** The page goes away as a browser lets it: `pagehide`, then silence. */
  unload(): void {
    this.#hide();
    this.core.line.destroy();
    this.core.outbox.disconnect();
  }
}
