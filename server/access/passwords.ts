/** Argon2id over node:crypto, in the PHC text form. Hashes only; what a good password is, is decided in people.ts. */
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

const derive = promisify(argon2);

/** OWASP's first choice: 19 MiB, two passes, one lane. */
const COST = { memoryKib: 19_456, passes: 2, parallelism: 1, tagBytes: 32 } as const;
const FORM =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{22,64})\$([A-Za-z0-9+/]{43,86})$/;

const bare = (bytes: Buffer): string => bytes.toString('base64').replace(/=+$/, '');

export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive('argon2id', {
    message: password.normalize('NFKC'),
    nonce,
    parallelism: COST.parallelism,
    tagLength: COST.tagBytes,
    memory: COST.memoryKib,
    passes: COST.passes,
  });
  return `$argon2id$v=19$m=${COST.memoryKib},t=${COST.passes},p=${COST.parallelism}$${bare(nonce)}$${bare(tag)}`;
}

export async function verifyPassword(given: {
  readonly hash: string;
  readonly password: string;
}): Promise<boolean> {
  const parts = FORM.exec(given.hash);
  if (!parts) return false;
  const [, memory, passes, parallelism, nonce, tag] = parts as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  const expected = Buffer.from(tag, 'base64');
  const found = await derive('argon2id', {
    message: given.password.normalize('NFKC'),
    nonce: Buffer.from(nonce, 'base64'),
    parallelism: Number(parallelism),
    tagLength: expected.length,
    memory: Number(memory),
    passes: Number(passes),
  });
  return timingSafeEqual(expected, found);
}
