/** A long history on disk: updates with their lengths, written once by the parent and read by each server. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'history.bin';
const LENGTH_BYTES = 4;

export function writeHistory(folder: string, updates: readonly Uint8Array[]): void {
  const parts = updates.flatMap((update) => {
    const length = Buffer.alloc(LENGTH_BYTES);
    length.writeUInt32LE(update.length);
    return [length, update];
  });
  writeFileSync(join(folder, NAME), Buffer.concat(parts));
}

/** The updates in order; nothing when there are none to be read. */
export function* historyOf(folder: string, updates: number): Generator<Uint8Array> {
  if (updates === 0) return;
  const bytes = readFileSync(join(folder, '..', NAME));
  for (let at = 0, n = 0; n < updates; n += 1) {
    const length = bytes.readUInt32LE(at);
    yield bytes.subarray(at + LENGTH_BYTES, at + LENGTH_BYTES + length);
    at += LENGTH_BYTES + length;
  }
}
