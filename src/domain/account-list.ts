/** A pasted list of accounts: what its lines say, and what is wrong with each. Makes nothing and knows no passwords. */
import { NAME_LENGTH_MAX, isPrintedName } from '#domain/administration.ts';
import { ROLES } from '#domain/roles.ts';

/** Accounts of one paste: each costs a password hash, and the whole list one commit. */
export const ACCOUNT_LINES_MAX = 200;
/** Names that can be typed at any keyboard, told apart without case. */
export const USERNAME_PATTERN = /^[A-Za-z0-9_.-]{2,30}$/;

/** As written, trimmed. Organisation (by its name) and role are both there or both empty. */
export interface AccountLine {
  readonly name: string;
  readonly username: string;
  readonly organisation: string;
  /** a role's id once the page has read the word */
  readonly role: string;
}

export const LINE_FAULTS = [
  'name',
  'username',
  'username_twice',
  'username_taken',
  'organisation_missing',
  'organisation_unknown',
  'organisation_ambiguous',
  'role_missing',
  'role_unknown',
  'role_not_yours',
] as const;
export type LineFault = (typeof LINE_FAULTS)[number];

/** What the installation already has. */
export interface KnownAccounts {
  /** in small letters */
  readonly usernames: ReadonlySet<string>;
  /** how many organisations bear a name */
  readonly organisations: ReadonlyMap<string, number>;
  /** whether whoever brings the list may give roles */
  readonly mayGrant: boolean;
}

const HEADER = /^(姓名|名字|name)$/i;

/**
 * Name, user name, organisation and role a line, between tabs or (where the line has none) commas of either width. Empty
 * lines and a header line are left out; a fifth and later column is not read.
 */
export function parseAccountList(text: string): readonly AccountLine[] {
  const lines = text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(line.includes('\t') ? '\t' : /[,，]/).map((part) => part.trim()))
    .map(([name = '', username = '', organisation = '', role = '']) => ({
      name,
      username,
      organisation,
      role,
    }));
  return HEADER.test(lines[0]?.name ?? '') ? lines.slice(1) : lines;
}

function faultOf(line: AccountLine, known: KnownAccounts): LineFault | null {
  if (!isPrintedName(line.name, NAME_LENGTH_MAX)) return 'name';
  if (!USERNAME_PATTERN.test(line.username)) return 'username';
  if (known.usernames.has(line.username.toLowerCase())) return 'username_taken';
  if (line.organisation === '' && line.role === '') return null;
  if (line.organisation === '') return 'organisation_missing';
  if (line.role === '') return 'role_missing';
  const namesakes = known.organisations.get(line.organisation) ?? 0;
  if (namesakes === 0) return 'organisation_unknown';
  if (namesakes > 1) return 'organisation_ambiguous';
  if (!(ROLES as readonly string[]).includes(line.role)) return 'role_unknown';
  return known.mayGrant ? null : 'role_not_yours';
}

/** A17: the first fault of each line, or null; the second line of one user name is at fault, not the first. */
export function judgeAccountList(
  lines: readonly AccountLine[],
  known: KnownAccounts,
): readonly (LineFault | null)[] {
  const seen = new Set<string>();
  return lines.map((line) => {
    const username = line.username.toLowerCase();
    const isTwice = seen.has(username);
    seen.add(username);
    const fault = faultOf(line, known);
    return fault ?? (isTwice ? 'username_twice' : null);
  });
}
