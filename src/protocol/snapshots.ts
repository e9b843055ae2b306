/** How a snapshot of a ledger or a round is told to pages and other programs. */

/** Who or what took it: a person, a milestone (the others but the last), or the night. */
export const SNAPSHOT_CAUSES = ['manual', 'feedback', 'import', 'closed', 'restore', 'nightly'] as const;
export type SnapshotCause = (typeof SNAPSHOT_CAUSES)[number];

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
  /** over this snapshot and, through the number before, over all earlier ones */
  readonly chainSha256: string;
  readonly cause: SnapshotCause;
  /** since when its content is no longer kept (automatic ones only); null while it is */
  readonly droppedAt: string | null;
}

export interface SnapshotAmongOthers {
  readonly snapshot: SnapshotView;
  readonly scope: { readonly ledger: string } | { readonly round: string };
  readonly others: readonly SnapshotView[];
}
