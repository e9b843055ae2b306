/** A board that shows a ledger as it stood: the same lists for the same page, and nothing can be written. */
import type { BoardContract } from '#board/board.contract.ts';
import { refuse, type Refusal } from '#domain/refusals.ts';
import type { Lists } from '#domain/projections/rows.ts';

const no = (): Refusal => refuse('LEDGER_READ_ONLY');

/** `lists` is read each time, so that it may be reactive. */
export function pastBoard(lists: () => Lists): BoardContract {
  return {
    connection: 'live',
    readOnly: 'LEDGER_READ_ONLY',
    shut: false,
    ended: null,
    actor: null,
    get lists() {
      return lists();
    },
    deletedRows: [],
    pending: 0,
    savedAt: null,
    seq: 0,
    peers: [],
    tray: [],
    returned: [],
    keptAt: null,
    canUndo: false,
    canRedo: false,
    mark: () => undefined,
    verdict: no,
    verdictCreate: no,
    setCells: no,
    setText: no,
    addRow: no,
    moveRow: no,
    openText: () => {
      throw new Error('Nothing is written into the past.');
    },
    undo: no,
    redo: no,
    setPresence: () => undefined,
    command: () => Promise.resolve(no()),
    dismiss: () => undefined,
    dismissReturned: () => undefined,
    destroy: () => undefined,
  };
}
