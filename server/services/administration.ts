/** Read models of administration: people with their memberships, organisations, the audit log. Never content of a ledger. */
import {
  mayKeepMemberships,
  mayKeepPeople,
  mayListOrganisations,
  mayListPeople,
  mayReadAudit,
} from '#domain/permissions.ts';
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import type { Role } from '#domain/roles.ts';
import type { Bounds } from '#protocol/bounds.ts';
import type { Asker, AuditView, InstallationView, OrganisationView, PersonView } from '#protocol/services.ts';
import { readInstallation } from '#server/access/installation.ts';
import type { ServiceParts } from '#server/services/parts.ts';

/** An id as it stands in a detail. */
const ID = /(?<![0-9A-Za-z])[0-9A-Za-z]{16}(?![0-9A-Za-z])/g;

export function createAdministrationServices(parts: ServiceParts) {
  const { db } = parts.store;

  async function people(asker: Asker): Promise<Outcome<readonly PersonView[]>> {
    const granted = mayListPeople(asker.memberships);
    if (!granted.ok) return granted;
    const persons = await db.selectFrom('person').selectAll().orderBy('created_at').orderBy('id').execute();
    const held = await db
      .selectFrom('membership')
      .innerJoin('organisation', 'organisation.id', 'membership.organisation')
      .select([
        'membership.id',
        'membership.person',
        'membership.organisation',
        'organisation.name as organisationName',
        'membership.role',
        'membership.charge',
      ])
      .where('membership.ended_at', 'is', null)
      .orderBy('membership.created_at')
      .execute();
    const byPerson = new Map<string, PersonView['memberships'][number][]>();
    for (const { person, charge, ...each } of held) {
      const list = byPerson.get(person) ?? [];
      list.push({
        ...each,
        organisation: each.organisation as OrganisationId,
        role: each.role as Role,
        charge: charge === null ? null : (JSON.parse(charge) as string[]),
      });
      byPerson.set(person, list);
    }
    return accept(
      persons.map((person) => ({
        id: person.id as PersonId,
        username: person.username,
        name: person.name,
        active: person.active === 1,
        memberships: byPerson.get(person.id) ?? [],
      })),
    );
  }

  async function organisations(asker: Asker): Promise<Outcome<readonly OrganisationView[]>> {
    const granted = mayListOrganisations(asker.memberships);
    if (!granted.ok) return granted;
    const rows = await db
      .selectFrom('organisation')
      .select(['id', 'name', 'kind'])
      .orderBy('kind')
      .orderBy('name')
      .execute();
    return accept(rows.map((row) => ({ ...row, id: row.id as OrganisationId })));
  }

  /** Newest first, one page before the row numbered `before`. */
  async function audit(asker: Asker, before?: number): Promise<Outcome<readonly AuditView[]>> {
    const granted = mayReadAudit(asker.memberships);
    if (!granted.ok) return granted;
    const rows = await db
      .selectFrom('audit')
      .leftJoin('person', 'person.id', 'audit.person')
      .select(['audit.n', 'audit.at', 'person.name as by', 'audit.act', 'audit.target', 'audit.detail'])
      .$if(before !== undefined, (query) => query.where('audit.n', '<', before ?? 0))
      .orderBy('audit.n', 'desc')
      .limit(parts.auditPageRows)
      .execute();
    const names = await namesIn(rows.map(({ target, detail }) => `${target ?? ''} ${detail}`));
    return accept(rows.map((row, n) => ({ ...row, names: names[n] ?? {} })));
  }

  /** Of each text the names of the people, organisations, rounds and units whose ids stand in it. */
  async function namesIn(texts: readonly string[]): Promise<readonly Readonly<Record<string, string>>[]> {
    const mentioned = texts.map((text) => [...new Set(text.match(ID) ?? [])]);
    const ids = [...new Set(mentioned.flat())];
    if (ids.length === 0) return texts.map(() => ({}));
    const [people, organisations, rounds, ledgers] = await Promise.all([
      db.selectFrom('person').select(['id', 'name']).where('id', 'in', ids).execute(),
      db.selectFrom('organisation').select(['id', 'name']).where('id', 'in', ids).execute(),
      db.selectFrom('round').select(['id', 'name']).where('id', 'in', ids).execute(),
      db
        .selectFrom('ledger')
        .innerJoin('organisation', 'organisation.id', 'ledger.unit')
        .select(['ledger.id', 'organisation.name'])
        .where('ledger.id', 'in', ids)
        .execute(),
    ]);
    const known = new Map(
      [...people, ...organisations, ...rounds, ...ledgers].map(({ id, name }) => [id, name]),
    );
    return mentioned.map((own) =>
      Object.fromEntries(own.flatMap((id) => (known.has(id) ? [[id, known.get(id) ?? '']] : []))),
    );
  }

  async function installation(asker: Asker): Promise<Outcome<InstallationView>> {
    const granted = mayKeepMemberships(asker.memberships);
    return granted.ok ? accept(await readInstallation(parts.store)) : granted;
  }

  async function bounds(asker: Asker): Promise<Outcome<Bounds>> {
    const granted = mayKeepPeople(asker.memberships);
    return granted.ok ? accept(parts.bounds()) : granted;
  }

  return { people, organisations, installation, bounds, audit };
}
