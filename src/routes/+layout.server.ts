/** What every page knows: who is signed in, and what the bar may offer them. */
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = ({ locals }) => {
  const { asker, services, locale } = locals;
  const roles = new Set(asker?.memberships.map((membership) => membership.role));
  return {
    locale,
    demo: services.demo !== null,
    person: asker && {
      id: asker.person,
      name: asker.name,
      username: asker.username,
      mustChangePassword: asker.mustChangePassword,
      memberships: asker.memberships.map(({ id, role, organisationName }) => ({
        id,
        role,
        organisationName,
      })),
    },
    may: {
      people: roles.has('system_admin') || roles.has('security_admin'),
      organisations: roles.has('system_admin') || roles.has('security_admin') || roles.has('office'),
      limits: roles.has('system_admin'),
      dictionaries: roles.has('office'),
      memberships: roles.has('security_admin'),
      log: roles.has('audit_admin'),
      department: roles.has('department'),
    },
  };
};
