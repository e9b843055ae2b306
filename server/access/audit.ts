/** The audit row of an administrative act: a statement for the same commit as the act itself (rule A5), never a write of its own. */
import type { CompiledQuery } from 'kysely';
import type { Store } from '#server/store/store.ts';

export interface AuditEntry {
  /** person id; null: the installation itself (setup, demo content) */
  readonly by: string | null;
  /** e.g. `person.create`, `round.settings` */
  readonly act: string;
  /** id of what was changed */
  readonly target: string | null;
  /** what it was changed to; never a password */
  readonly detail: Readonly<Record<string, unknown>>;
}

export const auditStatement = (store: Store, at: Date, entry: AuditEntry): CompiledQuery =>
  store.db
    .insertInto('audit')
    .values({
      at: at.toISOString(),
      person: entry.by,
      act: entry.act,
      target: entry.target,
      detail: JSON.stringify(entry.detail),
    })
    .compile();
