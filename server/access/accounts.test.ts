import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { getMigrations } from 'better-auth/db/migration';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrateAccounts } from '#server/access/accounts.migrations.ts';
import { authOptions, openAccounts } from '#server/access/accounts.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandan-accounts-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const options = () => ({
  dataFolder: folder,
  secret: 'f'.repeat(64),
  sessionHours: 1,
  passwordLengthMin: 8,
  passwordLengthMax: 128,
  isActive: () => Promise.resolve(true),
  warn: () => undefined,
});
const PERSON = { id: 'p000000000000001', username: 'Office', name: '张三', password: 'correct-horse-7' };

describe('accounts.db', () => {
  it('[A6] has exactly the tables that the login library expects', async () => {
    const database = new Database(join(folder, 'accounts.db'));
    migrateAccounts(database);
    const { toBeCreated, toBeAdded } = await getMigrations(authOptions(options(), database, false));
    database.close();
    expect({ toBeCreated, toBeAdded }).toEqual({ toBeCreated: [], toBeAdded: [] });
  });

  it('[A13] one written by a newer version is refused and left as it was', async () => {
    const database = new Database(join(folder, 'accounts.db'));
    migrateAccounts(database);
    database.pragma('user_version = 99');
    database.close();
    await expect(openAccounts(options())).rejects.toThrow(/newer version/);
  });

  it('[A6] a person is made with a hash alone, found without case, and leaves nothing behind', async () => {
    const accounts = await openAccounts(options());
    await accounts.createAll([PERSON]);
    expect(accounts.personOf('OFFICE')).toBe(PERSON.id);
    expect(await accounts.passwordIs(PERSON.id, PERSON.password)).toBe(true);
    expect(await accounts.passwordIs(PERSON.id, 'wrong')).toBe(false);
    await expect(accounts.createAll([{ ...PERSON, id: 'p000000000000002' }])).rejects.toThrow(/UNIQUE/);
    accounts.remove(PERSON.id);
    expect(await accounts.passwordIs(PERSON.id, PERSON.password)).toBe(false);
    accounts.close();
  });

  it('[A8] on https the cookie is Secure, and each kind opens the same session', async () => {
    const accounts = await openAccounts(options());
    await accounts.createAll([PERSON]);
    const signIn = async (origin: string): Promise<string> => {
      const body = JSON.stringify({ username: 'office', password: PERSON.password });
      const request = new Request(`${origin}/api/auth/sign-in/username`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
      return (await accounts.answer(request)).headers.get('set-cookie') ?? '';
    };
    const [plain, secure] = [await signIn('http://10.0.0.8:3000'), await signIn('https://board.example')];
    expect(plain).not.toMatch(/Secure/);
    expect(secure).toMatch(/^__Secure-sandan\.session_token=.*; Secure/);
    for (const cookie of [plain, secure]) {
      const found = await accounts.session(new Headers({ cookie: cookie.split(';')[0] ?? '' }));
      expect(found?.person).toBe(PERSON.id);
    }
    expect(accounts.endSessions(PERSON.id)).toHaveLength(2);
    expect(await accounts.session(new Headers({ cookie: plain.split(';')[0] ?? '' }))).toBeNull();
    accounts.close();
  });
});
