/** A new password without e-mail: a code that the administrator reads out and the person redeems, once, within a day. */
import { commitAct, type AdministrationParts, type By } from '#server/access/administration.parts.ts';
import { judgePassword } from '#server/access/password-rule.ts';
import { hashPassword, verifyPassword } from '#server/access/passwords.ts';
import { plainCode, readableCode } from '#server/access/readable-codes.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';

export interface ResetCode {
  /** shown to the administrator this once */
  readonly code: string;
  /** ISO instant */
  readonly expiresAt: string;
}
export interface Redemption {
  readonly username: string;
  readonly code: string;
  readonly password: string;
}

/** Fifty bits: with the limit on tries nobody guesses it in a day. */
const CODE_LENGTH = 10;
const LASTS_MS = 24 * 3_600_000;

export function createResetCodes(parts: AdministrationParts) {
  const { store, accounts } = parts;
  const active = () => store.db.selectFrom('person').select(['id', 'username']).where('active', '=', 1);

  async function make(by: By, id: string): Promise<Outcome<ResetCode>> {
    const person = await active().where('id', '=', id).executeTakeFirst();
    if (!person) return refuse('NOT_FOUND');
    const code = readableCode(CODE_LENGTH);
    const hash = await hashPassword(code);
    const committed = await commitAct(parts, { by, act: 'person.resetCode', target: id, detail: {} }, []);
    if (!committed.ok) return committed;
    const expiresAt = new Date(parts.clock().getTime() + LASTS_MS);
    accounts.keepResetCode(id, hash, expiresAt);
    return accept({ code, expiresAt: expiresAt.toISOString() });
  }

  /** The code that is right for this name at this moment, and whose it is. */
  async function found(username: string, typed: string) {
    const person = await active().where('username', '=', username.toLowerCase()).executeTakeFirst();
    const kept = person ? accounts.resetCode(person.id) : null;
    const code = plainCode(typed);
    if (!person || !kept || kept.expiresAt <= parts.clock().toISOString()) {
      // takes as long as a wrong code, so that the time does not tell which names have one
      await hashPassword(code);
      return null;
    }
    return (await verifyPassword({ hash: kept.hash, password: code })) ? { person, id: kept.id } : null;
  }

  /**
   * `WRONG_RESET_CODE` for a wrong name, a wrong, used or expired code alike; `WEAK_PASSWORD` leaves the code standing. Every
   * session of the person ends.
   */
  async function redeem({ username, code, password }: Redemption): Promise<Outcome<null>> {
    const judged = judgePassword(parts, username, password);
    if (!judged.ok) return judged;
    if (store.readOnly !== null) return refuse('STORE_READ_ONLY');
    const right = await found(username, code);
    if (!right || !accounts.spendResetCode(right.id)) return refuse('WRONG_RESET_CODE');
    const { id } = right.person;
    const committed = await commitAct(parts, { by: id, act: 'password.redeem', target: id, detail: {} }, [
      store.db.updateTable('person').set({ must_change_password: 0 }).where('id', '=', id).compile(),
    ]);
    if (!committed.ok) return committed;
    await accounts.setPassword(id, password);
    parts.sessionsEnded(accounts.endSessions(id));
    return accept(null);
  }

  return { make, redeem };
}
