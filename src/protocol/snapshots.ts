/** How a snapshot of a ledger or a round is told to pages and other programs. Types only. */

export interface SnapshotView {
  readonly id: string;
  readonly number: number;
  readonly scope: 'ledger' | 'round';
  readonly title: string;
  readonly reason: string | null;
  readonly by: string;
  readonly at: string;
  readonly seq: number;
  readonly sha256: string;
  readonly previousSha256: string | null;
}

export interface SnapshotAmongOthers {
  readonly snapshot: SnapshotView;
  readonly scope: { readonly ledger: string } | { readonly round: string };
  readonly others: readonly SnapshotView[];
}
