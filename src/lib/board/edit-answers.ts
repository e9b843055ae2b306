/**
 * What the server's answers mean for the outbox and the tray: ACK, REFUSED, known operations, operations of a lost tail.
 * Must not touch a document; says when it must be dropped.
 */
import { refuse, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import type { Ack, Refused } from '#protocol/sync.ts';
import { gridCell, keysOf, type Intent } from './intents.ts';
import type { NotSavedTray, Rejected } from './not-saved-tray.ts';
import type { Outbox, OutboxOp } from './outbox.ts';
import { rejectedCell, rejectedIntent } from './re-execution.ts';

/** Acknowledged intents remembered in case the server loses its tail. */
export const ACKNOWLEDGED_MAX = 500;

/** The intent is fine, the moment is not: it is sent again later. */
const LATER: readonly RefusalCode[] = [
  'RATE_LIMITED',
  'LEDGER_READ_ONLY',
  'STORE_READ_ONLY',
  'TAIL_LOST',
  'UNAVAILABLE',
  'INTERNAL',
  'EPOCH_CHANGED',
  'PAGE_REPLACED',
];
/** The bytes do not fit the server's document (they stand on a refused edit, say); another document may take the intent. */
const BYTES: readonly RefusalCode[] = [
  'GAP',
  'FORGED_PATH',
  'FORGED_SHAPE',
  'FORGED_DELETE',
  'NOT_YOUR_CLIENT',
  'MALFORMED',
];
/** An intent whose bytes were refused so often is not tried again. */
const BYTES_REFUSED_MAX = 2;

export interface AnswerSettings {
  readonly outbox: Outbox;
  readonly tray: NotSavedTray;
  /** cells (`row/field`) that are on the server's disk now; `at` null when the time is not known */
  readonly saved: (cells: readonly string[], at: string | null) => void;
}

export class EditAnswers {
  readonly #settings: AnswerSettings;
  readonly #acknowledged = new Map<string, Intent>();

  constructor(settings: AnswerSettings) {
    this.#settings = settings;
  }

  acknowledged({ opId, at, superseded }: Ack): void {
    const ops = this.#settings.outbox.settle([opId]);
    this.#settle(ops, at);
    const intents = ops.flatMap(({ intent }) => (intent.kind === 'cells' ? intent.cells : []));
    const rejected: Rejected[] = [];
    for (const { cell, by } of superseded) {
      const intent = intents.find((candidate) => candidate.cell === cell);
      if (intent) rejected.push(rejectedCell(intent, refuse('CONTENT_CHANGED', { by })));
    }
    this.#settings.tray.add(rejected);
  }

  /** Committed before, as WELCOME says. */
  known(opIds: readonly string[]): void {
    this.#settle(this.#settings.outbox.settle(opIds), null);
  }

  /** `following`: another edit of this document was refused before it. */
  refused({ opId, cells, reason }: Refused, following: boolean): void {
    const { outbox, tray } = this.#settings;
    const op = outbox.get(opId);
    if (!op) return;
    if (reason.code === 'OP_REUSED') {
      // Its first sending was committed after all, by this page or the one before.
      this.known([opId]);
    } else if (LATER.includes(reason.code)) {
      outbox.refuse(opId, op.intent, false);
    } else if (BYTES.includes(reason.code) && (following || op.refusals + 1 < BYTES_REFUSED_MAX)) {
      outbox.refuse(opId, op.intent, !following);
    } else {
      const { rejected, rest } = split(op.intent, cells, reason);
      tray.add(rejected);
      outbox.refuse(opId, rest, true);
    }
  }

  /** Operations to ask about after an epoch changed. */
  recent(): readonly string[] {
    return [...this.#acknowledged.keys()];
  }

  /** Acknowledged once, unknown now: the server went back to an older state. Their authors have them still. */
  lost(known: readonly string[]): void {
    const there = new Set(known);
    for (const [opId, intent] of this.#acknowledged) {
      if (!there.has(opId) && writesSomething(intent))
        this.#settings.tray.add(rejectedIntent(intent, refuse('TAIL_LOST')));
    }
    this.#acknowledged.clear();
  }

  #settle(ops: readonly OutboxOp[], at: string | null): void {
    if (ops.length === 0) return;
    for (const { opId, intent } of ops) this.#acknowledged.set(opId, intent);
    for (const oldest of this.#acknowledged.keys()) {
      if (this.#acknowledged.size <= ACKNOWLEDGED_MAX) break;
      this.#acknowledged.delete(oldest);
    }
    this.#settings.saved(
      ops.flatMap(({ intent }) => keysOf(intent).map(gridCell)),
      at,
    );
  }
}

/** The named cells to the tray, the others to be tried again; all of it when none is named, or when a row was to be made. */
function split(
  intent: Intent,
  cells: readonly string[],
  reason: Refusal,
): { rejected: readonly Rejected[]; rest: Intent | null } {
  const named = new Set(cells);
  const whole =
    intent.kind === 'text' ||
    !intent.cells.some(({ cell }) => named.has(cell)) ||
    intent.cells.some(({ cell }) => cell.endsWith('/list'));
  if (whole) return { rejected: rejectedIntent(intent, reason), rest: null };
  const rest = intent.cells.filter(({ cell }) => !named.has(cell));
  return {
    rejected: intent.cells.filter(({ cell }) => named.has(cell)).map((cell) => rejectedCell(cell, reason)),
    rest: rest.length > 0 ? { kind: 'cells', cells: rest } : null,
  };
}

/** Deleting what somebody else deleted first adds nothing: it is acknowledged, but no operation is kept of it. */
const writesSomething = (intent: Intent): boolean =>
  intent.kind === 'cells' || intent.splices.some(({ insert }) => insert !== '');
