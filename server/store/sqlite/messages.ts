/** What the main thread and the writing thread say to each other. */
import type { GroupResult } from '#server/store/store.ts';

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

export interface WriterSettings {
  readonly file: string;
  readonly synchronous: 'FULL' | 'OFF';
  /** Largest size of ledgers.db in pages of 4096 bytes; beyond it SQLite reports a full disk. */
  readonly pagesMax?: number;
}

export type Request =
  | { readonly kind: 'commit'; readonly id: number; readonly groups: readonly (readonly Statement[])[] }
  | { readonly kind: 'close' };

export type Reply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'unopened'; readonly reason: string }
  | { readonly kind: 'committed'; readonly id: number; readonly results: readonly GroupResult[] }
  /** The commit `id` failed, or (null) the store broke between commits. Nothing is written from then on. */
  | { readonly kind: 'broken'; readonly id: number | null; readonly reason: string }
  | { readonly kind: 'closed' };
