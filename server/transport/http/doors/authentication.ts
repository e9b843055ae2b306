/** Doors of signing in and out, of one's own password and sessions, and who one is. The rest of better-auth stays shut. */
import * as v from 'valibot';
import { INACTIVE } from '#server/access/accounts.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Asker } from '#protocol/services.ts';
import type { Door, Knock } from '#server/transport/http/door.ts';
import { door, jsonOf } from '#server/transport/http/make-door.ts';
import { checkingPassword } from '#server/transport/http/password-checks.ts';
import { anyone, signedIn, signedInBeforeOwnPassword } from '#server/transport/http/permits.ts';
import { items, json, type Answer } from '#server/transport/http/reply.ts';

const CREDENTIAL_LENGTH_MAX = 512;
const credential = v.pipe(v.string(), v.minLength(1), v.maxLength(CREDENTIAL_LENGTH_MAX));
const SignIn = v.object({ username: credential, password: credential });
const ChangePassword = v.object({ currentPassword: credential, newPassword: credential });
const SignedInBody = v.object({ user: v.object({ id: v.string(), name: v.string(), username: v.string() }) });
const WhichSession = v.object({ id: credential });
const Redemption = v.object({ username: credential, code: credential, password: credential });
const WhoEnters = v.object({ username: credential });

/** Asks better-auth's own door; its words and headers but for the cookies stay inside. */
function askLibrary(knock: Knock, path: string, body: unknown): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json', origin: knock.origin });
  const cookie = knock.headers.get('cookie');
  if (cookie !== null) headers.set('cookie', cookie);
  return knock.parts.accounts.answer(
    new Request(`${knock.origin}/api/auth${path}`, { method: 'POST', headers, body: JSON.stringify(body) }),
  );
}

/** The session's token is in the cookie, out of reach of scripts, and nowhere else. */
function publicUser(body: unknown): unknown {
  const parsed = v.safeParse(SignedInBody, body);
  if (!parsed.success) throw new Error('The login library answered in another shape than it is known for.');
  return parsed.output.user;
}

const withCookies = (value: unknown, response: Response): Answer => ({
  kind: 'json',
  status: 200,
  value,
  cookies: response.headers.getSetCookie(),
});

async function signIn(
  knock: Knock,
  credentials: { readonly username: string; readonly password: string },
): Promise<Outcome<Answer>> {
  const { tries, log } = knock.parts;
  const counted = tries.attempt(credentials.username, knock.address);
  if (!counted.ok) return counted;
  const response = await askLibrary(knock, '/sign-in/username', credentials);
  if (response.status >= 500) {
    // a full disk or a broken accounts.db: its own words are in the log already
    log.error({ status: response.status }, 'the login library could not sign anybody in');
    return refuse('UNAVAILABLE');
  }
  const body: unknown = await response.json();
  if (response.ok) {
    tries.succeeded(credentials.username, knock.address);
    return accept(withCookies({ user: publicUser(body) }, response));
  }
  const inactive = typeof body === 'object' && body !== null && Reflect.get(body, 'code') === INACTIVE;
  log.info(
    { username: credentials.username.slice(0, 40), address: knock.address, inactive },
    'a sign-in was refused',
  );
  return refuse(inactive ? 'ACCOUNT_INACTIVE' : 'WRONG_PASSWORD');
}

const me = (asker: Asker) => ({
  id: asker.person,
  name: asker.name,
  username: asker.username,
  mustChangePassword: asker.mustChangePassword,
  roles: [...new Set(asker.memberships.map((held) => held.role))],
  memberships: asker.memberships,
});

export const authenticationDoors: readonly Door[] = [
  door('POST', '/api/auth/sign-in/username', anyone, jsonOf(SignIn), (knock, _asker, input) =>
    checkingPassword(knock, () => signIn(knock, input)),
  ),
  door('POST', '/api/demo/enter', anyone, jsonOf(WhoEnters), async (knock, _asker, input) => {
    const { demo } = knock.parts;
    if (demo === null || !demo.usernames.includes(input.username)) return refuse('NOT_FOUND');
    return checkingPassword(knock, () =>
      signIn(knock, { username: input.username, password: demo.password }),
    );
  }),
  door('POST', '/api/auth/sign-out', anyone, null, async (knock, asker) => {
    const response = await askLibrary(knock, '/sign-out', {});
    if (asker !== null) knock.parts.sessions.ended([asker.session]);
    return accept(withCookies({ success: true }, response));
  }),
  door('GET', '/api/auth/get-session', anyone, null, async (knock, asker) => {
    if (asker === null) return accept(json(null));
    const expiresAt = knock.parts.accounts.sessionExpiry(asker.session);
    const user = { id: asker.person, name: asker.name, username: asker.username };
    return accept(json({ session: { id: asker.session, expiresAt }, user }));
  }),
  door(
    'POST',
    '/api/auth/change-password',
    signedInBeforeOwnPassword,
    jsonOf(ChangePassword),
    async (knock, asker, input) => {
      const counted = knock.parts.tries.attempt(asker.username, knock.address);
      if (!counted.ok) return counted;
      const changed = await checkingPassword(knock, () =>
        knock.parts.administration.people.changeOwnPassword(asker, input.currentPassword, input.newPassword),
      );
      if (!changed.ok) return changed;
      knock.parts.tries.succeeded(asker.username, knock.address);
      return accept(json({ ok: true }));
    },
  ),
  door('POST', '/api/auth/redeem-code', anyone, jsonOf(Redemption), async (knock, _asker, input) => {
    const { tries, log, administration } = knock.parts;
    const counted = tries.attempt(input.username, knock.address);
    if (!counted.ok) return counted;
    const redeemed = await checkingPassword(knock, () => administration.resetCodes.redeem(input));
    if (!redeemed.ok) {
      log.info(
        { username: input.username.slice(0, 40), address: knock.address, code: redeemed.code },
        'a reset code was refused',
      );
      return redeemed;
    }
    tries.succeeded(input.username, knock.address);
    return accept(json({ ok: true }));
  }),
  door('GET', '/api/auth/list-sessions', signedIn, null, async (knock, asker) => {
    const own = knock.parts.accounts.sessions(asker.person);
    return accept(items(own.map((session) => ({ ...session, current: session.id === asker.session }))));
  }),
  door('POST', '/api/auth/revoke-session', signedIn, jsonOf(WhichSession), async (knock, asker, input) => {
    const { accounts, sessions } = knock.parts;
    if (!accounts.sessions(asker.person).some((session) => session.id === input.id))
      return refuse('NOT_FOUND');
    accounts.endSession(input.id);
    sessions.ended([input.id]);
    return accept(json({ ok: true }));
  }),
  door('POST', '/api/auth/revoke-other-sessions', signedIn, null, async (knock, asker) => {
    knock.parts.sessions.ended(knock.parts.accounts.endSessions(asker.person, asker.session));
    return accept(json({ ok: true }));
  }),
  door('GET', '/api/me', signedInBeforeOwnPassword, null, async (_knock, asker) => accept(json(me(asker)))),
];
