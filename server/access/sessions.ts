/** Sessions as the sockets need them: who is signed in, and word to every open socket when a session ends or its time is up. */
import type { Accounts, AccountSession } from '#server/access/accounts.ts';
import type { Directory } from '#server/access/directory.ts';
import type { Asker } from '#protocol/services.ts';

/** Node's timers reach no further than about 24 days. */
const LONGEST_WAIT_MS = 3_600_000;

export interface Sessions {
  /** The person behind a cookie, active and with a living session, or null. */
  readonly asker: (headers: Headers) => Promise<Asker | null>;
  /**
   * The same for a socket: from now on the session is watched, and its end told. Null as well when too many are watched,
   * and for who has to choose a password first (A16).
   */
  readonly watched: (headers: Headers) => Promise<Asker | null>;
  readonly ended: (sessions: readonly string[]) => void;
  readonly close: () => void;
}

export interface SessionsParts {
  readonly accounts: Pick<Accounts, 'session' | 'sessionExpiry'>;
  readonly directory: Pick<Directory, 'asker'>;
  readonly now: () => number;
  readonly watchedMax: number;
  /** close the sockets of this session */
  readonly tell: (session: string) => void;
  readonly warn: (message: string) => void;
}

export function createSessions(parts: SessionsParts): Sessions {
  const expiries = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;

  function schedule(): void {
    clearTimeout(timer);
    timer = undefined;
    const next = Math.min(...expiries.values());
    if (expiries.size === 0) return;
    timer = setTimeout(sweep, Math.min(Math.max(next - parts.now(), 1), LONGEST_WAIT_MS));
    timer.unref();
  }
  function sweep(): void {
    const now = parts.now();
    ended([...expiries].filter(([, expiry]) => expiry <= now).map(([session]) => session));
    schedule();
  }
  function ended(sessions: readonly string[]): void {
    for (const session of sessions) {
      expiries.delete(session);
      parts.tell(session);
    }
  }
  async function found(
    headers: Headers,
  ): Promise<{ readonly session: AccountSession; readonly asker: Asker } | null> {
    const session = await parts.accounts.session(headers);
    if (!session) return null;
    const asker = await parts.directory.asker(session.person, session.id);
    return asker ? { session, asker } : null;
  }

  return {
    asker: async (headers) => (await found(headers))?.asker ?? null,
    async watched(headers) {
      const signedIn = await found(headers);
      if (!signedIn) return null;
      const { session, asker } = signedIn;
      if (asker.mustChangePassword) return null;
      // It may have ended while the person was being looked up; from here on its end is told.
      if (parts.accounts.sessionExpiry(session.id) === null) return null;
      if (!expiries.has(session.id) && expiries.size >= parts.watchedMax) {
        parts.warn(`More than ${parts.watchedMax} sessions have sockets open; a further one was refused.`);
        return null;
      }
      if (!expiries.has(session.id)) {
        expiries.set(session.id, session.expiresAt.getTime());
        schedule();
      }
      return asker;
    },
    ended,
    close: () => clearTimeout(timer),
  };
}
