/** The front door: everybody starts where their work is. */
import { redirect } from '@sveltejs/kit';
import { UNIT_ROLES, type Role } from '#domain/roles.ts';
import type { PageServerLoad } from './$types';

const STARTS: readonly (readonly [string, readonly Role[]])[] = [
  [
    '/rounds',
    ['office', 'team', 'unit_editor', 'unit_member', 'unit_head', 'resident', 'supervisor', 'leader'],
  ],
  ['/department', ['department']],
  ['/admin/people', ['system_admin', 'security_admin']],
  ['/admin/log', ['audit_admin']],
];

/** Who works in one ledger alone begins there. */
async function onlyLedger({ asker, services }: App.Locals): Promise<string | null> {
  if (!asker?.memberships.every(({ role }) => (UNIT_ROLES as readonly Role[]).includes(role))) return null;
  const [first, ...others] = await services.ledgers(asker);
  return first && others.length === 0 ? `/ledgers/${first.id}` : null;
}

export const load: PageServerLoad = async ({ locals }) => {
  const roles = new Set(locals.asker?.memberships.map(({ role }) => role));
  const only = await onlyLedger(locals);
  if (only !== null) redirect(303, only);
  redirect(303, STARTS.find(([, own]) => own.some((role) => roles.has(role)))?.[0] ?? '/rounds');
};
