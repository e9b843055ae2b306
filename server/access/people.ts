/** People and their passwords: account and person row are made, changed and switched off together. Decides no rights of its own. */
import { commitAct, type AdministrationParts, type By } from '#server/access/administration.parts.ts';
import { makeAccount } from '#server/access/new-account.ts';
import { judgePassword } from '#server/access/password-rule.ts';
import { NAME_LENGTH_MAX, isPrintedName } from '#domain/administration.ts';
import type { PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { ADMIN_ROLES, type Role } from '#domain/roles.ts';

export interface NewPerson {
  readonly username: string;
  readonly name: string;
  readonly password: string;
  /** the password is somebody else's choice: the person is asked to change it */
  readonly mustChangePassword: boolean;
}

/** Administrative roles must not become nobody's: the installation could not be kept any more. */
export async function leavesNobody(
  parts: AdministrationParts,
  role: Role,
  except: { readonly person?: string; readonly membership?: string },
): Promise<boolean> {
  if (!(ADMIN_ROLES as readonly Role[]).includes(role)) return false;
  let others = parts.store.db
    .selectFrom('membership')
    .innerJoin('person', 'person.id', 'membership.person')
    .select('membership.id')
    .where('membership.role', '=', role)
    .where('membership.ended_at', 'is', null)
    .where('person.active', '=', 1);
  if (except.person !== undefined) others = others.where('membership.person', '!=', except.person);
  if (except.membership !== undefined) others = others.where('membership.id', '!=', except.membership);
  return (await others.limit(1).execute()).length === 0;
}

export function createPeople(parts: AdministrationParts) {
  const { store, accounts } = parts;
  const personOf = (id: string) =>
    store.db.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();

  async function add(by: By, person: NewPerson): Promise<Outcome<{ readonly id: PersonId }>> {
    const made = await makeAccount(parts, person, ({ id, username, name }) =>
      commitAct(parts, { by, act: 'person.create', target: id, detail: { username, name } }, [
        store.db
          .insertInto('person')
          .values({
            id,
            username,
            name,
            active: 1,
            must_change_password: person.mustChangePassword ? 1 : 0,
            created_at: parts.clock().toISOString(),
          })
          .compile(),
      ]),
    );
    return made.ok ? accept({ id: made.value.id }) : made;
  }

  async function changeInTurn(
    by: By,
    id: string,
    changes: { readonly name?: string; readonly active?: boolean },
  ): Promise<Outcome<null>> {
    const person = await personOf(id);
    if (!person) return refuse('NOT_FOUND');
    const name = changes.name?.trim() ?? person.name;
    if (!isPrintedName(name, NAME_LENGTH_MAX)) return refuse('BAD_REQUEST', { field: 'name' });
    const active = changes.active ?? person.active === 1;
    if (!active) {
      for (const role of ADMIN_ROLES) {
        const holds = await store.db
          .selectFrom('membership')
          .select('id')
          .where('person', '=', id)
          .where('role', '=', role)
          .where('ended_at', 'is', null)
          .executeTakeFirst();
        if (holds && (await leavesNobody(parts, role, { person: id })))
          return refuse('LAST_HOLDER', { role });
      }
    }
    const committed = await commitAct(
      parts,
      { by, act: 'person.change', target: id, detail: { name, active } },
      [
        store.db
          .updateTable('person')
          .set({ name, active: active ? 1 : 0 })
          .where('id', '=', id)
          .compile(),
      ],
    );
    if (!committed.ok) return committed;
    accounts.rename(id, name);
    if (!active) parts.sessionsEnded(accounts.endSessions(id));
    await parts.rightsChanged({ person: id as PersonId });
    return accept(null);
  }

  const change = (...act: Parameters<typeof changeInTurn>): Promise<Outcome<null>> =>
    parts.inTurn(() => changeInTurn(...act));

  /** A new password from an administrator: every session of the person ends. */
  async function resetPassword(by: By, id: string, password: string): Promise<Outcome<null>> {
    const person = await personOf(id);
    if (!person) return refuse('NOT_FOUND');
    const judged = judgePassword(parts, person.username, password);
    if (!judged.ok) return judged;
    const committed = await commitAct(parts, { by, act: 'person.password', target: id, detail: {} }, [
      store.db.updateTable('person').set({ must_change_password: 1 }).where('id', '=', id).compile(),
    ]);
    if (!committed.ok) return committed;
    await accounts.setPassword(id, password);
    parts.sessionsEnded(accounts.endSessions(id));
    return accept(null);
  }

  /** Signed out everywhere at once; answers how many sessions ended. */
  async function endSessions(by: By, id: string): Promise<Outcome<{ readonly ended: number }>> {
    if (!(await personOf(id))) return refuse('NOT_FOUND');
    const committed = await commitAct(parts, { by, act: 'person.sessions', target: id, detail: {} }, []);
    if (!committed.ok) return committed;
    const ended = accounts.endSessions(id);
    parts.sessionsEnded(ended);
    return accept({ ended: ended.length });
  }

  /** One's own password: the other sessions end, this one goes on. */
  async function changeOwnPassword(
    own: { readonly person: PersonId; readonly username: string; readonly session: string },
    current: string,
    wanted: string,
  ): Promise<Outcome<null>> {
    if (!(await accounts.passwordIs(own.person, current))) return refuse('WRONG_PASSWORD');
    const judged = judgePassword(parts, own.username, wanted);
    if (!judged.ok) return judged;
    // the same one again would leave it known to whoever handed it out
    if (wanted.normalize('NFKC') === current.normalize('NFKC')) return refuse('SAME_PASSWORD');
    const committed = await commitAct(
      parts,
      { by: own.person, act: 'password.change', target: own.person, detail: {} },
      [
        store.db
          .updateTable('person')
          .set({ must_change_password: 0 })
          .where('id', '=', own.person)
          .compile(),
      ],
    );
    if (!committed.ok) return committed;
    await accounts.setPassword(own.person, wanted);
    parts.sessionsEnded(accounts.endSessions(own.person, own.session));
    return accept(null);
  }

  return { add, change, resetPassword, endSessions, changeOwnPassword };
}
