/** Makes an account and its person row together over two files: neither is left without the other, whatever fails in between. */
import type { AdministrationParts } from '#server/access/administration.parts.ts';
import { judgePassword } from '#server/access/password-rule.ts';
import { USERNAME_PATTERN } from '#domain/account-list.ts';
import { NAME_LENGTH_MAX, isPrintedName } from '#domain/administration.ts';
import type { PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';

export interface AccountRequest {
  readonly username: string;
  readonly name: string;
  readonly password: string;
}
/** As it is stored: trimmed, the username in small letters. */
export interface AccountMade {
  readonly id: PersonId;
  readonly username: string;
  readonly name: string;
}

/** Usernames whose account is being made at this moment, over all callers of one process. */
const underWay = new Set<string>();

/** Nobody else makes an account of one of these names meanwhile. */
export async function holdingNames<T>(
  usernames: readonly string[],
  act: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const busy = usernames.find((name) => underWay.has(name));
  if (busy !== undefined) return refuse('NAME_TAKEN', { name: busy });
  for (const name of usernames) underWay.add(name);
  try {
    return await act();
  } finally {
    for (const name of usernames) underWay.delete(name);
  }
}

/** `commit` writes the person row; when it refuses or throws, the account is taken back. */
export async function makeAccount(
  parts: AdministrationParts,
  request: AccountRequest,
  commit: (made: AccountMade) => Promise<Outcome<null>>,
): Promise<Outcome<AccountMade>> {
  const name = request.name.trim();
  if (!USERNAME_PATTERN.test(request.username)) return refuse('BAD_REQUEST', { field: 'username' });
  if (!isPrintedName(name, NAME_LENGTH_MAX)) return refuse('BAD_REQUEST', { field: 'name' });
  const judged = judgePassword(parts, request.username, request.password);
  if (!judged.ok) return judged;
  const username = request.username.toLowerCase();
  return holdingNames([username], () =>
    make(parts, { id: parts.ids() as PersonId, username, name }, request.password, commit),
  );
}

async function make(
  parts: AdministrationParts,
  made: AccountMade,
  password: string,
  commit: (made: AccountMade) => Promise<Outcome<null>>,
): Promise<Outcome<AccountMade>> {
  const { accounts, store } = parts;
  const person = await store.db
    .selectFrom('person')
    .select('id')
    .where('username', '=', made.username)
    .executeTakeFirst();
  if (person) return refuse('NAME_TAKEN', { name: made.username });
  // An account without a person is what a stop between the two files leaves behind: nobody's.
  const orphan = accounts.personOf(made.username);
  if (orphan !== null) accounts.remove(orphan);
  await accounts.createAll([{ ...made, password }]);
  try {
    const committed = await commit(made);
    if (committed.ok) return accept(made);
    accounts.remove(made.id);
    return committed;
  } catch (error) {
    accounts.remove(made.id);
    throw error;
  }
}
