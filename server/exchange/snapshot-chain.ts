/** Checks the snapshots of a scope against each other: every content against its hash, every hash against its successor. */
import { sha256Hex } from '#server/exchange/canonical.ts';
import { snapshotChainHash, type LinkedSnapshot } from '#server/store/snapshot-links.ts';

export interface ChainedSnapshot extends LinkedSnapshot {
  readonly content: Uint8Array;
  readonly previous_sha256: string | null;
  readonly chain_hash: string;
  readonly dropped_at: string | null;
}
export type ChainFault =
  | { readonly kind: 'missing'; readonly number: number }
  | { readonly kind: 'content'; readonly number: number }
  | { readonly kind: 'link'; readonly number: number }
  /** what is said of it (who, when, title …) was changed, or an earlier one together with its hash and link */
  | { readonly kind: 'chain'; readonly number: number };

/** The content has its hash; or it is an automatic one whose content is no longer kept, and is empty (N10). */
const hasItsContent = ({
  content,
  sha256,
  cause,
  dropped_at: dropped,
}: Pick<ChainedSnapshot, 'content' | 'sha256' | 'cause' | 'dropped_at'>): boolean =>
  dropped === null ? sha256Hex(content) === sha256 : cause !== 'manual' && content.length === 0;

/** Snapshots of one scope by number, one at a time; the faults as they are met, none when the chain holds from the first to the last. */
export function* chainFaults(snapshots: Iterable<ChainedSnapshot>): Generator<ChainFault, void> {
  let previous: string | null = null;
  let chain: string | null = null;
  let expected = 1;
  for (const snapshot of snapshots) {
    const { number, sha256, previous_sha256: link } = snapshot;
    for (; expected < number; expected += 1) yield { kind: 'missing', number: expected };
    expected = number + 1;
    if (!hasItsContent(snapshot)) yield { kind: 'content', number };
    if (link !== previous) yield { kind: 'link', number };
    if (snapshot.chain_hash !== snapshotChainHash(chain, snapshot)) yield { kind: 'chain', number };
    previous = sha256;
    chain = snapshot.chain_hash;
  }
}
