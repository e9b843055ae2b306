/** Accounts and sessions: better-auth on accounts.db, closed down to what this product uses. Knows no roles and no ledgers. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { username } from 'better-auth/plugins';
import { migrateAccounts } from '#server/access/accounts.migrations.ts';
import { USERNAME_PATTERN } from '#domain/account-list.ts';
import { newId } from '#server/access/ids.ts';
import { hashPassword, verifyPassword } from '#server/access/passwords.ts';
import { refuseDamage } from '#server/store/sqlite/soundness.ts';
import type { PersonId } from '#domain/ids.ts';

export interface AccountSession {
  readonly id: string;
  readonly person: PersonId;
  readonly expiresAt: Date;
}

export interface AccountsOptions {
  readonly dataFolder: string;
  readonly secret: string;
  readonly sessionHours: number;
  readonly passwordLengthMin: number;
  readonly passwordLengthMax: number;
  /** asked at each sign-in; a person who is not active gets no session */
  readonly isActive: (person: string) => Promise<boolean>;
  readonly warn: (message: string) => void;
}

export interface NewAccount {
  readonly id: string;
  readonly username: string;
  readonly name: string;
  readonly password: string;
}

export const INACTIVE = 'ACCOUNT_INACTIVE';
const SECURE_PREFIX = '__Secure-';
const resetOf = (person: string): string => `reset:${person}`;

export function authOptions(options: AccountsOptions, database: Database.Database, secure: boolean) {
  return {
    database,
    secret: options.secret,
    basePath: '/api/auth',
    telemetry: { enabled: false },
    // The limit by name and address and the Origin check stand in front (tries.ts, origins.ts).
    rateLimit: { enabled: false },
    logger: { level: 'error' as const, log: (_level: string, message: string) => options.warn(message) },
    session: {
      expiresIn: options.sessionHours * 3600,
      // Rights must end at once, and a session ends when it said it would: no cache, no quiet renewal.
      cookieCache: { enabled: false },
      disableSessionRefresh: true,
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: options.passwordLengthMin,
      maxPasswordLength: options.passwordLengthMax,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    plugins: [
      username({
        displayUsername: false,
        minUsernameLength: 2,
        maxUsernameLength: 30,
        usernameValidator: (name: string) => USERNAME_PATTERN.test(name),
      }),
    ],
    databaseHooks: {
      session: {
        create: {
          before: async (session: { readonly userId: string }) => {
            if (!(await options.isActive(session.userId)))
              throw new APIError('FORBIDDEN', { code: INACTIVE });
          },
        },
      },
    },
    advanced: {
      cookiePrefix: 'sandan',
      useSecureCookies: secure,
      disableCSRFCheck: true,
      disableOriginCheck: true,
      ipAddress: { disableIpTracking: true },
      database: { generateId: newId },
    },
  };
}

export type Accounts = Awaited<ReturnType<typeof openAccounts>>;

/** Opens (or makes) accounts.db. One instance writes plain cookies, one `__Secure-` ones: the request's scheme chooses. */
export async function openAccounts(options: AccountsOptions) {
  const file = join(options.dataFolder, 'accounts.db');
  refuseDamage(file);
  const database = new Database(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.pragma('foreign_keys = ON');
  database.pragma('busy_timeout = 5000');
  migrateAccounts(database);
  const plain = betterAuth(authOptions(options, database, false));
  const secure = betterAuth(authOptions(options, database, true));
  const context = await plain.$context;

  const sessionIds = (person: string, except?: string): string[] =>
    database
      .prepare<[string, string], { id: string }>('select id from session where userId = ? and id <> ?')
      .all(person, except ?? '')
      .map((row) => row.id);

  return {
    /** The library's own door, for the paths that doors/authentication.ts lets through. */
    answer: (request: Request): Promise<Response> =>
      (request.url.startsWith('https:') ? secure : plain).handler(request),

    /** The living session behind these headers, or null. */
    async session(headers: Headers): Promise<AccountSession | null> {
      const cookie = headers.get('cookie') ?? '';
      if (!cookie.includes('sandan.session_token=')) return null;
      const auth = cookie.includes(`${SECURE_PREFIX}sandan.session_token=`) ? secure : plain;
      const found = await auth.api.getSession({ headers: new Headers({ cookie }) });
      if (!found) return null;
      return {
        id: found.session.id,
        person: found.user.id as PersonId,
        expiresAt: new Date(found.session.expiresAt),
      };
    },

    sessionExpiry(session: string): Date | null {
      const row = database
        .prepare<[string], { expiresAt: string }>('select expiresAt from session where id = ?')
        .get(session);
      return row ? new Date(row.expiresAt) : null;
    },

    sessions: (person: string): { id: string; createdAt: string; expiresAt: string }[] =>
      database
        .prepare<[string], { id: string; createdAt: string; expiresAt: string }>(
          'select id, createdAt, expiresAt from session where userId = ? order by createdAt desc limit 100',
        )
        .all(person),

    personOf: (name: string): string | null =>
      database
        .prepare<[string], { id: string }>('select id from user where username = ?')
        .get(name.toLowerCase())?.id ?? null,

    /** All or none; throws when a username is taken. */
    async createAll(people: readonly NewAccount[]): Promise<void> {
      const hashes: string[] = [];
      // one after the other: each takes 19 MiB while it is made
      for (const { password } of people) hashes.push(await hashPassword(password));
      const now = new Date().toISOString();
      const user = database.prepare(
        'insert into user (id, name, email, emailVerified, createdAt, updatedAt, username) values (?, ?, ?, 0, ?, ?, ?)',
      );
      const account = database.prepare(
        'insert into account (id, accountId, providerId, userId, password, createdAt, updatedAt) values (?, ?, ?, ?, ?, ?, ?)',
      );
      database.transaction(() => {
        for (const [index, { id, name, username: typed }] of people.entries()) {
          const own = typed.toLowerCase();
          // Nobody is written to: the address is a placeholder under a name that never resolves.
          user.run(id, name, `${id.toLowerCase()}.${own}@sandan.invalid`, now, now, own);
          account.run(newId(), id, 'credential', id, hashes[index], now, now);
        }
      })();
    },

    remove: (person: string): void => {
      database.prepare('delete from user where id = ?').run(person);
    },

    rename: (person: string, name: string): void => {
      database
        .prepare('update user set name = ?, updatedAt = ? where id = ?')
        .run(name, new Date().toISOString(), person);
    },

    async passwordIs(person: string, password: string): Promise<boolean> {
      const account = await context.internalAdapter.findCredentialAccount(person);
      return account?.password ? verifyPassword({ hash: account.password, password }) : false;
    },

    /** A code that was read out for the password before is void. */
    async setPassword(person: string, password: string): Promise<void> {
      const hash = await hashPassword(password);
      database.prepare('delete from verification where identifier = ?').run(resetOf(person));
      await context.internalAdapter.updatePassword(person, hash);
    },

    /** One code a person: a new one voids the last. */
    keepResetCode: (person: string, hash: string, expiresAt: Date): void => {
      const now = new Date().toISOString();
      database.transaction(() => {
        database.prepare('delete from verification where identifier = ?').run(resetOf(person));
        database
          .prepare(
            'insert into verification (id, identifier, value, expiresAt, createdAt, updatedAt) values (?, ?, ?, ?, ?, ?)',
          )
          .run(newId(), resetOf(person), hash, expiresAt.toISOString(), now, now);
      })();
    },

    resetCode: (person: string): { id: string; hash: string; expiresAt: string } | null =>
      database
        .prepare<[string], { id: string; hash: string; expiresAt: string }>(
          'select id, value as hash, expiresAt from verification where identifier = ?',
        )
        .get(resetOf(person)) ?? null,

    /** False when another request was first. */
    spendResetCode: (code: string): boolean =>
      database.prepare('delete from verification where id = ?').run(code).changes > 0,

    /** Ends the person's sessions, but for one. Answers the ids of those that ended. */
    endSessions(person: string, except?: string): readonly string[] {
      const ended = sessionIds(person, except);
      database.prepare('delete from session where userId = ? and id <> ?').run(person, except ?? '');
      return ended;
    },

    endSession: (session: string): boolean =>
      database.prepare('delete from session where id = ?').run(session).changes > 0,

    removeExpired: (now: Date): number => {
      database.prepare('delete from verification where expiresAt < ?').run(now.toISOString());
      return database.prepare('delete from session where expiresAt < ?').run(now.toISOString()).changes;
    },

    close: (): void => {
      database.close();
    },
  };
}
