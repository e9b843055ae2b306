import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PersonId } from '#domain/ids.ts';
import type { Asker } from '#protocol/services.ts';
import { createSessions, type SessionsParts } from '#server/access/sessions.ts';

const HOUR = 3_600_000;
const NOW = Date.parse('2025-03-01T00:00:00Z');
beforeEach(() => vi.useFakeTimers({ now: NOW }));
afterEach(() => vi.useRealTimers());

/** Sessions named by their cookie, each with so many hours to live. */
function watching(hours: Readonly<Record<string, number>>, watchedMax = 10) {
  const told: string[] = [];
  const warned: string[] = [];
  const gone = new Set<string>();
  const expiryOf = (id: string): Date | null => {
    const left = hours[id];
    return left === undefined ? null : new Date(NOW + left * HOUR);
  };
  const parts: SessionsParts = {
    accounts: {
      session: (headers) => {
        const id = headers.get('cookie') ?? '';
        const expiresAt = expiryOf(id);
        return Promise.resolve(expiresAt && { id, person: 'p' as PersonId, expiresAt });
      },
      sessionExpiry: (id) => (gone.has(id) ? null : expiryOf(id)),
    },
    directory: {
      asker: (person, session) =>
        Promise.resolve({
          person: person as PersonId,
          session,
          name: '',
          username: '',
          mustChangePassword: false,
          memberships: [],
        } satisfies Asker),
    },
    now: () => Date.now(),
    watchedMax,
    tell: (session) => void told.push(session),
    warn: (message) => void warned.push(message),
  };
  const sessions = createSessions(parts);
  return {
    sessions,
    told,
    warned,
    gone,
    open: (cookie: string) => sessions.watched(new Headers({ cookie })),
  };
}

describe('watched sessions', () => {
  it('[A10] each is told at its own end, once, whatever the order they came in', async () => {
    const { open, told } = watching({ long: 100, short: 1, middle: 5 });
    for (const cookie of ['long', 'short', 'middle', 'short'])
      expect(await open(cookie)).toMatchObject({ session: cookie });
    await vi.advanceTimersByTimeAsync(HOUR - 1);
    expect(told).toEqual([]);
    await vi.advanceTimersByTimeAsync(1);
    expect(told).toEqual(['short']);
    await vi.advanceTimersByTimeAsync(99 * HOUR);
    expect(told).toEqual(['short', 'middle', 'long']);
  });

  it('[A10] one that ended is told at once and not again at its time', async () => {
    const { open, told, sessions } = watching({ one: 1 });
    await open('one');
    sessions.ended(['one']);
    await vi.advanceTimersByTimeAsync(2 * HOUR);
    expect(told).toEqual(['one']);
  });

  it('[A10] one that ends while its person is looked up opens nothing', async () => {
    const { open, gone } = watching({ one: 1 });
    gone.add('one');
    expect(await open('one')).toBeNull();
  });

  it('[A10] nobody is watched without a session, and no more than the bound', async () => {
    const { open, warned } = watching({ one: 1, two: 1 }, 1);
    expect(await open('unknown')).toBeNull();
    expect(await open('one')).not.toBeNull();
    expect(await open('two')).toBeNull();
    expect(warned).toHaveLength(1);
  });
});
