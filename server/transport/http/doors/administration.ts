/** Doors of administration: people, organisations, memberships, the audit log, and the first administrator. */
import * as v from 'valibot';
import { ORGANISATION_KINDS } from '#domain/administration.ts';
import { accept, refuse } from '#domain/refusals.ts';
import { ROLES } from '#domain/roles.ts';
import type { Door } from '#server/transport/http/door.ts';
import { door, jsonOf } from '#server/transport/http/make-door.ts';
import {
  anyone,
  keepsMemberships,
  keepsOrganisations,
  keepsPeople,
  signedIn,
} from '#server/transport/http/permits.ts';
import { created, items, json } from '#server/transport/http/reply.ts';

const text = v.pipe(v.string(), v.maxLength(512));
const id = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{16}$/));
const SetUp = v.object({ code: text, name: text, username: text, password: text, officeName: text });
const NewPerson = v.object({ username: text, name: text, password: text });
const PersonChanges = v.object({ name: v.optional(text), active: v.optional(v.boolean()) });
const NewPassword = v.object({ password: text });
const NewOrganisation = v.object({
  name: text,
  kind: v.picklist(ORGANISATION_KINDS),
  parent: v.optional(v.nullable(id)),
});
const OrganisationChange = v.object({ name: text });
const NewMembership = v.object({
  person: id,
  organisation: id,
  role: v.picklist(ROLES),
  charge: v.optional(v.nullable(v.array(id))),
});

/** All guesses at the setup code count together: there is one code. */
const SETUP_NAME = '(setup)';

export const administrationDoors: readonly Door[] = [
  door('POST', '/api/setup', anyone, jsonOf(SetUp), async (knock, _asker, input) => {
    const { setup, tries } = knock.parts;
    if (!(await setup.needed())) return refuse('ALREADY_SET_UP');
    const counted = tries.attempt(SETUP_NAME, knock.address);
    if (!counted.ok) return counted;
    const made = await setup.run(input);
    if (!made.ok) return made;
    tries.succeeded(SETUP_NAME, knock.address);
    return accept(created({ person: made.value.person }));
  }),
  door('GET', '/api/people', signedIn, null, async (knock, asker) => {
    const list = await knock.parts.services.people(asker);
    return list.ok ? accept(items(list.value)) : list;
  }),
  door('POST', '/api/people', keepsPeople, jsonOf(NewPerson), async (knock, asker, input) => {
    const made = await knock.parts.administration.people.add(asker.person, {
      ...input,
      mustChangePassword: true,
    });
    return made.ok ? accept(created(made.value)) : made;
  }),
  door('PATCH', '/api/people/{person}', keepsPeople, jsonOf(PersonChanges), async (knock, asker, input) => {
    const changed = await knock.parts.administration.people.change(
      asker.person,
      knock.path['person'] ?? '',
      input,
    );
    return changed.ok ? accept(json({ ok: true })) : changed;
  }),
  door(
    'POST',
    '/api/people/{person}/password',
    keepsPeople,
    jsonOf(NewPassword),
    async (knock, asker, input) => {
      const changed = await knock.parts.administration.people.resetPassword(
        asker.person,
        knock.path['person'] ?? '',
        input.password,
      );
      return changed.ok ? accept(json({ ok: true })) : changed;
    },
  ),
  door('GET', '/api/organisations', signedIn, null, async (knock, asker) => {
    const list = await knock.parts.services.organisations(asker);
    return list.ok ? accept(items(list.value)) : list;
  }),
  door(
    'POST',
    '/api/organisations',
    keepsOrganisations,
    jsonOf(NewOrganisation),
    async (knock, asker, input) => {
      const made = await knock.parts.administration.organisations.add(asker.person, input);
      return made.ok ? accept(created(made.value)) : made;
    },
  ),
  door(
    'PATCH',
    '/api/organisations/{organisation}',
    keepsOrganisations,
    jsonOf(OrganisationChange),
    async (knock, asker, input) => {
      const { organisations } = knock.parts.administration;
      const renamed = await organisations.rename(asker.person, knock.path['organisation'] ?? '', input.name);
      return renamed.ok ? accept(json({ ok: true })) : renamed;
    },
  ),
  door('POST', '/api/memberships', keepsMemberships, jsonOf(NewMembership), async (knock, asker, input) => {
    const made = await knock.parts.administration.organisations.addMembership(asker.person, input);
    return made.ok ? accept(created(made.value)) : made;
  }),
  door('DELETE', '/api/memberships/{membership}', keepsMemberships, null, async (knock, asker) => {
    const ended = await knock.parts.administration.organisations.endMembership(
      asker.person,
      knock.path['membership'] ?? '',
    );
    return ended.ok ? accept(json({ ok: true })) : ended;
  }),
  door('GET', '/api/audit', signedIn, null, async (knock, asker) => {
    const before = knock.query.get('before');
    if (before !== null && !/^\d{1,15}$/.test(before)) return refuse('BAD_REQUEST', { field: 'before' });
    const page = await knock.parts.services.audit(asker, before === null ? undefined : Number(before));
    if (!page.ok) return page;
    const last = page.value.at(-1);
    const full = page.value.length === knock.parts.limits.auditPageRows;
    return accept(json({ items: page.value, ...(full && last ? { next: String(last.n) } : {}) }));
  }),
];
