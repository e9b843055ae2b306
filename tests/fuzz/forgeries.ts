/** Updates that no honest client sends: written by hand from random parts, or honest ones broken. */
import * as Y from 'yjs';
import {
  forge,
  type RawContent,
  type RawId,
  type RawSection,
  type RawStruct,
} from '#server/rooms/guard/forge.testing.ts';
import { CLAIMED, DUTY, PROBLEM, TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import type { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import { lyingUpdate } from './lies.ts';
import type { Random } from './random.ts';

const ROWS = [PROBLEM, CLAIMED, DUTY, TASK, rowId('fuzzed'), rowId('nobody')];
const FIELDS = [
  'list',
  'order',
  'problem',
  'deleted',
  'status',
  'original',
  'source',
  'nature',
  'kind',
  'due',
  'code',
  'owner',
  'completion',
  'evidenceCount',
  'leadDept',
  'firstHead',
  'supervisorOrg',
  'measure',
  'progress',
  'cause',
  'goal',
  'claim:甲',
  'types:其他',
  'counters:rules',
  'leaders:@editor0000000000 甲',
  'unknown',
  '__proto__',
];
const VALUES: readonly unknown[] = [
  null,
  true,
  false,
  0,
  3,
  -1,
  1.5,
  Number.NaN,
  '',
  '甲',
  'tasks',
  'duties',
  'problems',
  'closed',
  '已完成',
  'a5',
  '2026-05-01',
  CLAIMED,
  '长'.repeat(300),
  { a: 1 },
  ['x'],
  undefined,
  5n,
  new Uint8Array([1]),
];
const TEXTS = ['甲', '乙丙', '机密★', '\u0000', '\ud800', 'x'.repeat(50)];

export interface ForgeryGround {
  readonly ledger: GuardedDocument;
  readonly random: Random;
  /** client ids of the forger */
  readonly own: readonly number[];
  /** honest updates of late, to be broken or sent by somebody else */
  readonly honest: readonly Uint8Array[];
}

export function forgery(ground: ForgeryGround): Uint8Array {
  const { random, honest } = ground;
  if (random.chance(0.6)) return lyingUpdate(ground);
  const base = honest.length > 0 ? random.of(honest) : undefined;
  switch (base ? random.int(6) : 0) {
    case 1:
      return flipped(base!, random);
    case 2:
      return base!.slice(0, random.int(base!.length + 1));
    case 3:
      return spliced(base!, random.of(honest), random);
    case 4:
      return base!;
    default:
      return forge(rawUpdate(ground));
  }
}

function flipped(update: Uint8Array, random: Random): Uint8Array {
  const copy = update.slice();
  for (let n = 1 + random.int(3); n > 0; n -= 1) copy[random.int(copy.length)] = random.int(256);
  return copy;
}

function spliced(a: Uint8Array, b: Uint8Array, random: Random): Uint8Array {
  const head = a.slice(0, random.int(a.length));
  return new Uint8Array([...head, ...b.slice(random.int(b.length))]);
}

function rawUpdate(ground: ForgeryGround) {
  const { random } = ground;
  const sections = Array.from({ length: random.chance(0.8) ? 1 : random.int(4) }, () => section(ground));
  return { sections, deletions: random.chance(0.4) ? [deletion(ground)] : [] };
}

const clientOf = ({ ledger, random, own }: ForgeryGround): number =>
  random.chance(0.75)
    ? random.of(own)
    : random.chance(0.7)
      ? random.of([...ledger.doc.store.clients.keys()])
      : random.int(2 ** 33);

function section(ground: ForgeryGround): RawSection {
  const { ledger, random } = ground;
  const client = clientOf(ground);
  const next = Y.getState(ledger.doc.store, client);
  const clock = random.chance(0.8) ? next : Math.max(0, next + random.int(7) - 3);
  return {
    client,
    clock,
    structs: Array.from({ length: 1 + random.int(4) }, (_, n) =>
      struct(ground, { client, clock: clock + n }),
    ),
  };
}

function struct(ground: ForgeryGround, at: RawId): RawStruct {
  const { random } = ground;
  if (random.chance(0.04)) return { kind: random.of(['gc', 'skip']), length: random.int(3) };
  const content = contentOf(random);
  if (random.chance(0.55)) {
    const parent = random.chance(0.7)
      ? 'cells'
      : random.chance(0.8)
        ? nameOf(random)
        : random.chance(0.5)
          ? idOf(ground, at)
          : 'elsewhere';
    return {
      kind: 'item',
      parent,
      content,
      ...((parent === 'cells') !== random.chance(0.05) && { key: nameOf(random) }),
    };
  }
  const origin = random.chance(0.85) ? idOf(ground, at) : undefined;
  const rightOrigin = !origin || random.chance(0.35) ? idOf(ground, at) : undefined;
  return { kind: 'item', content, ...(origin && { origin }), ...(rightOrigin && { rightOrigin }) };
}

const nameOf = (random: Random): string => `${random.of(ROWS)}/${random.of(FIELDS)}`;

function contentOf(random: Random): RawContent {
  const kind = random.int(20);
  if (kind < 11)
    return {
      kind: 'any',
      values: random.chance(0.95) ? [random.of(VALUES)] : [random.of(VALUES), random.of(VALUES)],
    };
  if (kind < 15) return { kind: 'string', text: random.of(TEXTS) };
  if (kind < 17) return { kind: 'deleted', length: 1 + random.int(3) };
  return random.of<RawContent>([
    { kind: 'json', values: ['1'] },
    { kind: 'binary', bytes: new Uint8Array([1]) },
    { kind: 'embed', json: '{}' },
    { kind: 'format', key: 'bold', json: 'true' },
    { kind: 'type', type: random.int(7) },
    { kind: 'doc', guid: 'x' },
  ]);
}

/** Something stored, something of this very update, or nothing at all. */
function idOf({ ledger, random, own }: ForgeryGround, at: RawId): RawId {
  if (random.chance(0.25))
    return { client: at.client, clock: Math.max(0, at.clock - random.int(3) + (random.chance(0.1) ? 2 : 0)) };
  if (random.chance(0.05)) return { client: random.of(own), clock: random.int(50) };
  if (random.chance(0.5)) {
    const item = ledger.places.currentOf(random.of([...ledger.places.cells.keys()]));
    if (item) return { client: item.id.client, clock: item.id.clock };
  }
  const client = random.of([...ledger.doc.store.clients.keys()]);
  return { client, clock: random.int(Y.getState(ledger.doc.store, client) + (random.chance(0.05) ? 3 : 0)) };
}

function deletion(ground: ForgeryGround) {
  const { ledger, random } = ground;
  const client = clientOf(ground);
  const state = Y.getState(ledger.doc.store, client);
  return { client, ranges: [[random.int(state + 2), random.chance(0.9) ? 1 + random.int(3) : 0] as const] };
}
