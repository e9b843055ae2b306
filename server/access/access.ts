/** The access layer put together: accounts, sessions, rights, administration, and word of every change to whoever holds sockets. */
import type { IncomingHttpHeaders } from 'node:http';
import { openAccounts } from '#server/access/accounts.ts';
import type { AdministrationParts } from '#server/access/administration.parts.ts';
import { createAdministration } from '#server/access/administration.ts';
import { createDirectory } from '#server/access/directory.ts';
import { newId } from '#server/access/ids.ts';
import { DEMO_USERNAMES } from '#server/access/demo-accounts.ts';
import { addressedOf, createOrigins } from '#server/access/origins.ts';
import { createSessions } from '#server/access/sessions.ts';
import { createSetup } from '#server/access/setup.ts';
import { createTries } from '#server/access/tries.ts';
import { createTurns } from '#server/access/turns.ts';
import type { LedgerId, OrganisationId, PersonId } from '#domain/ids.ts';
import type { Settings } from '#server/settings.ts';
import type { Store } from '#server/store/store.ts';
import { demoHosts } from '#protocol/demo-hosts.ts';
import type { SyncAccess } from '#server/transport/sync/access.contract.ts';

/** Whoever holds sockets or live views and must hear of changed rights. */
export interface AccessListener {
  readonly sessionEnded: (session: string) => void;
  readonly rightsChanged: (what: { readonly person?: PersonId; readonly ledger?: LedgerId }) => Promise<void>;
  readonly dictionariesChanged: (office: OrganisationId) => void;
}

export interface AccessParts {
  readonly settings: Settings;
  readonly store: Store;
  /** signs session cookies */
  readonly sessionKey: string;
  readonly clock: () => Date;
  readonly warn: (message: string) => void;
}

const EXPIRED_SESSIONS_EVERY_MS = 3_600_000;

export type Access = Awaited<ReturnType<typeof openAccess>>;

export async function openAccess({ settings, store, sessionKey, clock, warn }: AccessParts) {
  const { limits } = settings;
  const listeners: AccessListener[] = [];
  const directory = createDirectory(store);
  const accounts = await openAccounts({
    dataFolder: settings.dataFolder,
    secret: sessionKey,
    sessionHours: limits.sessionHours,
    passwordLengthMin: limits.passwordLengthMin,
    passwordLengthMax: limits.passwordLengthMax,
    isActive: async (person) => (await directory.activePerson(person)) !== undefined,
    warn,
  });
  const sessions = createSessions({
    accounts,
    directory,
    now: () => clock().getTime(),
    watchedMax: limits.watchedSessionsMax,
    tell: (session) => listeners.forEach((listener) => listener.sessionEnded(session)),
    warn,
  });
  const parts: AdministrationParts = {
    store,
    accounts,
    ids: newId,
    clock,
    inTurn: createTurns(),
    passwordLengthMin: limits.passwordLengthMin,
    passwordLengthMax: limits.passwordLengthMax,
    rightsChanged: async (what) => {
      await Promise.all(listeners.map((listener) => listener.rightsChanged(what)));
    },
    dictionariesChanged: (office) => listeners.forEach((listener) => listener.dictionariesChanged(office)),
    sessionsEnded: sessions.ended,
  };
  const origins = createOrigins(settings.origins, settings.demo ? demoHosts(DEMO_USERNAMES) : []);
  const sockets: SyncAccess = {
    originAllowed: (request) => origins.allows(addressedOf(request)),
    authenticate: async (headers: IncomingHttpHeaders) => {
      const asker = await sessions.watched(
        new Headers(headers.cookie === undefined ? {} : { cookie: headers.cookie }),
      );
      return asker && { person: asker.person, session: asker.session, name: asker.name };
    },
    actorFor: directory.actor,
  };
  accounts.removeExpired(clock());
  const sweep = setInterval(() => accounts.removeExpired(clock()), EXPIRED_SESSIONS_EVERY_MS);
  sweep.unref();

  return {
    accounts,
    directory,
    sessions,
    origins,
    /** what the socket transports ask */
    sockets,
    administration: createAdministration(parts),
    setup: createSetup(parts),
    tries: createTries(
      {
        triesMax: limits.signInTriesMax,
        windowMinutes: limits.signInWindowMinutes,
        entriesMax: limits.signInEntriesMax,
      },
      () => clock().getTime(),
    ),
    listen: (listener: AccessListener): void => void listeners.push(listener),
    close(): void {
      clearInterval(sweep);
      sessions.close();
      accounts.close();
    },
  };
}
