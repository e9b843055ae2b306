/** Who brings files in (rule P8): feedback documents the office, ledger files the office and the unit that keeps the ledger. */
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';
import type { PersonId } from '#domain/ids.ts';
import type { LedgerActor, LedgerRole } from '#domain/roles.ts';

export const LEDGER_IMPORTERS: readonly LedgerRole[] = ['office', 'unit_editor', 'unit_head'];

/** May the actor bring a ledger file in? What becomes of each row is the command's question (W16). */
export const mayImportLedger = (actor: LedgerActor): Verdict =>
  actor.roles.some((role) => LEDGER_IMPORTERS.includes(role))
    ? GRANTED
    : refuse('FORBIDDEN', { command: 'importLedger' });

/** A preview is not issued yet: the office of the ledger handles it, and whoever of the unit uploaded it themself. */
export function mayHandleImport(actor: LedgerActor, uploader: PersonId): Verdict {
  if (actor.roles.includes('office')) return GRANTED;
  const allowed = mayImportLedger(actor);
  return allowed.ok && actor.person !== uploader ? refuse('FORBIDDEN') : allowed;
}
