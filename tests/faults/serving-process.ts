/**
 * The real store, rooms and sync socket in a process of their own, with made-up people: `person=ID` as cookie is the sign-in,
 * everybody is of the office. Says `PORT n` and `PROBLEM id`, stops when standard input ends.
 * Started by the fault tests: node serving-process.ts FOLDER FULL|OFF|EARLY
 * EARLY: a store that lies, it answers before it commits; whoever looks for lost edits must find some then.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { LedgerId, OrganisationId, PersonId } from '#domain/ids.ts';
import { accept } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { createRooms } from '#server/rooms/rooms.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { createSyncTransport } from '#server/transport/sync/sync-transport.ts';
import { cellKey } from '#document/keys.ts';
import { ledgerId, partiesOf } from '../contract/parties.ts';

const STANDARD_OUTPUT = 1;
const PROBLEM = 'problem000000001';
const EARLY_MS = 40;
const [folder, mode] = process.argv.slice(2);
if (!folder || (mode !== 'FULL' && mode !== 'OFF' && mode !== 'EARLY'))
  throw new Error('FOLDER FULL|OFF|EARLY');
const say = (line: string): void => void writeSync(STANDARD_OUTPUT, `${line}\n`);
const complain = (fields: object, message: string): void =>
  void process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);

const honest = await openSqliteStore(folder, { synchronous: mode === 'OFF' ? 'OFF' : 'FULL' });
let behind: Promise<unknown> = Promise.resolve();
const early: Store['commit'] = (groups) => {
  behind = behind
    .then(() => new Promise((resolve) => setTimeout(resolve, EARLY_MS)))
    .then(() => honest.commit(groups));
  return Promise.resolve(groups.map(() => ({ ok: true })));
};
const store: Store = mode === 'EARLY' ? { ...honest, readOnly: null, commit: early } : honest;
await honest.commit([partiesOf(store)]);
const ledger = ledgerId(1) as LedgerId;
const actor = (person: PersonId): LedgerActor => ({
  person,
  name: '安某',
  roles: ['office'],
  organisations: ['office0000000001' as OrganisationId],
});
const actorFor = (person: PersonId) => Promise.resolve(actor(person));
const rooms = createRooms({
  store,
  actorFor,
  receiptKey: 'a key of the test alone',
  clock: () => new Date(),
  today: () => '2025-06-01',
  log: { info: () => undefined, warn: complain, error: complain },
});
const made = await rooms.command(ledger, {
  opId: 'seed000000000001',
  name: 'issueFeedback',
  content: '{}',
  session: 'seed',
  actor: actor('person0000000001' as PersonId),
  decide: () =>
    accept({
      cells: [
        { key: cellKey(PROBLEM, 'list'), value: 'problems' },
        { key: cellKey(PROBLEM, 'order'), value: 'a0' },
        { key: cellKey(PROBLEM, 'code'), value: '1' },
        { key: cellKey(PROBLEM, 'original'), value: '制度执行不严' },
        { key: cellKey(PROBLEM, 'status'), value: 'issued' },
      ],
      value: null,
    }),
});
if (!made.ok) throw new Error(`The problem was not made: ${made.code}`);

const transport = createSyncTransport({
  rooms,
  access: {
    originAllowed: () => true,
    authenticate: (headers) => {
      const person = /person=(\w{16})/.exec(headers.cookie ?? '')?.[1];
      return Promise.resolve(
        person === undefined ? null : { person: person as PersonId, session: person, name: '安某' },
      );
    },
    actorFor,
  },
});
const server = createServer();
server.on('upgrade', (request, socket, head) => transport.handleUpgrade(request, socket, head));
server.listen(0, '127.0.0.1', () => {
  say(`PROBLEM ${PROBLEM}`);
  say(`PORT ${(server.address() as AddressInfo).port}`);
});
/** A word on standard input begins an epoch: EPOCH as it begins by itself, ACCEPT on somebody's decision. */
createInterface({ input: process.stdin }).on('line', (word) => {
  const decision = { person: 'person0000000001', reason: '接受缺失', records: () => [] };
  void rooms
    .switchEpoch(ledger, word === 'ACCEPT' ? decision : undefined)
    .then((begun) => say(`${word} ${begun.ok ? begun.value.epoch : begun.code}`));
});
process.stdin.once('end', () => {
  void (async () => {
    await transport.close();
    await rooms.close();
    await store.close();
    server.close();
    say('CLOSED');
  })();
});
