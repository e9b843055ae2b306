/** The hands of the forger in the guard's tests: short words for structs, and what must come of them. Never imported by the server. */
import * as Y from 'yjs';
import { expect } from 'vitest';
import {
  forge,
  type RawContent,
  type RawId,
  type RawStruct,
  type RawUpdate,
} from '#server/rooms/guard/forge.testing.ts';
import { EDITOR, TASK, codeOf, submit } from '#server/rooms/guard/guard.testing.ts';
import type { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';

export const ME = 77;
export const OWNER = `${TASK}/owner`;
export const MEASURE = `${TASK}/measure`;
export const value = (v: unknown): RawContent => ({ kind: 'any', values: [v] });
export const text = (t: string): RawContent => ({ kind: 'string', text: t });
export const cell = (key: string, content: RawContent = value('甲')): RawStruct => ({
  kind: 'item',
  parent: 'cells',
  key,
  content,
});
export const after = (origin: RawId, content: RawContent, rightOrigin?: RawId): RawStruct => ({
  kind: 'item',
  origin,
  content,
  ...(rightOrigin && { rightOrigin }),
});
export const mine = (...structs: RawStruct[]): RawUpdate => ({
  sections: [{ client: ME, clock: 0, structs }],
});

/** The id of what a cell holds, or of a character of a text. */
export const idOf = (ledger: GuardedDocument, key: string): RawId => ({
  ...ledger.places.currentOf(key)!.id,
});
export const charOf = (ledger: GuardedDocument, n: number): RawId => {
  const first = ledger.places.firstOf({ kind: 'text', name: MEASURE })!;
  return { client: first.id.client, clock: first.id.clock + n };
};

/** Refused with this code, and nothing changed or became pending. */
export function expectRefused(
  ledger: GuardedDocument,
  raw: RawUpdate | Uint8Array,
  code: string,
  owned: readonly number[] = [ME],
  actor = EDITOR,
): void {
  const before = Y.encodeStateAsUpdate(ledger.doc);
  const roots = [...ledger.doc.share.keys()];
  const update = raw instanceof Uint8Array ? raw : forge(raw);
  expect(codeOf(submit(ledger, update, owned, actor))).toBe(code);
  expect(Y.encodeStateAsUpdate(ledger.doc)).toEqual(before);
  expect([...ledger.doc.share.keys()]).toEqual(roots);
}
export const expectPassed = (ledger: GuardedDocument, raw: RawUpdate): void => {
  expect(codeOf(submit(ledger, forge(raw), ME))).toBe('OK');
};
