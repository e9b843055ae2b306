/** Organisations and memberships: who belongs where, in which role. Decides no rights of its own. */
import { commitAct, type AdministrationParts, type By } from '#server/access/administration.parts.ts';
import { keptApart } from '#server/access/installation.ts';
import { leavesNobody } from '#server/access/people.ts';
import {
  NAME_LENGTH_MAX,
  ORGANISATION_KINDS,
  isPrintedName,
  type OrganisationKind,
} from '#domain/administration.ts';
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { ROLES, type Role } from '#domain/roles.ts';

export interface NewMembership {
  readonly person: string;
  readonly organisation: string;
  readonly role: Role;
  /** leaders: the units in charge; null or left out = the leading group, whole rounds */
  readonly charge?: readonly string[] | null;
}

/** Units in charge of one leader. */
const CHARGE_MAX = 500;

export function createOrganisations(parts: AdministrationParts) {
  const { store } = parts;
  const organisationOf = (id: string) =>
    store.db.selectFrom('organisation').selectAll().where('id', '=', id).executeTakeFirst();

  async function add(
    by: By,
    organisation: { readonly name: string; readonly kind: OrganisationKind; readonly parent?: string | null },
  ): Promise<Outcome<{ readonly id: OrganisationId }>> {
    const name = organisation.name.trim();
    if (!isPrintedName(name, NAME_LENGTH_MAX)) return refuse('BAD_REQUEST', { field: 'name' });
    if (!ORGANISATION_KINDS.includes(organisation.kind)) return refuse('BAD_REQUEST', { field: 'kind' });
    const namesake = await store.db
      .selectFrom('organisation')
      .select('id')
      .where('name', '=', name)
      .where('kind', '=', organisation.kind)
      .executeTakeFirst();
    if (namesake) return refuse('NAME_TAKEN', { name });
    const parent = organisation.parent ?? null;
    if (parent !== null && !(await organisationOf(parent)))
      return refuse('BAD_REFERENCE', { field: 'parent' });
    const id = parts.ids() as OrganisationId;
    const committed = await commitAct(
      parts,
      { by, act: 'organisation.create', target: id, detail: { name, kind: organisation.kind } },
      [
        store.db
          .insertInto('organisation')
          .values({ id, name, kind: organisation.kind, parent, created_at: parts.clock().toISOString() })
          .compile(),
      ],
    );
    return committed.ok ? accept({ id }) : committed;
  }

  /** Another name; what is printed in cells stays as it was written there. */
  async function rename(by: By, id: string, wanted: string): Promise<Outcome<null>> {
    const known = await organisationOf(id);
    if (!known) return refuse('NOT_FOUND');
    const name = wanted.trim();
    if (!isPrintedName(name, NAME_LENGTH_MAX)) return refuse('BAD_REQUEST', { field: 'name' });
    const namesake = await store.db
      .selectFrom('organisation')
      .select('id')
      .where('name', '=', name)
      .where('kind', '=', known.kind)
      .where('id', '!=', id)
      .executeTakeFirst();
    if (namesake) return refuse('NAME_TAKEN', { name });
    const detail = { before: known.name, name };
    const committed = await commitAct(parts, { by, act: 'organisation.rename', target: id, detail }, [
      store.db.updateTable('organisation').set({ name }).where('id', '=', id).compile(),
    ]);
    if (!committed.ok) return committed;
    // what rounds and pages show of it is another from now on
    await parts.rightsChanged({});
    return accept(null);
  }

  async function addInTurn(by: By, wanted: NewMembership): Promise<Outcome<{ readonly id: string }>> {
    if (!ROLES.includes(wanted.role)) return refuse('BAD_REQUEST', { field: 'role' });
    const charge = wanted.charge ?? null;
    if (charge !== null && (wanted.role !== 'leader' || charge.length > CHARGE_MAX))
      return refuse('BAD_REQUEST', { field: 'charge' });
    const person = await store.db
      .selectFrom('person')
      .select('id')
      .where('id', '=', wanted.person)
      .executeTakeFirst();
    if (!person) return refuse('BAD_REFERENCE', { field: 'person' });
    if (!(await organisationOf(wanted.organisation)))
      return refuse('BAD_REFERENCE', { field: 'organisation' });
    for (const unit of charge ?? [])
      if (!(await organisationOf(unit))) return refuse('BAD_REFERENCE', { field: 'charge' });
    const same = await store.db
      .selectFrom('membership')
      .select('id')
      .where('person', '=', wanted.person)
      .where('organisation', '=', wanted.organisation)
      .where('role', '=', wanted.role)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (same) return refuse('MEMBERSHIP_EXISTS', { membership: same.id });
    // the installation itself (example content) is not held to it
    const other = by === null ? null : await keptApart(parts, wanted.person, wanted.role);
    if (other !== null) return refuse('ROLES_KEPT_APART', { role: other });
    const id = parts.ids();
    const detail = { person: wanted.person, organisation: wanted.organisation, role: wanted.role, charge };
    const committed = await commitAct(parts, { by, act: 'membership.create', target: id, detail }, [
      store.db
        .insertInto('membership')
        .values({
          id,
          person: wanted.person,
          organisation: wanted.organisation,
          role: wanted.role,
          charge: charge === null ? null : JSON.stringify(charge),
          created_at: parts.clock().toISOString(),
          ended_at: null,
        })
        .compile(),
    ]);
    if (!committed.ok) return committed;
    await parts.rightsChanged({ person: wanted.person as PersonId });
    return accept({ id });
  }

  async function endInTurn(by: By, id: string): Promise<Outcome<null>> {
    const held = await store.db
      .selectFrom('membership')
      .selectAll()
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (!held) return refuse('NOT_FOUND');
    if (await leavesNobody(parts, held.role as Role, { membership: id }))
      return refuse('LAST_HOLDER', { role: held.role });
    const detail = { person: held.person, organisation: held.organisation, role: held.role };
    const committed = await commitAct(parts, { by, act: 'membership.end', target: id, detail }, [
      store.db
        .updateTable('membership')
        .set({ ended_at: parts.clock().toISOString() })
        .where('id', '=', id)
        .where('ended_at', 'is', null)
        .compile(),
    ]);
    if (!committed.ok) return committed;
    await parts.rightsChanged({ person: held.person as PersonId });
    return accept(null);
  }

  const addMembership = (by: By, wanted: NewMembership): Promise<Outcome<{ readonly id: string }>> =>
    parts.inTurn(() => addInTurn(by, wanted));
  const endMembership = (by: By, id: string): Promise<Outcome<null>> => parts.inTurn(() => endInTurn(by, id));

  return { add, rename, addMembership, endMembership };
}
