/** Doors of running an office: accounts from a list, codes that are read out, ending sessions, the installation's settings. */
import * as v from 'valibot';
import { ACCOUNT_LINES_MAX } from '#domain/account-list.ts';
import { mayKeepMemberships } from '#domain/permissions.ts';
import { accept } from '#domain/refusals.ts';
import type { Door } from '#server/transport/http/door.ts';
import { door, jsonOf } from '#server/transport/http/make-door.ts';
import { checkingPassword } from '#server/transport/http/password-checks.ts';
import { keepsMemberships, keepsPeople } from '#server/transport/http/permits.ts';
import { created, items, json } from '#server/transport/http/reply.ts';

const text = v.pipe(v.string(), v.maxLength(200), v.trim());
const Line = v.object({
  name: text,
  username: text,
  organisation: v.optional(text, ''),
  role: v.optional(text, ''),
});
const List = v.object({
  lines: v.pipe(v.array(Line), v.minLength(1), v.maxLength(ACCOUNT_LINES_MAX)),
  preview: v.optional(v.boolean(), false),
});

const Installation = v.object({ joinedAdministrators: v.boolean() });

export const officeDoors: readonly Door[] = [
  door('POST', '/api/people/bulk', keepsPeople, jsonOf(List), async (knock, asker, { lines, preview }) => {
    const { lists } = knock.parts.administration;
    const mayGrant = mayKeepMemberships(asker.memberships).ok;
    if (preview) {
      const faults = await lists.judge(lines, mayGrant);
      return accept(items(faults.map((fault, index) => ({ line: index + 1, fault }))));
    }
    const made = await checkingPassword(knock, () => lists.add(asker.person, lines, mayGrant));
    return made.ok ? accept(json({ items: made.value }, 201)) : made;
  }),
  door('POST', '/api/people/{person}/reset-code', keepsPeople, null, async (knock, asker) => {
    const { resetCodes } = knock.parts.administration;
    const made = await checkingPassword(knock, () =>
      resetCodes.make(asker.person, knock.path['person'] ?? ''),
    );
    return made.ok ? accept(created(made.value)) : made;
  }),
  door('POST', '/api/people/{person}/end-sessions', keepsPeople, null, async (knock, asker) => {
    const { people } = knock.parts.administration;
    const ended = await people.endSessions(asker.person, knock.path['person'] ?? '');
    return ended.ok ? accept(json(ended.value)) : ended;
  }),
  door('GET', '/api/limits', keepsPeople, null, async (knock, asker) => {
    const bounds = await knock.parts.services.bounds(asker);
    return bounds.ok ? accept(json(bounds.value)) : bounds;
  }),
  door('GET', '/api/settings', keepsMemberships, null, async (knock, asker) => {
    const installation = await knock.parts.services.installation(asker);
    return installation.ok ? accept(json(installation.value)) : installation;
  }),
  door('PATCH', '/api/settings', keepsMemberships, jsonOf(Installation), async (knock, asker, input) => {
    const changed = await knock.parts.administration.installation.change(asker.person, input);
    return changed.ok ? accept(json({ ok: true })) : changed;
  }),
];
