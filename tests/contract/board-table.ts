/** A table for tests of the board over a room in memory: pages are opened at it and cleared away after each test. */
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { cellKey } from '#document/keys.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { BoardSurroundings } from '#board/surroundings.ts';
import { Browser, EDITOR, seed, TASK, TestPage } from './board-page.ts';
import { MemoryRoom } from './board-room.ts';

export const until = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 5_000, interval: 5 });
/** Ends the gesture: what is written after it is another step of undo. */
export const nextTurn = (): Promise<void> => new Promise((resume) => setImmediate(resume));

export const OWNER = cellKey(TASK, 'owner');
export const owner = (page: TestPage): string | null => page.core.lists.lists.tasks[0]?.owner ?? null;
export const measure = (page: TestPage): string => page.core.lists.lists.tasks[0]?.measure ?? '';
export const setOwner = (page: TestPage, value: string) =>
  page.edits.setCells([{ row: TASK, field: 'owner', value }]);

type Seat = [actor?: LedgerActor, at?: Browser, more?: Partial<BoardSurroundings>];
export interface Table {
  open(...seat: Seat): TestPage;
  /** connected and in step */
  live(...seat: Seat): Promise<TestPage>;
}

/** Call once per file: `start` is told of the fresh room and browser before each test. */
export function setTable(start: (room: MemoryRoom, browser: Browser) => void): Table {
  let room: MemoryRoom;
  let browser: Browser;
  let pages: TestPage[];
  beforeEach(() => {
    room = new MemoryRoom();
    seed(room);
    browser = new Browser();
    pages = [];
    start(room, browser);
  });
  afterEach(() => {
    for (const page of pages) page.unload();
  });
  const open: Table['open'] = (actor = EDITOR, at = browser, more = {}) => {
    const page = new TestPage(room, actor, at, more);
    pages.push(page);
    return page;
  };
  const live: Table['live'] = async (...args) => {
    const page = open(...args);
    await until(() => expect(page.core.line.state).toBe('live'));
    return page;
  };
  return { open, live };
}
