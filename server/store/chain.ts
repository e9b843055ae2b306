/** The hash chain over the log of one ledger: what makes a changed or missing row of history visible. */
import { createHash } from 'node:crypto';
import type { ChangeTable, LogTable } from '#server/store/schema.ts';

/** `prev_hash` of a ledger's first commit, and `chain_hash` of a ledger without any. */
export const CHAIN_START = '0'.repeat(64);

/** A log row before its hash is known; `prev_hash` is the hash of the row before it. */
export type LogEntry = Omit<LogTable, 'hash' | 'content_hash' | 'answer'>;
export type LogChange = Pick<ChangeTable, 'n' | 'cell' | 'old_value' | 'new_value'>;
/** The same changes as JSON bytes made beforehand: arrays of `[n, cell, old, new]`, one after the other. */
export type ChangeBytes = readonly Uint8Array[];

/**
 * SHA-256 in hex over the row, its changes in the order of `n`, and its update bytes (rule D4).
 * Every column but the hash itself and the answer to the op is in it, in a fixed order. Name and organisations came later: rows
 * that have none are hashed as before, and neither can be added to or taken from a row without its hash.
 */
export function chainHash(
  entry: LogEntry,
  changes: readonly LogChange[] | { readonly bytes: ChangeBytes },
): string {
  const hash = createHash('sha256');
  const [before, after] = saidAround(entry);
  hash.update(before);
  if ('bytes' in changes)
    changes.bytes.forEach((bytes, n) => hash.update(n === 0 ? '' : ',').update(bytes.subarray(1, -1)));
  else hash.update(JSON.stringify(changes.map(rowOfChange)).slice(1, -1));
  hash.update(after).update('\n');
  if (entry.update_bytes !== null) hash.update(entry.update_bytes);
  return hash.digest('hex');
}

const rowOfChange = ({ n, cell, old_value, new_value }: LogChange) =>
  [n, cell, old_value, new_value] as const;

/** The JSON of a row, cut where its changes stand. */
function saidAround(entry: LogEntry): readonly [string, string] {
  const said = JSON.stringify([
    entry.prev_hash,
    entry.commit_no,
    entry.ledger,
    entry.seq,
    entry.epoch,
    entry.at,
    entry.person,
    entry.role,
    entry.session,
    entry.op_id,
    entry.act,
  ]);
  // a database of before they were kept has no such columns
  const { name = null, organisation = null } = entry;
  const later = name === null && organisation === null ? [] : [name, organisation];
  return [`${said.slice(0, -1)},[`, `]${later.map((part) => `,${JSON.stringify(part)}`).join('')}]`];
}
