/** The real server, pages aside: accounts, sessions, rights, guard, log and fsync, with as many ledgers as there are rooms. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Outcome } from '#domain/refusals.ts';
import { DEFAULT_SETTINGS } from '#server/access/administration.ts';
import { createApp, type App } from '#server/app.ts';
import { epochStatements } from '#server/rooms/epochs.ts';
import { readSettings } from '#server/settings.ts';
import { CHAIN_START } from '#server/store/chain.ts';
import { Visitor } from '../../../contract/house.ts';
import { writeHistoryOf } from '../ours-history.ts';
import { runAsChild, type ServerTask } from '../server-child.ts';

const PASSWORD = 'bench-password-1';
/** At most 100 connections of one person are let into a ledger. */
const PEOPLE = 8;
const AT = '2026-03-01T00:00:00.000Z';

/** What one connection may send, lifted for the saturation alone: 50 clients stand for hundreds there. */
const lifted = (): Record<string, string> =>
  Object.fromEntries(
    ['SANDAN_FRAMES_PER_SECOND', 'SANDAN_FRAMES_BURST'].flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

const settings = (folder: string) =>
  readSettings({
    SANDAN_DATA: folder,
    SANDAN_LOG_LEVEL: 'error',
    ...lifted(),
  });

function valueOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(`Refused: ${outcome.code} ${JSON.stringify(outcome.params)}`);
  return outcome.value;
}

/** An office with its people, and a round with a ledger a room; answers the ledgers. */
async function makeLedgers(
  { access, store }: App,
  { rooms, stateFile }: ServerTask,
): Promise<readonly string[]> {
  const { organisations, people, rounds } = access.administration;
  const office = valueOf(await organisations.add(null, { name: '某县委巡察办', kind: 'office' })).id;
  for (let n = 1; n <= PEOPLE; n += 1) {
    const account = {
      username: `office${n}`,
      name: `安某${n}`,
      password: PASSWORD,
      mustChangePassword: false,
    };
    const { id } = valueOf(await people.add(null, account));
    valueOf(await organisations.addMembership(null, { person: id, organisation: office, role: 'office' }));
  }
  const round = valueOf(
    await rounds.add(null, {
      name: '第六轮巡察',
      mode: '常规巡察',
      office,
      startsOn: '2026-03-01',
      focusEndsOn: '2026-06-01',
      settings: DEFAULT_SETTINGS,
    }),
  ).id;
  const state = new Uint8Array(readFileSync(stateFile));
  const ledgers: string[] = [];
  for (const room of rooms) {
    const unit = valueOf(await organisations.add(null, { name: `单位${room}`, kind: 'unit' })).id;
    const ledger = valueOf(await rounds.addLedger(null, { round, unit })).id;
    const before = { epoch: 1, seq: 0, hash: CHAIN_START };
    ledgers.push(ledger);
    const [written] = await store.commit([
      epochStatements(store, { ledger, before, epoch: 2, at: AT, commitNo: ledgers.length, state }),
    ]);
    if (!written?.ok) throw new Error(`The document of ${ledger} was refused: ${written?.constraint ?? ''}`);
  }
  return ledgers;
}

async function listen(app: App): Promise<Server> {
  const server = createServer((request, response) =>
    app.handle(request, response, () => void response.writeHead(404).end()),
  );
  server.on('upgrade', (request, socket, head) => {
    if (!app.upgrade(request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

async function signInAll(port: number): Promise<string[]> {
  const cookies: string[] = [];
  for (let n = 1; n <= PEOPLE; n += 1) {
    const visitor = new Visitor(port);
    const reply = await visitor.signIn(`office${n}`, PASSWORD);
    if (reply.status !== 200) throw new Error(`Nobody signed in: ${reply.text}`);
    cookies.push(visitor.cookie);
  }
  return cookies;
}

runAsChild(async (task) => {
  const { folder, fresh, historyUpdates } = task;
  let app = await createApp(settings(folder));
  const ledgers = fresh ? await makeLedgers(app, task) : [];
  if (fresh && historyUpdates > 0) {
    await app.close();
    writeHistoryOf(folder, ledgers[0]!, historyUpdates, new Uint8Array(readFileSync(task.stateFile)));
    app = await createApp(settings(folder));
  }
  const { port } = (await listen(app)).address() as AddressInfo;
  return {
    port,
    paths: ledgers.map((ledger) => `/sync/${ledger}`),
    cookies: fresh ? await signInAll(port) : [],
  };
});
