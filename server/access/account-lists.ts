/** Accounts from a list, all or none: one commit for every person, membership and audit row. Decides no rights of its own. */
import type { AdministrationParts, By } from '#server/access/administration.parts.ts';
import { auditStatement } from '#server/access/audit.ts';
import { holdingNames } from '#server/access/new-account.ts';
import { judgePassword } from '#server/access/password-rule.ts';
import { readableCode } from '#server/access/readable-codes.ts';
import { judgeAccountList, type AccountLine, type LineFault } from '#domain/account-list.ts';
import type { PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';

/** What is shown once: nowhere else is the password kept in words. */
export interface AccountGiven extends AccountLine {
  readonly id: PersonId;
  readonly password: string;
}

const PASSWORD_LENGTH = 10;
/** Draws of one password; a weak one comes once in about ten thousand. */
const DRAWS_MAX = 16;

export function createAccountLists(parts: AdministrationParts) {
  const { store, accounts } = parts;

  async function judge(
    lines: readonly AccountLine[],
    mayGrant: boolean,
  ): Promise<readonly (LineFault | null)[]> {
    const wanted = lines.map((line) => line.username.toLowerCase());
    const named = [...new Set(lines.map((line) => line.organisation))];
    const people = await store.db
      .selectFrom('person')
      .select('username')
      .where('username', 'in', wanted)
      .execute();
    const organisations = await store.db
      .selectFrom('organisation')
      .select(['name', (count) => count.fn.countAll<number>().as('count')])
      .where('name', 'in', named)
      .groupBy('name')
      .execute();
    return judgeAccountList(lines, {
      usernames: new Set(people.map((person) => person.username)),
      organisations: new Map(organisations.map(({ name, count }) => [name, count])),
      mayGrant,
    });
  }

  function firstPassword(username: string): string {
    for (let draw = 0; draw < DRAWS_MAX; draw += 1) {
      const password = readableCode(Math.max(PASSWORD_LENGTH, parts.passwordLengthMin));
      if (judgePassword(parts, username, password).ok) return password;
    }
    throw new Error('The random source gave weak passwords only.');
  }

  async function make(by: By, given: readonly AccountGiven[]): Promise<Outcome<readonly AccountGiven[]>> {
    const organisations = await store.db
      .selectFrom('organisation')
      .select(['id', 'name'])
      .where('name', 'in', [...new Set(given.map((line) => line.organisation))])
      .execute();
    const idOf = new Map(organisations.map(({ id, name }) => [name, id]));
    const at = parts.clock();
    const created_at = at.toISOString();
    const statements = given.flatMap(({ id, username, name, organisation, role }) => {
      const person = [
        store.db
          .insertInto('person')
          .values({ id, username, name, active: 1, must_change_password: 1, created_at })
          .compile(),
        auditStatement(store, at, { by, act: 'person.create', target: id, detail: { username, name } }),
      ];
      const place = idOf.get(organisation);
      if (role === '' || place === undefined) return person;
      const membership = parts.ids();
      const detail = { person: id, organisation: place, role, charge: null };
      return [
        ...person,
        store.db
          .insertInto('membership')
          .values({ id: membership, ...detail, created_at, ended_at: null })
          .compile(),
        auditStatement(store, at, { by, act: 'membership.create', target: membership, detail }),
      ];
    });
    for (const { username } of given) {
      // An account without a person is what a stop between the two files leaves behind: nobody's.
      const orphan = accounts.personOf(username);
      if (orphan !== null) accounts.remove(orphan);
    }
    await accounts.createAll(given);
    const takeBack = (): void => given.forEach(({ id }) => accounts.remove(id));
    try {
      const [result] = await store.commit([statements]);
      if (result?.ok) return accept(given);
      takeBack();
      return refuse('CONFLICT');
    } catch (error) {
      takeBack();
      throw error;
    }
  }

  async function addInTurn(
    by: By,
    lines: readonly AccountLine[],
    mayGrant: boolean,
  ): Promise<Outcome<readonly AccountGiven[]>> {
    if (store.readOnly !== null) return refuse('STORE_READ_ONLY');
    const faults = await judge(lines, mayGrant);
    const first = faults.findIndex((fault) => fault !== null);
    if (first >= 0) {
      const count = faults.filter((fault) => fault !== null).length;
      return refuse('LIST_FAULTY', { count, line: first + 1, fault: faults[first] ?? '' });
    }
    const given = lines.map((line) => {
      const username = line.username.toLowerCase();
      return { ...line, username, id: parts.ids() as PersonId, password: firstPassword(username) };
    });
    return holdingNames(
      given.map((line) => line.username),
      () => make(by, given),
    );
  }

  return {
    /** The first fault of each line, or null. */
    judge,
    /** `LIST_FAULTY {count, line}` and nothing made, or all of them with their first passwords. */
    add: (
      by: By,
      lines: readonly AccountLine[],
      mayGrant: boolean,
    ): Promise<Outcome<readonly AccountGiven[]>> => parts.inTurn(() => addInTurn(by, lines, mayGrant)),
  };
}
