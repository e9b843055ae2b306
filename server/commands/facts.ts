/** Reads from SQL what a command needs besides the ledger itself: parties, review chain, earlier reviews. */
import type { EarlierReview, NamedOrganisation } from '#domain/commands/command.ts';
import type { LedgerId, OrganisationId, RoundId, RowId } from '#domain/ids.ts';
import type { LedgerParties } from '#domain/roles.ts';
import { DEFAULT_CLOSURE_CHAIN } from '#domain/workflow.ts';
import type { Store } from '#server/store/store.ts';

export interface LedgerSettings {
  readonly parties: LedgerParties;
  readonly closureChain: readonly string[];
}

/** JSON of the round's settings; a round made before the setting existed has the default chain. */
function chainOf(settings: string): readonly string[] {
  const { closureChain } = JSON.parse(settings) as { closureChain?: unknown };
  return Array.isArray(closureChain) ? closureChain.map(String) : DEFAULT_CLOSURE_CHAIN;
}

/** Undefined when there is no such ledger. */
export async function ledgerSettings({ db }: Store, ledger: LedgerId): Promise<LedgerSettings | undefined> {
  const row = await db
    .selectFrom('ledger')
    .innerJoin('round', 'round.id', 'ledger.round')
    .select([
      'ledger.round',
      'ledger.unit',
      'ledger.team',
      'ledger.resident',
      'round.office',
      'round.settings',
    ])
    .where('ledger.id', '=', ledger)
    .executeTakeFirst();
  if (!row) return undefined;
  const supervisors = await db
    .selectFrom('round_supervisor')
    .select('organisation')
    .where('round', '=', row.round)
    .execute();
  const organisation = (id: string): OrganisationId => id as OrganisationId;
  return {
    parties: {
      ledger,
      round: row.round as RoundId,
      office: organisation(row.office),
      unit: organisation(row.unit),
      team: row.team === null ? null : organisation(row.team),
      resident: row.resident === null ? null : organisation(row.resident),
      supervisors: supervisors.map((supervisor) => organisation(supervisor.organisation)),
    },
    closureChain: chainOf(row.settings),
  };
}

export const namedOrganisation = async ({ db }: Store, id: string): Promise<NamedOrganisation | null> =>
  (await db
    .selectFrom('organisation')
    .select(['id', 'name', 'kind'])
    .where('id', '=', id)
    .executeTakeFirst()) ?? null;

export const earlierReviews = ({ db }: Store, ledger: LedgerId, problem: RowId): Promise<EarlierReview[]> =>
  db
    .selectFrom('review')
    .select(['loop', 'step', 'decision', 'organisation'])
    .where('ledger', '=', ledger)
    .where('problem', '=', problem)
    .orderBy('seq')
    .execute();
