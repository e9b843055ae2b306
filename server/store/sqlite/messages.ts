/** What the main thread and the writing thread say to each other. */
import type { RepeatedStatement } from '#server/store/shape.ts';
import type { GroupResult, StatementGroup } from '#server/store/store.ts';

/** A view of a larger buffer would carry the whole buffer over the thread border. */
const ownBytes = (value: unknown): unknown =>
  value instanceof Uint8Array && value.byteLength < value.buffer.byteLength ? new Uint8Array(value) : value;

/** The groups as they cross the border: plain values, every statement with its rows of parameters. */
export const groupsToSend = (groups: readonly StatementGroup[]): readonly (readonly RepeatedStatement[])[] =>
  groups.map((group) =>
    group.map((statement) => ({
      sql: statement.sql,
      rows: ('rows' in statement ? statement.rows : [statement.parameters]).map((row) => row.map(ownBytes)),
    })),
  );

export interface WriterSettings {
  readonly file: string;
  readonly synchronous: 'FULL' | 'OFF';
  /** Largest size of ledgers.db in pages of 4096 bytes; beyond it SQLite reports a full disk. */
  readonly pagesMax?: number;
}

export type Request =
  | {
      readonly kind: 'commit';
      readonly id: number;
      readonly groups: readonly (readonly RepeatedStatement[])[];
    }
  | { readonly kind: 'close' };

export type Reply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'unopened'; readonly reason: string }
  | { readonly kind: 'committed'; readonly id: number; readonly results: readonly GroupResult[] }
  /** The commit `id` failed, or (null) the store broke between commits. Nothing is written from then on. */
  | { readonly kind: 'broken'; readonly id: number | null; readonly reason: string }
  | { readonly kind: 'closed' };
