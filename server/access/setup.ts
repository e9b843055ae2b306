/** The first visit to an empty installation: whoever reads the console's one-time code becomes its administrator. */
import { timingSafeEqual } from 'node:crypto';
import { commitAct, type AdministrationParts } from '#server/access/administration.parts.ts';
import { makeAccount } from '#server/access/new-account.ts';
import { joinedAdministratorsStatement } from '#server/access/installation.ts';
import { plainCode, readableCode } from '#server/access/readable-codes.ts';
import { NAME_LENGTH_MAX, isPrintedName } from '#domain/administration.ts';
import type { PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Role } from '#domain/roles.ts';

export interface SetupRequest {
  readonly code: string;
  readonly name: string;
  readonly username: string;
  readonly password: string;
  readonly officeName: string;
}

export interface Setup {
  readonly needed: () => Promise<boolean>;
  /** To be printed on the console while `needed`; gone once used. */
  readonly code: string;
  readonly run: (request: SetupRequest) => Promise<Outcome<{ readonly person: PersonId }>>;
}

/** A small office: one person is all three administrators and works in the office too. */
const FIRST_ROLES: readonly Role[] = ['system_admin', 'security_admin', 'audit_admin', 'office'];
const makeCode = (): string => [0, 1, 2].map(() => readableCode(4)).join('-');

function same(given: string, expected: string): boolean {
  const plain = (text: string): Buffer => Buffer.from(plainCode(text).padEnd(32).slice(0, 32));
  return timingSafeEqual(plain(given), plain(expected));
}

export function createSetup(parts: AdministrationParts): Setup {
  const { store } = parts;
  const code = makeCode();
  let underWay = false;
  const needed = async (): Promise<boolean> =>
    (await store.db.selectFrom('person').select('id').limit(1).executeTakeFirst()) === undefined;

  async function make(request: SetupRequest): Promise<Outcome<{ readonly person: PersonId }>> {
    const officeName = request.officeName.trim();
    if (!isPrintedName(officeName, NAME_LENGTH_MAX)) return refuse('BAD_REQUEST', { field: 'officeName' });
    const organisation = parts.ids();
    const at = parts.clock().toISOString();
    // One commit: an administrator without rights could never be helped.
    const made = await makeAccount(parts, request, ({ id: person, username, name }) =>
      commitAct(parts, { by: null, act: 'setup', target: person, detail: { username, name, officeName } }, [
        store.db
          .insertInto('person')
          .values({ id: person, username, name, active: 1, must_change_password: 0, created_at: at })
          .compile(),
        store.db
          .insertInto('organisation')
          .values({ id: organisation, name: officeName, kind: 'office', parent: null, created_at: at })
          .compile(),
        // whoever begins alone is all three: the setting says what is so, and a larger office turns it off
        joinedAdministratorsStatement(store, true),
        ...FIRST_ROLES.map((role) =>
          store.db
            .insertInto('membership')
            .values({
              id: parts.ids(),
              person,
              organisation,
              role,
              charge: null,
              created_at: at,
              ended_at: null,
            })
            .compile(),
        ),
      ]),
    );
    return made.ok ? accept({ person: made.value.id }) : made;
  }

  return {
    needed,
    code,
    async run(request) {
      if (underWay || !(await needed())) return refuse('ALREADY_SET_UP');
      if (!same(request.code, code)) return refuse('WRONG_SETUP_CODE');
      underWay = true;
      try {
        return await make(request);
      } finally {
        underWay = false;
      }
    },
  };
}
