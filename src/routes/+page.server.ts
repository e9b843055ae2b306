/** The front door: everybody starts where their work is. */
import { redirect } from '@sveltejs/kit';
import type { Role } from '#domain/roles.ts';
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

export const load: PageServerLoad = ({ locals }) => {
  const roles = new Set(locals.asker?.memberships.map(({ role }) => role));
  redirect(303, STARTS.find(([, own]) => own.some((role) => roles.has(role)))?.[0] ?? '/rounds');
};
