import { describe, expect, it } from 'vitest';
import { judgePassword } from '#server/access/password-rule.ts';
import { hashPassword, verifyPassword } from '#server/access/passwords.ts';

const LENGTHS = { passwordLengthMin: 8, passwordLengthMax: 128 };

describe('passwords', () => {
  it('[A6] a hash is Argon2id, salted, and fits its password only', async () => {
    const [one, two] = await Promise.all([hashPassword('县委巡察办-2025'), hashPassword('县委巡察办-2025')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await verifyPassword({ hash: one, password: '县委巡察办-2025' })).toBe(true);
    expect(await verifyPassword({ hash: one, password: '县委巡察办-2024' })).toBe(false);
  });

  it('[A6] one text typed in two Unicode forms is one password', async () => {
    const hash = await hashPassword('cafe\u0301-1234');
    expect(await verifyPassword({ hash, password: 'caf\u00e9-1234' })).toBe(true);
  });

  it('[A6] what is no hash of ours fits nothing', async () => {
    for (const hash of ['', 'plain', '$argon2id$v=19$m=99999999,t=2,p=1$AAAA$AAAA']) {
      expect(await verifyPassword({ hash, password: '' })).toBe(false);
    }
  });

  it.each(['short1!', 'aaaaaaaaaa', 'abababababab', 'somebody', 'SOMEBODY'])(
    '[A6] %s is too weak',
    (password) => {
      expect(judgePassword(LENGTHS, 'somebody', password)).toEqual({
        ok: false,
        code: 'WEAK_PASSWORD',
        params: { min: 8, max: 128 },
      });
    },
  );

  it('[A6] eight different signs are enough, 129 are too many', () => {
    expect(judgePassword(LENGTHS, 'somebody', '四个落实整改到位').ok).toBe(true);
    expect(judgePassword(LENGTHS, 'somebody', 'abcd'.repeat(33)).ok).toBe(false);
  });
});
