/** The composition root: everything is made here once, in order, and closed in the opposite one. Also mounted by the dev server. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pino, type Logger } from 'pino';
import { sentence } from '#messages/sentence.ts';
import type { Services } from '#protocol/services.ts';
import {
  DEMO_PASSWORD,
  DEMO_USERNAMES,
  readDemoAccounts,
  readDemoSeats,
} from '#server/access/demo-accounts.ts';
import { openAccess, type Access } from '#server/access/access.ts';
import { newId } from '#server/access/ids.ts';
import { readOrMakeSecrets } from '#server/access/secrets.ts';
import { boundsOf } from '#server/bounds.ts';
import { createBeginEpoch } from '#server/commands/begin-epoch.ts';
import { commandNameOf, runCommand as runGoverned } from '#server/commands/run.ts';
import type { RunCommand } from '#server/exchange/exchange.parts.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import { createAutomaticSnapshots, type AutomaticSnapshots } from '#server/exchange/automatic-snapshots.ts';
import { createExchange } from '#server/exchange/exchange.ts';
import { committedFromStore } from '#server/exchange/exports/stored-rows.ts';
import { createHistory } from '#server/history/history.ts';
import { startWarmUp } from '#server/history/warm-up.ts';
import { createLastSeen } from '#server/history/last-seen.ts';
import { provenLedgers, startHistoryCheck } from '#server/jobs/history-check.ts';
import { createLogRetention } from '#server/jobs/log-retention.ts';
import { startJobs } from '#server/jobs/jobs.ts';
import { nameDamagedLedgers } from '#server/jobs/ledger-check.ts';
import { measureRooms } from '#server/rooms/metrics.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import { createRooms } from '#server/rooms/rooms.ts';
import { createClosedLedger } from '#server/services/closed-ledger.ts';
import { createRights } from '#server/services/rights.ts';
import { createServices } from '#server/services/services.ts';
import type { Settings } from '#server/settings.ts';
import { refuseHalfFolder } from '#server/store/data-folder.ts';
import { isGivenUp } from '#server/store/given-up.ts';
import { openSqliteStore, type SqliteStoreSettings } from '#server/store/sqlite/open.ts';
import { ledgersFile } from '#server/store/sqlite/reading.ts';
import type { Store } from '#server/store/store.ts';
import { createHttp } from '#server/transport/http/http.ts';
import { createMetrics } from '#server/transport/http/metrics.ts';
import { createLiveTransport } from '#server/transport/live/live-transport.ts';
import { createSyncTransport } from '#server/transport/sync/sync-transport.ts';
import { watchesDictionaries } from '#server/services/dictionaries.ts';
import { createDictionaryViews } from '#server/views/dictionaries.ts';
import { createDepartmentViews } from '#server/views/departments.ts';
import { createViews } from '#server/views/views.ts';

/** What demo content is made with: everything below the doors. */
export interface Foundation {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly access: Access;
  readonly exchange: Exchange;
  readonly runCommand: RunCommand;
  readonly log: Logger;
}

export interface App extends Foundation {
  /** Answers the API; every other path goes to `next` (the pages). */
  readonly handle: (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
  /** Takes `/sync/{ledger}` and `/live`; false, and untouched, for any other path (the dev server has its own socket). */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean;
  readonly services: Services;
  /** Null once somebody is there. */
  readonly setupCode: string | null;
  readonly demoPassword: string | null;
  /** Once it listens: a while later what is slow the first time is done a first time (H21). */
  readonly warmUp: () => void;
  /** Ends sockets, flushes rooms, closes the files. A second call waits for the first. */
  readonly close: () => Promise<void>;
}

const SERVICES = Symbol.for('sandan');
/** When old log rows go where no hour is set for snapshots. */
const RETENTION_HOUR = 1;
const NOTHING_DONE = { done: 0, left: 0 };

const dayIn = (timeZone: string): ((at: Date) => string) => {
  const days = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  // asked with every commit; no zone changes its day inside a minute
  let [minute, day] = [NaN, ''];
  return (at) => {
    const asked = Math.floor(at.getTime() / 60_000);
    if (asked !== minute) [minute, day] = [asked, days.format(at)];
    return day;
  };
};

/** What was opened, closed once and in the opposite order; one failure does not keep the others open. */
function createClosing(log: Logger) {
  const steps: (() => void | Promise<void>)[] = [];
  let closed: Promise<void> | undefined;
  async function closeAll(): Promise<void> {
    for (const step of steps.reverse()) {
      try {
        await step();
      } catch (error) {
        log.error({ err: error }, 'something did not close');
      }
    }
  }
  return {
    then: (step: () => void | Promise<void>): void => void steps.push(step),
    close: (): Promise<void> => (closed ??= closeAll()),
  };
}

/**
 * Builds and starts everything on `settings.dataFolder`. Rejects with a sentence when the folder is in use or not ours
 * to read. `faults`: a full disk or a lazy one, for the tests that prove what follows.
 */
export async function createApp(settings: Settings, faults: SqliteStoreSettings = {}): Promise<App> {
  const log = pino({ level: settings.logLevel, base: null, timestamp: pino.stdTimeFunctions.isoTime });
  const closing = createClosing(log);
  try {
    return await build(settings, faults, log, closing);
  } catch (error) {
    await closing.close();
    throw error;
  }
}

async function build(
  settings: Settings,
  faults: SqliteStoreSettings,
  log: Logger,
  closing: ReturnType<typeof createClosing>,
): Promise<App> {
  const report = (error: unknown): void => log.error({ err: error }, 'background work failed');
  const clock = (): Date => new Date();
  const dayOf = dayIn(settings.timeZone);
  const today = (): string => dayOf(clock());

  refuseHalfFolder(settings.dataFolder);
  const secrets = readOrMakeSecrets(settings.dataFolder);
  const store = await openSqliteStore(settings.dataFolder, faults);
  closing.then(() => store.close());
  store.onReadOnly((reason) =>
    log.fatal({ reason }, 'the store takes no more writes; restart once the disk is mended'),
  );
  const damaged = await nameDamagedLedgers(store, log);
  const access = await openAccess({
    settings,
    store,
    sessionKey: secrets.session,
    clock,
    warn: (message) => log.warn(message),
  });
  closing.then(access.close);
  const rooms = createRooms({
    store,
    actorFor: access.sockets.actorFor,
    receiptKey: secrets.receipt,
    limits: settings.core,
    clock,
    today,
    log,
  });
  closing.then(() => rooms.close());
  for (const { ledger, at } of damaged) rooms.damageFound(ledger, at);
  const historyCheck = startHistoryCheck({
    file: ledgersFile(settings.dataFolder),
    receiptKey: secrets.receipt,
    ledgers: async () => (await store.db.selectFrom('ledger').select('id').execute()).map(({ id }) => id),
    isGivenUp: (ledger, at) => isGivenUp(store.db, secrets.receipt, ledger, at),
    damageFound: (ledger, at) => rooms.damageFound(ledger, at),
    log,
  });
  closing.then(historyCheck.close);
  const rights = createRights(store, access.directory);
  const views = createViews({ store, rooms, today, dayOf, report });
  closing.then(views.close);
  const departments = createDepartmentViews({ store, rooms, today, report });
  closing.then(departments.close);
  const dictionaries = createDictionaryViews({ store, report });
  closing.then(dictionaries.close);
  /** Commands lead to automatic snapshots, which are made of the exchange, which is made of commands. */
  const snapshots: { automatic?: AutomaticSnapshots } = {};
  const governed: RunCommand = (ledger, by, body) =>
    runGoverned(
      {
        store,
        rooms,
        ids: newId,
        actorFor: access.sockets.actorFor,
        restoreMoment: (ask, run) => exchange.restoreMoment(ask, run),
      },
      { ledger, ...by, body },
    );
  const runCommand: RunCommand = async (ledger, by, body) => {
    const done = await governed(ledger, by, body);
    if (done.ok) snapshots.automatic?.after(ledger, commandNameOf(body), by.actor);
    return done;
  };
  const exchange = createExchange({
    store,
    rooms: committedFromStore(store, rooms, clock, rooms.isDamaged.bind(rooms)),
    runCommand,
    clock: { now: clock, today, dayOf },
    ids: newId,
    log,
  });
  closing.then(() => exchange.close());
  const history = createHistory({ folder: settings.dataFolder, log });
  closing.then(() => history.close());
  const warmUp = (): void => closing.then(startWarmUp({ db: store.db, history, report }).close);
  const sync = createSyncTransport({ rooms, access: access.sockets });
  closing.then(() => sync.close());
  const live = createLiveTransport({
    views,
    mayWatch: rights.watchable,
    departments,
    mayWatchDepartment: rights.watchesDepartment,
    dictionaries,
    mayWatchDictionaries: watchesDictionaries(rights, access.directory),
    report,
    access: access.sockets,
  });
  closing.then(live.close);
  access.listen({
    sessionEnded(session) {
      rooms.sessionEnded(session);
      live.sessionEnded(session);
    },
    dictionariesChanged: dictionaries.changed,
    async rightsChanged(what) {
      await Promise.all([rooms.rightsChanged(what), live.rightsChanged(what)]);
    },
  });
  const metrics = createMetrics(
    () => store.readOnly !== null,
    () => rooms.damagedCount,
  );
  closing.then(metrics.close);
  measureRooms(metrics.registry, rooms);
  const { hour: snapshotHour, keep: nightlyKept } = settings.snapshots;
  const retention = createLogRetention({
    store,
    receiptKey: secrets.receipt,
    months: settings.historyMonths,
    proven: (ledgers) => provenLedgers(ledgersFile(settings.dataFolder), ledgers, secrets.receipt),
    clock,
    log,
  });
  const jobs = startJobs({
    backup: settings.backup,
    tasks: [
      ...(snapshotHour === null
        ? []
        : [
            {
              name: 'snapshots',
              hour: snapshotHour,
              work: async () => (await snapshots.automatic?.nightly()) ?? NOTHING_DONE,
            },
          ]),
      ...(settings.historyMonths === 0
        ? []
        : [{ name: 'history', hour: snapshotHour ?? RETENTION_HOUR, work: retention.run }]),
    ],
    dataFolder: settings.dataFolder,
    timeZone: settings.timeZone,
    clock,
    registry: metrics.registry,
    log,
  });
  closing.then(jobs.close);
  closing.then(retention.close);

  const foundation = { store, rooms, access, exchange, runCommand, log };
  if (settings.demo) {
    // Loaded here and nowhere else: the example content is no part of a real installation.
    const { seedDemo } = await import('#server/demo/seed.ts');
    await seedDemo(foundation, today());
  }
  // from here on milestones are kept: the example round was made at one go
  snapshots.automatic = createAutomaticSnapshots({ store, exchange, nightlyKept, clock, log });
  closing.then(snapshots.automatic.close);
  const accounts = await readDemoAccounts(store);
  const services = createServices({
    store,
    rooms,
    directory: access.directory,
    rights,
    views,
    departments,
    exchange,
    history,
    today,
    dayOf,
    auditPageRows: settings.limits.auditPageRows,
    bounds: () => {
      const standing = jobs.backup();
      return {
        bounds: boundsOf(settings),
        backup: standing && { at: standing.lastAt, ok: standing.failure === null },
      };
    },
    demo: settings.demo ? { accounts, seats: await readDemoSeats(store) } : null,
    setupNeeded: access.setup.needed,
    asker: access.sessions.asker,
  });
  const http = createHttp({
    ...access,
    services,
    rights,
    exchange,
    history,
    lastSeen: createLastSeen(store),
    runCommand,
    beginEpoch: createBeginEpoch({ store, rooms, clock }),
    closedLedger: createClosedLedger({ store, rooms, backup: jobs.backup }),
    demo: settings.demo ? { password: DEMO_PASSWORD, usernames: DEMO_USERNAMES } : null,
    limits: settings.limits,
    proxyHops: settings.proxyHops,
    metricsToken: settings.metricsToken,
    metrics,
    storeReadOnly: () => store.readOnly,
    backup: jobs.backup,
    sentence,
    log,
  });
  Reflect.set(globalThis, SERVICES, { services });

  return {
    ...foundation,
    services,
    handle: http.handle,
    upgrade(request, socket, head) {
      const path = request.url?.split('?')[0] ?? '';
      if (path === '/live') live.handleUpgrade(request, socket, head);
      else if (path.startsWith('/sync/')) sync.handleUpgrade(request, socket, head);
      else return false;
      return true;
    },
    setupCode: (await access.setup.needed()) ? access.setup.code : null,
    demoPassword: settings.demo ? DEMO_PASSWORD : null,
    warmUp,
    close: closing.close,
  };
}
