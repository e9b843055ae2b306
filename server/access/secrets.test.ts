import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readOrMakeSecrets } from '#server/access/secrets.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandan-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('secrets', () => {
  it('[A13] are made once, different from each other, for the owner alone', () => {
    const made = readOrMakeSecrets(folder);
    expect(made.session).toMatch(/^[0-9a-f]{64}$/);
    expect(made.receipt).not.toBe(made.session);
    expect(readOrMakeSecrets(folder)).toEqual(made);
    if (process.platform !== 'win32') expect(statSync(join(folder, 'secrets.json')).mode & 0o777).toBe(0o600);
  });

  it('[A13] unreadable keys are never replaced', () => {
    writeFileSync(join(folder, 'secrets.json'), '{"session": "short"}');
    expect(() => readOrMakeSecrets(folder)).toThrow(/secrets\.json/);
  });
});
