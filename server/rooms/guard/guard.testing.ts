/** Ledgers and people for the tests of the guard, the room and the fuzzer. Never imported by the server. */
import * as Y from 'yjs';
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import type { LedgerActor, LedgerRole } from '#domain/roles.ts';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { cellsOfNewRow } from '#document/write.ts';
import { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import type { Inspected } from '#server/rooms/guard/inspect.ts';

export const rowId = (name: string): string => name.padEnd(16, '0');
export const PROBLEM = rowId('problem1');
export const CLAIMED = rowId('problem2');
export const DUTY = rowId('duty1');
export const TASK = rowId('task1');
export const SERVER_CLIENT = 1;

export const actorOf = (role: LedgerRole, person: string = `${role.replace('_', '')}`): LedgerActor => ({
  person: rowId(person) as PersonId,
  name: person,
  roles: [role],
  organisations: [rowId('organisation') as OrganisationId],
});

export const EDITOR = actorOf('unit_editor');
export const OFFICE = actorOf('office');
export const LEADER = actorOf('leader');

/** One problem as issued, one claimed with a duty and a task. */
export const SAMPLE_CELLS = [
  ...cellsOfNewRow({ row: PROBLEM, list: 'problems', order: 'a0' }),
  { key: `${PROBLEM}/status`, value: 'issued' },
  { key: `${PROBLEM}/original`, value: '未按规定召开会议。' },
  ...cellsOfNewRow({ row: CLAIMED, list: 'problems', order: 'a1' }),
  { key: `${CLAIMED}/status`, value: 'rectifying' },
  { key: `${CLAIMED}/original`, value: '制度不健全。' },
  ...cellsOfNewRow({ row: DUTY, list: 'duties', order: 'a0', problem: CLAIMED }),
  ...cellsOfNewRow({ row: TASK, list: 'tasks', order: 'a0', problem: CLAIMED }),
  { key: `${TASK}/completion`, value: '未完成' },
];

/** These rows, and a measure in the task. */
export function sampleLedger(): GuardedDocument {
  const ledger = new GuardedDocument([], false);
  ledger.doc.clientID = SERVER_CLIENT;
  ledger.write(SAMPLE_CELLS, [{ key: `${TASK}/measure`, value: '制定办法' }]);
  return ledger;
}

/** A page's document with everything the ledger has. Its updates are collected in `sent`. */
export interface Page {
  readonly doc: Y.Doc;
  readonly sent: Uint8Array[];
  /** the one update of a change */
  readonly change: (make: (doc: Y.Doc) => void) => Uint8Array;
}

export function pageOf(ledger: GuardedDocument, clientId: number): Page {
  const doc = createLedgerDoc();
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(ledger.doc));
  doc.clientID = clientId;
  const sent: Uint8Array[] = [];
  doc.on('update', (update: Uint8Array, origin: unknown) => {
    if (origin !== 'server') sent.push(update);
  });
  return {
    doc,
    sent,
    change: (make) => {
      const before = sent.length;
      doc.transact(() => make(doc));
      return sent.length === before + 1 ? sent[before]! : Y.mergeUpdates(sent.slice(before));
    },
  };
}

/** Inspect and, when let through, apply: what a room does. */
export function submit(
  ledger: GuardedDocument,
  update: Uint8Array,
  client: number | readonly number[],
  actor: LedgerActor = EDITOR,
): Inspected {
  const own = typeof client === 'number' ? [client] : client;
  const inspected = ledger.inspect(update, { actor, owns: (id) => own.includes(id) });
  if (inspected.ok && inspected.value.adds) ledger.apply(update, inspected.value);
  return inspected;
}

export const codeOf = (inspected: Inspected): string => (inspected.ok ? 'OK' : inspected.refusal.code);
