/**
 * Doing an intent again in a document that may have moved on: after a reload, a refusal, a new epoch. A cell whose base
 * changed meanwhile, and a splice whose surroundings are gone, are for the person to decide: they go to the tray.
 */
import type * as Y from 'yjs';
import { parseKey } from '#document/keys.ts';
import { cellsOf, readText } from '#document/ledger-doc.ts';
import { setCell, spliceText } from '#document/write.ts';
import { refuse, type Refusal } from '#domain/refusals.ts';
import { capture } from './document-writes.ts';
import type { CellIntent, Intent } from './intents.ts';
import type { LedgerRights } from './ledger-rights.ts';
import type { Rejected } from './not-saved-tray.ts';
import { applySplice, placeOf, type PlacedSplice } from './splices.ts';

export interface Execution {
  /** what was done again, with its bytes; null when nothing is left to send */
  readonly done: { readonly intent: Intent; readonly update: Uint8Array } | null;
  readonly rejected: readonly Rejected[];
}

const textOfValue = (value: CellIntent['value']): string => (value === null ? '' : String(value));

export const rejectedCell = ({ cell, value }: CellIntent, reason: Refusal): Rejected => ({
  cell,
  text: textOfValue(value),
  reason,
  more: false,
});

/** A deletion that found nothing to delete leaves no item: there is nothing to copy. */
export function rejectedSplices(
  text: string,
  splices: readonly PlacedSplice[],
  reason: Refusal,
): readonly Rejected[] {
  const inserted = splices.map(({ insert }) => insert).filter((insert) => insert.trim() !== '');
  if (inserted.length > 0) return [{ cell: text, text: inserted.join('\n'), reason, more: true }];
  const removed = splices.map((splice) => splice.removed).filter((piece) => piece.trim() !== '');
  if (removed.length === 0) return [];
  return [{ cell: text, text: '', removed: removed.join('\n'), reason, more: true }];
}

/** The cells that say what a row is; of a row that could not be made one line in the tray is enough. */
const ofBirth = (cell: string): boolean => /\/(?:order|problem)$/.test(cell);

/** All of an intent as tray items. */
export function rejectedIntent(intent: Intent, reason: Refusal): readonly Rejected[] {
  if (intent.kind === 'text') return rejectedSplices(intent.text, intent.splices, reason);
  const birth = intent.cells.some(({ cell }) => cell.endsWith('/list'));
  return intent.cells
    .filter(({ cell }) => !birth || !ofBirth(cell))
    .map((cell) => rejectedCell(cell, reason));
}

export function reExecute(doc: Y.Doc, intent: Intent, rights: LedgerRights, origin: unknown): Execution {
  return intent.kind === 'cells'
    ? reExecuteCells(doc, intent.cells, rights, origin)
    : reExecuteText(doc, intent.text, intent.splices, rights, origin);
}

function reExecuteCells(
  doc: Y.Doc,
  cells: readonly CellIntent[],
  rights: LedgerRights,
  origin: unknown,
): Execution {
  const stored = cellsOf(doc);
  const open = cells.filter(({ cell, value }) => stored.get(cell) !== value);
  const refused = rights.refusedCells(open);
  const rejected: Rejected[] = [];
  const writable: CellIntent[] = [];
  const reasons: Refusal[] = [];
  for (const intent of open) {
    const reason = refused.get(intent.cell);
    if (reason) reasons.push(reason);
    else if ((stored.get(intent.cell) ?? null) === (intent.base ?? null)) writable.push(intent);
    else rejected.push(rejectedCell(intent, refuse('CONTENT_CHANGED')));
  }
  if (reasons[0]) {
    const not = { kind: 'cells' as const, cells: open.filter(({ cell }) => refused.has(cell)) };
    const items = rejectedIntent(not, reasons[0]);
    rejected.push(...items.map((item) => ({ ...item, reason: refused.get(item.cell) ?? item.reason })));
  }
  const update = capture(doc, origin, () => {
    for (const { cell, value } of writable) setCell(doc, cell, value);
  });
  return { done: update ? { intent: { kind: 'cells', cells: writable }, update } : null, rejected };
}

function reExecuteText(
  doc: Y.Doc,
  key: string,
  splices: readonly PlacedSplice[],
  rights: LedgerRights,
  origin: unknown,
): Execution {
  const parsed = parseKey(key);
  const right = parsed ? rights.mayWrite(parsed.row, parsed.field) : refuse('BAD_REQUEST');
  if (!parsed || !right.ok) {
    return { done: null, rejected: right.ok ? [] : rejectedSplices(key, splices, right) };
  }
  const { row, field } = parsed;
  const placed: PlacedSplice[] = [];
  const lost: PlacedSplice[] = [];
  let reason = refuse('CONTENT_CHANGED');
  const update = capture(doc, origin, () => {
    let text = readText(doc, row, field);
    for (const splice of splices) {
      const index = placeOf(text, splice);
      if (index === undefined) {
        lost.push(splice);
        continue;
      }
      const next = applySplice(text, { index, remove: splice.removed.length, insert: splice.insert });
      const fits = rights.checkText(row, field, next);
      if (!fits.ok) {
        reason = fits;
        lost.push(splice);
        continue;
      }
      spliceText(doc, row, field, index, splice.removed.length, splice.insert);
      placed.push({ ...splice, index });
      text = next;
    }
  });
  return {
    done: update ? { intent: { kind: 'text', text: key, splices: placed }, update } : null,
    rejected: rejectedSplices(key, lost, reason),
  };
}
