/**
 * Forged and honest updates against a real guarded ledger, with a second opinion on every change. Also a command:
 * `npm run fuzz -- --updates 200000 --seed 7`.
 */
import * as Y from 'yjs';
import { parseKey } from '#document/keys.ts';
import { cellsOf, createLedgerDoc, type CellValue } from '#document/ledger-doc.ts';
import { readLists, rowFacts } from '#document/read.ts';
import { fieldOf } from '#domain/lists/fields.ts';
import { checkMember, checkValue } from '#domain/lists/values.ts';
import { mayCreate, mayWrite, type RowFacts } from '#domain/permissions.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { EDITOR, LEADER, OFFICE, sampleLedger } from '#server/rooms/guard/guard.testing.ts';
import type { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import { forgery } from './forgeries.ts';
import { ROLES, act, contentOf, freshRow, honestPage, outgoing, type HonestPage } from './honest-pages.ts';
import { seeded, type Random } from './random.ts';

export interface FuzzResult {
  readonly seed: number;
  readonly forged: number;
  /** forged ones that were harmless and let through */
  readonly passed: number;
  readonly honest: number;
  readonly escapes: readonly string[];
  readonly throws: readonly string[];
  readonly refusedHonest: readonly string[];
  readonly divergences: readonly string[];
}

const FORGER_CLIENTS = [0, 500, 4_294_967_295];
const FORGERS: readonly LedgerActor[] = [EDITOR, OFFICE, LEADER];
const FORGED_PER_ROUND = 250;
const REPORTED_MAX = 20;

interface Run {
  readonly random: Random;
  readonly ledger: GuardedDocument;
  /** canonical updates in order, as a room would log and broadcast them */
  readonly log: Uint8Array[];
  /** what everybody else has: only canonical bytes */
  readonly mirror: Y.Doc;
  readonly recent: Uint8Array[];
  readonly found: { escapes: string[]; throws: string[]; refusedHonest: string[]; divergences: string[] };
  passed: number;
  honest: number;
}

export function fuzzGuard(count: number, seed: number): FuzzResult {
  const random = seeded(seed);
  const total = {
    passed: 0,
    honest: 0,
    escapes: [] as string[],
    throws: [] as string[],
    refusedHonest: [] as string[],
    divergences: [] as string[],
  };
  let forged = 0;
  while (forged < count) {
    const run = startRun(random);
    const pages = ROLES.map((actor, n) => honestPage(run.ledger, [3, 700, 4_000_000_000][n]!, actor, 0));
    let rows = 0;
    for (let n = 0; n < FORGED_PER_ROUND && forged < count; n += 1, forged += 1) {
      for (const page of pages) liveOneMoment(run, page, () => freshRow(rows++));
      sendForged(run);
    }
    for (const page of pages) catchUp(run, page);
    for (const page of pages) send(run, page);
    for (const page of pages) catchUp(run, page);
    compare(run, pages);
    total.passed += run.passed;
    total.honest += run.honest;
    for (const kind of ['escapes', 'throws', 'refusedHonest', 'divergences'] as const)
      total[kind].push(...run.found[kind].slice(0, REPORTED_MAX));
  }
  return { seed, forged, ...total };
}

function startRun(random: Random): Run {
  const ledger = sampleLedger();
  const mirror = createLedgerDoc();
  Y.applyUpdate(mirror, Y.encodeStateAsUpdate(ledger.doc));
  const found = { escapes: [], throws: [], refusedHonest: [], divergences: [] };
  return { random, ledger, log: [], mirror, recent: [], found, passed: 0, honest: 0 };
}

function liveOneMoment(run: Run, page: HonestPage, row: () => string): void {
  const { random } = run;
  if (random.chance(0.2)) act(page, random, row);
  if (random.chance(0.12)) catchUp(run, page);
  if (random.chance(0.15)) send(run, page);
}

function catchUp(run: Run, page: HonestPage): void {
  for (; page.taken < run.log.length; page.taken += 1)
    Y.applyUpdate(page.doc, run.log[page.taken]!, 'server');
}

function send(run: Run, page: HonestPage): void {
  for (const update of outgoing(page, run.ledger, run.random)) {
    run.honest += 1;
    run.recent.push(update);
    if (run.recent.length > 20) run.recent.shift();
    const verdict = offer(run, update, page.actor, [page.doc.clientID]);
    if (verdict !== 'OK') run.found.refusedHonest.push(`${verdict} ${hex(update)}`);
  }
}

function sendForged(run: Run): void {
  const { random, ledger } = run;
  const update = forgery({ ledger, random, own: FORGER_CLIENTS, honest: run.recent });
  const actor = random.of(FORGERS);
  const before = snapshot(ledger.doc);
  const clocks = Y.decodeStateVector(Y.encodeStateVector(ledger.doc));
  const verdict = offer(run, update, actor, FORGER_CLIENTS);
  if (verdict === 'OK') run.passed += 1;
  const wrong = foreignStructs(run, clocks) ?? judge(run, before, actor, verdict === 'OK');
  if (wrong) run.found.escapes.push(`${wrong} ${hex(update)}`);
}

function offer(run: Run, update: Uint8Array, actor: LedgerActor, own: readonly number[]): string {
  try {
    const inspected = run.ledger.inspect(update, { actor, owns: (client) => own.includes(client) });
    if (!inspected.ok) return inspected.refusal.code;
    if (!inspected.value.adds) return 'OK';
    const applied = run.ledger.apply(update, inspected.value);
    if (applied.update) {
      run.log.push(applied.update);
      Y.applyUpdate(run.mirror, applied.update);
    }
    return 'OK';
  } catch (error) {
    run.found.throws.push(`${String(error)} ${hex(update)}`);
    return 'THROWN';
  }
}

/** Nobody but the forger may have written anything. */
function foreignStructs({ ledger }: Run, clocks: ReadonlyMap<number, number>): string | undefined {
  for (const client of ledger.doc.store.clients.keys()) {
    if (FORGER_CLIENTS.includes(client)) continue;
    if (Y.getState(ledger.doc.store, client) !== (clocks.get(client) ?? 0))
      return `client ${client} was impersonated`;
  }
  return undefined;
}

interface Snapshot {
  readonly cells: ReadonlyMap<string, CellValue>;
  readonly texts: ReadonlyMap<string, string>;
  readonly facts: (row: string) => ReturnType<typeof rowFacts>;
}

function snapshot(doc: Y.Doc): Snapshot {
  const texts = [...doc.share.keys()].filter((name) => name !== 'cells');
  // asked rarely, so that the index over the document is made only for what changed
  const frozen = Y.encodeStateAsUpdate(doc);
  return {
    cells: new Map(cellsOf(doc).entries()),
    texts: new Map(texts.map((name) => [name, doc.getText(name).toString()])),
    facts: (row) => {
      const copy = createLedgerDoc();
      Y.applyUpdate(copy, frozen);
      return rowFacts(copy, row, false);
    },
  };
}

/** The second opinion, which knows nothing of structs: did anything change that this person may not change? */
function judge(run: Run, before: Snapshot, actor: LedgerActor, accepted: boolean): string | undefined {
  const { doc } = run.ledger;
  if (doc.store.pendingStructs !== null || doc.store.pendingDs !== null) return 'something is pending';
  const cells = new Map(cellsOf(doc).entries());
  for (const key of before.cells.keys()) if (!cells.has(key)) return `${key} is gone`;
  for (const [key, value] of cells) {
    if (before.cells.has(key) && Object.is(before.cells.get(key), value)) continue;
    if (!accepted) return `${key} changed although it was refused`;
    const wrong = cellIsWrong(before, cells, actor, key, value);
    if (wrong) return wrong;
  }
  for (const name of doc.share.keys()) {
    if (name === 'cells') continue;
    const text = doc.getText(name).toString();
    const known = before.texts.get(name);
    if (known === text) continue;
    const at = parseKey(name);
    const facts = at && factsOf(before, cells, at.row);
    const field = at && facts && fieldOf(facts.list, at.field);
    if (!accepted || !field || field.held !== 'text' || !facts) return `text ${name} is not one`;
    if (text !== (known ?? '') && !mayWrite(actor, facts, field).ok) return `text ${name} changed`;
  }
  return undefined;
}

function cellIsWrong(
  before: Snapshot,
  cells: ReadonlyMap<string, CellValue>,
  actor: LedgerActor,
  key: string,
  value: CellValue,
): string | undefined {
  const at = parseKey(key);
  if (!at) return `${key} is no cell`;
  const facts = factsOf(before, cells, at.row);
  const field = facts && fieldOf(facts.list, at.field);
  if (!facts || !field || field.held === 'text') return `${key} is no field`;
  if (!checkMember(field, at.member).ok || !checkValue(field, value).ok)
    return `${key} holds ${String(value)}`;
  if (!before.cells.has(`${at.row}/list`) && (field.held === 'once' || field.name === 'order')) {
    return mayCreate(actor, facts.list, before.facts(String(cells.get(`${at.row}/problem`)))).ok
      ? undefined
      : `${key} was born`;
  }
  return mayWrite(actor, facts, field, at.member).ok ? undefined : `${key} was written`;
}

function factsOf(before: Snapshot, cells: ReadonlyMap<string, CellValue>, row: string): RowFacts | undefined {
  const facts = before.facts(row);
  if (facts.exists) return facts;
  const list = cells.get(`${row}/list`);
  const above = before.facts(String(cells.get(`${row}/problem`)));
  return (list === 'tasks' || list === 'duties') && above.exists
    ? { ...above, list, exists: true, deleted: false }
    : undefined;
}

function compare(run: Run, pages: readonly HonestPage[]): void {
  const expected = JSON.stringify(contentOf(run.ledger.doc));
  const reloaded = createLedgerDoc();
  Y.applyUpdate(reloaded, Y.encodeStateAsUpdate(run.ledger.doc));
  const replicas: [string, Y.Doc][] = [
    ['mirror', run.mirror],
    ['reloaded', reloaded],
    ...pages.map((page): [string, Y.Doc] => [`page ${page.doc.clientID}`, page.doc]),
  ];
  for (const [name, doc] of replicas)
    if (JSON.stringify(contentOf(doc)) !== expected) run.found.divergences.push(name);
  if (JSON.stringify(run.ledger.lists()) !== JSON.stringify(readLists(run.ledger.doc)))
    run.found.divergences.push('rows');
}

const hex = (update: Uint8Array): string => Buffer.from(update).toString('hex').slice(0, 400);

if (import.meta.main) {
  const option = (name: string, otherwise: number): number => {
    const at = process.argv.indexOf(`--${name}`);
    return at > 0 ? Number(process.argv[at + 1]) : otherwise;
  };
  const result = fuzzGuard(option('updates', 200_000), option('seed', Date.now() % 2 ** 31));
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  const failed = [result.escapes, result.throws, result.refusedHonest, result.divergences].some(
    (found) => found.length > 0,
  );
  process.exitCode = failed ? 1 : 0;
}
