/** Honest clients with delays and cut connections: they do what their role may, and their updates must never be refused. */
import * as Y from 'yjs';
import { cellsOf, createLedgerDoc } from '#document/ledger-doc.ts';
import { createRow, setCell, spliceText } from '#document/write.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { CLAIMED, DUTY, EDITOR, OFFICE, PROBLEM, TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import type { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import type { Random } from './random.ts';

export interface HonestPage {
  readonly doc: Y.Doc;
  readonly actor: LedgerActor;
  /** updates not sent yet */
  readonly unsent: Uint8Array[];
  /** canonical updates of the server not received yet: how many it has taken */
  taken: number;
}

const OFFICE_CELLS: readonly [string, readonly (string | boolean | null)[]][] = [
  [`${PROBLEM}/source`, ['自查', '审计', null]],
  [`${PROBLEM}/nature`, ['个性', '共性']],
  [`${CLAIMED}/category`, ['甲', '乙', null]],
];
const UNIT_CELLS: readonly [string, readonly (string | number | boolean | null)[]][] = [
  [`${TASK}/owner`, ['甲', '乙', null]],
  [`${TASK}/completion`, ['未完成', '基本完成', '已完成']],
  [`${TASK}/types:其他`, [true, null]],
  [`${TASK}/counters:rules`, [1, 2, 3.5, null]],
  [`${DUTY}/leadDept`, ['办公室', null]],
  [`${DUTY}/order`, ['a0', 'a1', 'a2']],
];
const UNIT_TEXTS: readonly [string, string][] = [
  [TASK, 'measure'],
  [TASK, 'progress'],
  [DUTY, 'cause'],
];

export function honestPage(
  ledger: GuardedDocument,
  client: number,
  actor: LedgerActor,
  taken: number,
): HonestPage {
  const doc = createLedgerDoc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(ledger.doc));
  doc.clientID = client;
  const unsent: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') unsent.push(update);
  });
  return { doc, actor, unsent, taken };
}

/** One act of a person, or several in one transaction. */
export function act(page: HonestPage, random: Random, row: () => string): void {
  page.doc.transact(() => {
    for (let n = random.chance(0.8) ? 1 : 1 + random.int(5); n > 0; n -= 1) actOnce(page, random, row);
  });
}

function actOnce({ doc, actor }: HonestPage, random: Random, row: () => string): void {
  if (actor === OFFICE) {
    const [key, values] = random.of(OFFICE_CELLS);
    setCell(doc, key, random.of(values));
  } else if (random.chance(0.05)) {
    createRow(doc, {
      row: row(),
      list: random.of(['tasks', 'duties'] as const),
      order: `a${random.int(9)}`,
      problem: CLAIMED,
    });
  } else if (random.chance(0.5)) {
    const [key, values] = random.of(UNIT_CELLS);
    setCell(doc, key, random.of(values));
  } else {
    const [of, field] = random.of(UNIT_TEXTS);
    const length = doc.share.has(`${of}/${field}`) ? doc.getText(`${of}/${field}`).length : 0;
    const at = random.int(length + 1);
    const remove = length > 40 || random.chance(0.3) ? random.int(Math.min(length - at, 12) + 1) : 0;
    spliceText(
      doc,
      of,
      field,
      at,
      remove,
      random.chance(0.8) ? '整改措施落实'.slice(0, 1 + random.int(6)) : '',
    );
  }
}

/** What it sends now: update by update, merged, or everything the server lacks with its whole delete set. */
export function outgoing(page: HonestPage, ledger: GuardedDocument, random: Random): Uint8Array[] {
  const pending = page.unsent.splice(0);
  if (pending.length === 0) return [];
  const way = random.int(4);
  if (way === 0) return [Y.encodeStateAsUpdate(page.doc, Y.encodeStateVector(ledger.doc))];
  if (way === 1) return [Y.mergeUpdates(pending)];
  return pending;
}

export const ROLES = [EDITOR, EDITOR, OFFICE] as const;
export const freshRow = (n: number): string => rowId(`row${n}x`);

/** Cells and texts as plain data, for comparing replicas. */
export function contentOf(doc: Y.Doc): unknown {
  const texts = [...doc.share.keys()].filter((name) => name !== 'cells').sort();
  const cells = [...cellsOf(doc).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    cells,
    texts: texts.map((name) => [name, doc.getText(name).toString()]).filter(([, text]) => text !== ''),
  };
}
