/** Read models of ledgers: summaries with figures, the frame of a ledger page, and the rows as plain data. */
import { mayExport, maySnapshot } from '#domain/permissions.ts';
import { mayImportLedger } from '#domain/permissions-of-imports.ts';
import type { LedgerId, OrganisationId, PersonId } from '#domain/ids.ts';
import { NO_FIGURES } from '#server/services/figures.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import type { LedgerParties } from '#domain/roles.ts';
import type { Asker, LedgerFrame, LedgerSummary, LedgerView, RoundSettings } from '#protocol/services.ts';
import { readDictionaries } from '#server/access/dictionaries.ts';
import { organisationsById, type ServiceParts } from '#server/services/parts.ts';

/** What pickers offer at most. */
const PICKER_PEOPLE_MAX = 2_000;
const PICKER_ORGANISATIONS_MAX = 2_000;

export async function ledgerSummaries(
  parts: ServiceParts,
  ledgers: readonly LedgerParties[],
  open: ReadonlySet<LedgerId>,
): Promise<readonly LedgerSummary[]> {
  if (ledgers.length === 0) return [];
  const { db } = parts.store;
  const organisations = await organisationsById(
    parts.store,
    ledgers.flatMap((each) => [each.unit, each.team, each.resident]),
  );
  const rounds = await db
    .selectFrom('round')
    .select(['id', 'name'])
    .where('id', 'in', [...new Set(ledgers.map((each) => each.round))])
    .execute();
  const figures = await parts.views.figures(ledgers.map((each) => each.ledger));
  const view = (id: string | null) => (id === null ? null : (organisations.get(id) ?? null));
  return ledgers.map((each) => ({
    id: each.ledger,
    round: each.round,
    roundName: rounds.find((row) => row.id === each.round)?.name ?? '',
    unit: organisations.get(each.unit) ?? { id: each.unit, name: '', kind: 'unit' },
    team: view(each.team),
    resident: view(each.resident),
    figures: (open.has(each.ledger) ? figures.get(each.ledger) : undefined) ?? NO_FIGURES,
    mayOpen: open.has(each.ledger),
  }));
}

export function createLedgerServices(parts: ServiceParts) {
  const { store, rooms, rights } = parts;

  async function ledgers(asker: Asker, round?: string): Promise<readonly LedgerSummary[]> {
    const open = await rights.openLedgers(asker, round === undefined ? {} : { round });
    return ledgerSummaries(
      parts,
      open.map((reach) => reach.parties),
      new Set(open.map((reach) => reach.parties.ledger)),
    );
  }

  async function people(of: LedgerParties): Promise<LedgerFrame['people']> {
    const parties = [of.office, of.unit, of.team, of.resident, ...of.supervisors].filter((id) => id !== null);
    const rows = await store.db
      .selectFrom('person')
      .innerJoin('membership', 'membership.person', 'person.id')
      .innerJoin('organisation', 'organisation.id', 'membership.organisation')
      .select([
        'person.id',
        'person.name',
        'organisation.name as organisation',
        'organisation.id as organisationId',
      ])
      .where('person.active', '=', 1)
      .where('membership.ended_at', 'is', null)
      .where((where) =>
        where.or([where('membership.organisation', 'in', parties), where('membership.role', '=', 'leader')]),
      )
      .orderBy('person.name')
      .limit(PICKER_PEOPLE_MAX)
      .execute();
    // The unit's own people first: they are who most cells name.
    const ordered = [...rows].sort(
      (a, b) => Number(b.organisationId === of.unit) - Number(a.organisationId === of.unit),
    );
    const once = new Map(ordered.reverse().map((row) => [row.id, row]));
    return [...once.values()]
      .reverse()
      .map((row) => ({ id: row.id as PersonId, name: row.name, organisation: row.organisation }));
  }

  async function ledger(asker: Asker, id: string): Promise<Outcome<LedgerFrame>> {
    const granted = await rights.ledger(asker, id);
    if (!granted.ok) return granted;
    const { actor, parties: of } = granted.value;
    const [summary] = await ledgerSummaries(parts, [of], new Set([of.ledger]));
    if (!summary) throw new Error(`The ledger ${id} has parties but no summary.`);
    const row = await store.db
      .selectFrom('ledger')
      .innerJoin('round', 'round.id', 'ledger.round')
      .select(['ledger.plan_passed', 'round.settings'])
      .where('ledger.id', '=', id)
      .executeTakeFirstOrThrow();
    const organisations = await store.db
      .selectFrom('organisation')
      .select(['id', 'name', 'kind'])
      .orderBy('name')
      .limit(PICKER_ORGANISATIONS_MAX)
      .execute();
    const feedback = await store.db
      .selectFrom('feedback_document')
      .select(['id', 'name', 'at'])
      .where('ledger', '=', id)
      .orderBy('at')
      .execute();
    const dictionaries = await readDictionaries(store, of.office);
    if (!dictionaries) throw new Error(`The round of the ledger ${id} has no office.`);
    return accept({
      ...summary,
      actor,
      planPassed: row.plan_passed === 1,
      settings: JSON.parse(row.settings) as RoundSettings,
      today: parts.today(),
      people: await people(of),
      organisations: organisations.map((each) => ({ ...each, id: each.id as OrganisationId })),
      may: {
        import: mayImportLedger(actor).ok,
        snapshot: maySnapshot(actor).ok,
        export: mayExport(actor).ok,
      },
      feedback,
      dictionaries,
    });
  }

  /** The rows as durably committed; what lies in the bin, and what hangs under it, is left out. */
  async function ledgerRows(asker: Asker, id: string): Promise<Outcome<LedgerView>> {
    const granted = await rights.ledger(asker, id);
    if (!granted.ok) return granted;
    const committed = await rooms.committed(id as LedgerId);
    if (!committed.ok) return committed;
    const { lists, seq, at } = committed.value;
    const problems = lists.problems.filter((row) => !row.deleted);
    const alive = new Set(problems.map((row) => row.id));
    return accept({
      ledger: id as LedgerId,
      seq,
      at,
      problems,
      duties: lists.duties.filter((row) => !row.deleted && alive.has(row.problem)),
      tasks: lists.tasks.filter((row) => !row.deleted && alive.has(row.problem)),
    });
  }

  return { ledgers, ledger, ledgerRows };
}
