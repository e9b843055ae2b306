/** Who belongs where and what a ledger or round names, read from the store each time: rights are those of this moment. */
import type { Membership, LedgerActor, LedgerParties, Role } from '#domain/roles.ts';
import { actorFor } from '#domain/roles.ts';
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';
import { isId } from '#domain/ids.ts';
import type { RoundParties } from '#domain/permissions.ts';
import type { Asker } from '#protocol/services.ts';
import type { Store } from '#server/store/store.ts';

export type NamedMembership = Membership & { readonly organisationName: string };

export type Directory = ReturnType<typeof createDirectory>;

export function createDirectory(store: Store) {
  const { db } = store;

  async function memberships(person: string): Promise<readonly NamedMembership[]> {
    const rows = await db
      .selectFrom('membership')
      .innerJoin('organisation', 'organisation.id', 'membership.organisation')
      .select([
        'membership.id',
        'membership.person',
        'membership.organisation',
        'membership.role',
        'membership.charge',
        'organisation.name',
      ])
      .where('membership.person', '=', person)
      .where('membership.ended_at', 'is', null)
      .orderBy('membership.created_at')
      .orderBy('membership.id')
      .execute();
    return rows.map((row) => ({
      id: row.id,
      person: row.person as PersonId,
      organisation: row.organisation as OrganisationId,
      organisationName: row.name,
      role: row.role as Role,
      charge: row.charge === null ? null : (JSON.parse(row.charge) as OrganisationId[]),
    }));
  }

  const activePerson = (id: string) =>
    db.selectFrom('person').selectAll().where('id', '=', id).where('active', '=', 1).executeTakeFirst();

  async function asker(person: string, session: string): Promise<Asker | null> {
    const found = await activePerson(person);
    if (!found) return null;
    return {
      person: found.id as PersonId,
      name: found.name,
      username: found.username,
      session,
      mustChangePassword: found.must_change_password === 1,
      memberships: await memberships(person),
    };
  }

  async function roundParties(round: string): Promise<RoundParties | null> {
    if (!isId(round)) return null;
    const found = await db.selectFrom('round').select('office').where('id', '=', round).executeTakeFirst();
    if (!found) return null;
    const teams = await db
      .selectFrom('round_team')
      .select('organisation')
      .where('round', '=', round)
      .execute();
    const supervisors = await db
      .selectFrom('round_supervisor')
      .select('organisation')
      .where('round', '=', round)
      .execute();
    return {
      office: found.office as OrganisationId,
      teams: teams.map((row) => row.organisation as OrganisationId),
      supervisors: supervisors.map((row) => row.organisation as OrganisationId),
    };
  }

  /** The parties of these ledgers, those of one round, or all; ordered by the ledger's making. */
  async function parties(of: {
    readonly ledger?: string;
    readonly round?: string;
  }): Promise<readonly LedgerParties[]> {
    let query = db
      .selectFrom('ledger')
      .innerJoin('round', 'round.id', 'ledger.round')
      .select(['ledger.id', 'ledger.round', 'ledger.unit', 'ledger.team', 'ledger.resident', 'round.office']);
    if (of.ledger !== undefined) query = query.where('ledger.id', '=', of.ledger);
    if (of.round !== undefined) query = query.where('ledger.round', '=', of.round);
    const rows = await query.orderBy('ledger.created_at').orderBy('ledger.id').execute();
    const rounds = [...new Set(rows.map((row) => row.round))];
    const named =
      rounds.length === 0
        ? []
        : await db.selectFrom('round_supervisor').selectAll().where('round', 'in', rounds).execute();
    return rows.map((row) => ({
      ledger: row.id as LedgerId,
      round: row.round as RoundId,
      office: row.office as OrganisationId,
      unit: row.unit as OrganisationId,
      team: row.team as OrganisationId | null,
      resident: row.resident as OrganisationId | null,
      supervisors: named
        .filter((entry) => entry.round === row.round)
        .map((entry) => entry.organisation as OrganisationId),
    }));
  }

  /** Which of the asker's departments report on a standing task of the ledger (rule A1). */
  async function assignedTo(memberships: Asker['memberships'], ledger: string): Promise<OrganisationId[]> {
    const departments = memberships
      .filter((held) => held.role === 'department')
      .map((held) => held.organisation);
    if (departments.length === 0) return [];
    const rows = await db
      .selectFrom('row_current as task')
      .innerJoin('row_current as problem', (join) =>
        join.onRef('problem.ledger', '=', 'task.ledger').onRef('problem.row', '=', 'task.problem'),
      )
      .select('task.assigned')
      .distinct()
      .where('task.assigned', 'in', departments)
      .where('task.ledger', '=', ledger)
      .where('task.deleted', '=', 0)
      .where('problem.deleted', '=', 0)
      .execute();
    return rows.map((row) => row.assigned as OrganisationId);
  }

  /** The person as the ledger sees them; null when nothing of theirs reaches it. */
  async function actorOn(
    asker: Pick<Asker, 'person' | 'name' | 'memberships'>,
    of: LedgerParties,
  ): Promise<LedgerActor | null> {
    const assigned = await assignedTo(asker.memberships, of.ledger);
    return actorFor(asker.person, asker.name, asker.memberships, of, assigned);
  }

  /**
   * A department to which nothing of the ledger is assigned opens as little as one that reports on a row, and must not be
   * told which of the two it is (P12).
   */
  function outsideDepartment(
    person: PersonId,
    name: string,
    held: readonly NamedMembership[],
  ): LedgerActor | null {
    const own = held.filter(({ role }) => role === 'department');
    if (own.length === 0) return null;
    return {
      person,
      name,
      roles: own.map(() => 'department'),
      organisations: own.map(({ organisation }) => organisation),
    };
  }

  /** For sockets and commands: as `actorOn`, and a department outside is told so. */
  async function actor(person: PersonId, ledger: LedgerId): Promise<LedgerActor | null> {
    const found = await activePerson(person);
    if (!found || !isId(ledger)) return null;
    const [of] = await parties({ ledger });
    if (!of) return null;
    const held = await memberships(person);
    const actor = await actorOn({ person, name: found.name, memberships: held }, of);
    return actor ?? outsideDepartment(person, found.name, held);
  }

  return { memberships, activePerson, asker, roundParties, parties, actorOn, actor };
}
