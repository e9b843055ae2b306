/** Doors for those who run the machine: is it alive, may it serve, what does it measure. */
import { isIP } from 'node:net';
import { createHash, timingSafeEqual } from 'node:crypto';
import { accept, refuse } from '#domain/refusals.ts';
import type { Door, Knock } from '#server/transport/http/door.ts';
import { door } from '#server/transport/http/make-door.ts';
import { anyone } from '#server/transport/http/permits.ts';
import { json } from '#server/transport/http/reply.ts';

const isLoopback = (address: string): boolean => {
  const plain = address.replace(/^::ffff:/i, '');
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'));
};

/** A request that came through a proxy on this machine is not from this machine. */
const wasForwarded = (knock: Knock): boolean =>
  knock.headers.has('x-forwarded-for') || knock.headers.has('forwarded');

function bearsToken(knock: Knock): boolean {
  const { metricsToken } = knock.parts;
  if (metricsToken === null) return false;
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(knock.headers.get('authorization') ?? ''), digest(`Bearer ${metricsToken}`));
}

export const operationDoors: readonly Door[] = [
  door('GET', '/healthz', anyone, null, async () => accept(json({ ok: true }))),
  door('GET', '/readyz', anyone, null, async (knock) => {
    const reason = knock.parts.storeReadOnly();
    if (reason !== null) return refuse('STORE_READ_ONLY');
    // said, but no reason to send people elsewhere: the board works; why it failed is in the log
    const backup = knock.parts.backup();
    return accept(
      json({ ok: true, ...(backup && { backup: { at: backup.lastAt, ok: backup.failure === null } }) }),
    );
  }),
  door('GET', '/metrics', anyone, null, async (knock) => {
    const near = isLoopback(knock.address) && !wasForwarded(knock);
    if (!near && !bearsToken(knock)) return refuse('FORBIDDEN');
    return accept({ kind: 'text', ...(await knock.parts.metrics.text()) });
  }),
];
