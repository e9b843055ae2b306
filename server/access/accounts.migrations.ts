/** Numbered, forward-only steps of accounts.db, in the shape better-auth expects. A step, once released, is never edited. */
import type { Database } from 'better-sqlite3';

const STEPS: readonly string[] = [
  `create table "user" ("id" text not null primary key, "name" text not null, "email" text not null unique,
     "emailVerified" integer not null, "image" text, "createdAt" date not null, "updatedAt" date not null, "username" text unique);
   create table "session" ("id" text not null primary key, "expiresAt" date not null, "token" text not null unique,
     "createdAt" date not null, "updatedAt" date not null, "ipAddress" text, "userAgent" text,
     "userId" text not null references "user" ("id") on delete cascade);
   create table "account" ("id" text not null primary key, "accountId" text not null, "providerId" text not null,
     "userId" text not null references "user" ("id") on delete cascade, "accessToken" text, "refreshToken" text, "idToken" text,
     "accessTokenExpiresAt" date, "refreshTokenExpiresAt" date, "scope" text, "password" text,
     "createdAt" date not null, "updatedAt" date not null);
   create table "verification" ("id" text not null primary key, "identifier" text not null, "value" text not null,
     "expiresAt" date not null, "createdAt" date not null, "updatedAt" date not null);
   create index "session_userId_idx" on "session" ("userId");
   create index "session_expiresAt_idx" on "session" ("expiresAt");
   create index "account_userId_idx" on "account" ("userId");
   create index "verification_identifier_idx" on "verification" ("identifier");`,
];

/** Throws on a file that a newer version wrote. */
export function migrateAccounts(database: Database): void {
  const version = Number(database.pragma('user_version', { simple: true }));
  if (version > STEPS.length) {
    throw new Error(
      `accounts.db was written by a newer version of Sandan (step ${version}, this one knows ${STEPS.length}).`,
    );
  }
  STEPS.slice(version).forEach((step, index) => {
    database.transaction(() => {
      database.exec(step);
      database.pragma(`user_version = ${version + index + 1}`);
    })();
  });
}
