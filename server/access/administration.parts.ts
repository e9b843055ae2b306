/** What every administrative act is made of: the store, the clock, ids, and one commit that carries the audit row. */
import type { CompiledQuery } from 'kysely';
import { auditStatement, type AuditEntry } from '#server/access/audit.ts';
import type { Accounts } from '#server/access/accounts.ts';
import type { InTurn } from '#server/access/turns.ts';
import type { LedgerId, OrganisationId, PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Store } from '#server/store/store.ts';

/** Who acts: a person, or null for the installation itself. */
export type By = PersonId | null;

export interface AdministrationParts {
  readonly store: Store;
  readonly accounts: Accounts;
  readonly ids: () => string;
  readonly clock: () => Date;
  /** for acts whose verdict hangs on what others hold (A12) */
  readonly inTurn: InTurn;
  readonly passwordLengthMin: number;
  readonly passwordLengthMax: number;
  /** Rights of a person, of a ledger, or of all (and what rounds show) may be different now: reach the open sockets. */
  readonly rightsChanged: (what: { readonly person?: PersonId; readonly ledger?: LedgerId }) => Promise<void>;
  /** Open ledgers offer other words from now on. */
  readonly dictionariesChanged: (office: OrganisationId) => void;
  readonly sessionsEnded: (sessions: readonly string[]) => void;
}

/** Commits the statements and their audit row together. A constraint that refuses them is `CONFLICT`. */
export async function commitAct(
  parts: AdministrationParts,
  entry: AuditEntry,
  statements: readonly CompiledQuery[],
): Promise<Outcome<null>> {
  if (parts.store.readOnly !== null) return refuse('STORE_READ_ONLY');
  const [result] = await parts.store.commit([
    [...statements, auditStatement(parts.store, parts.clock(), entry)],
  ]);
  return result?.ok ? accept(null) : refuse('CONFLICT');
}
