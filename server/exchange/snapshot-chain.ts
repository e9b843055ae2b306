/** Checks the snapshots of a scope against each other: every content against its hash, every hash against its successor. */
import { sha256Hex } from '#server/exchange/canonical.ts';
import type { SnapshotTable } from '#server/store/schema.ts';

export type ChainFault =
  | { readonly kind: 'missing'; readonly number: number }
  | { readonly kind: 'content'; readonly number: number }
  | { readonly kind: 'link'; readonly number: number };

/** Snapshots of one scope in any order; the faults by number, none when the chain holds from the first to the last. */
export function chainFaults(
  snapshots: readonly Pick<SnapshotTable, 'number' | 'content' | 'sha256' | 'previous_sha256'>[],
): readonly ChainFault[] {
  const ordered = [...snapshots].sort((a, b) => a.number - b.number);
  const faults: ChainFault[] = [];
  let previous: string | null = null;
  let expected = 1;
  for (const { number, content, sha256, previous_sha256: link } of ordered) {
    for (; expected < number; expected += 1) faults.push({ kind: 'missing', number: expected });
    expected = number + 1;
    if (sha256Hex(content) !== sha256) faults.push({ kind: 'content', number });
    if (link !== previous) faults.push({ kind: 'link', number });
    previous = sha256;
  }
  return faults;
}
