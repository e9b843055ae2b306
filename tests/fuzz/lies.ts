/** Honest-looking updates with one or two lies in them: what random bytes hardly ever hit. */
import * as Y from 'yjs';
import {
  forge,
  type RawContent,
  type RawId,
  type RawSection,
  type RawStruct,
  type RawUpdate,
} from '#server/rooms/guard/forge.testing.ts';
import { CLAIMED, DUTY, TASK } from '#server/rooms/guard/guard.testing.ts';
import type { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import type { ForgeryGround } from './forgeries.ts';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type Item = Mutable<Extract<RawStruct, { kind: 'item' }>>;
interface Draft {
  client: number;
  clock: number;
  structs: (Item | Extract<RawStruct, { kind: 'gc' | 'skip' }>)[];
  deletions: { client: number; ranges: [number, number][] }[];
  more: RawSection[];
}

const CELLS: readonly (readonly [string, unknown])[] = [
  [`${TASK}/owner`, '甲'],
  [`${TASK}/completion`, '已完成'],
  [`${TASK}/types:其他`, true],
  [`${TASK}/counters:rules`, 2],
  [`${TASK}/order`, 'a7'],
  [`${DUTY}/leadDept`, '办公室'],
];
const FORBIDDEN = [
  `${CLAIMED}/status`,
  `${CLAIMED}/original`,
  `${TASK}/list`,
  `${TASK}/problem`,
  `${TASK}/deleted`,
  `${DUTY}/supervisorOrg`,
];
const TEXTS = [`${TASK}/measure`, `${TASK}/progress`, `${DUTY}/cause`];
const value = (written: unknown): RawContent => ({ kind: 'any', values: [written] });

export function lyingUpdate(ground: ForgeryGround): Uint8Array {
  const { random } = ground;
  const draft = random.chance(0.6) ? honestCell(ground, random.of(CELLS)) : honestText(ground);
  if (random.chance(0.3)) followUp(ground, draft);
  for (let n = random.chance(0.7) ? 1 : 2; n > 0; n -= 1) random.of(LIES)(ground, draft);
  const { client, clock, structs, deletions, more } = draft;
  return forge({ sections: [{ client, clock, structs }, ...more], deletions } satisfies RawUpdate);
}

const last = (item: Y.Item): RawId => ({ client: item.id.client, clock: item.id.clock + item.length - 1 });

function start({ ledger, random, own }: ForgeryGround): Draft {
  const client = random.of(own);
  return { client, clock: Y.getState(ledger.doc.store, client), structs: [], deletions: [], more: [] };
}

function honestCell(ground: ForgeryGround, [key, written]: readonly [string, unknown]): Draft {
  const draft = start(ground);
  const current = ground.ledger.places.currentOf(key);
  draft.structs.push(
    current
      ? { kind: 'item', origin: last(current), content: value(written) }
      : { kind: 'item', parent: 'cells', key, content: value(written) },
  );
  if (current)
    draft.deletions.push({ client: current.id.client, ranges: [[current.id.clock, current.length]] });
  return draft;
}

function honestText(ground: ForgeryGround): Draft {
  const { ledger, random } = ground;
  const draft = start(ground);
  const name = random.of(TEXTS);
  const between = place(ledger, name, random.int(60));
  draft.structs.push({
    kind: 'item',
    content: { kind: 'string', text: '字句'.slice(random.int(2)) },
    ...(between ?? { parent: name }),
  });
  return draft;
}

/** The characters on both sides of a place in a text; undefined when it is empty. */
function place(
  ledger: GuardedDocument,
  name: string,
  skip: number,
): { origin?: RawId; rightOrigin?: RawId } | undefined {
  let item = ledger.places.firstOf({ kind: 'text', name });
  if (!item) return undefined;
  let left = skip;
  for (; item.right && left >= item.length; item = item.right) left -= item.length;
  const offset = Math.min(left, item.length - 1);
  const origin = { client: item.id.client, clock: item.id.clock + offset };
  if (offset < item.length - 1)
    return { origin, rightOrigin: { client: origin.client, clock: origin.clock + 1 } };
  return item.right ? { origin, rightOrigin: { ...item.right.id } } : { origin };
}

const lengthOf = ({ content }: Item): number =>
  content.kind === 'string'
    ? content.text.length
    : content.kind === 'deleted'
      ? content.length
      : content.kind === 'any'
        ? content.values.length
        : 1;

/** A second write over the first, as somebody makes who goes on typing. */
function followUp({ random }: ForgeryGround, draft: Draft): void {
  const [first] = draft.structs;
  if (first?.kind !== 'item') return;
  const end = draft.clock + lengthOf(first) - 1;
  const content: RawContent = first.content.kind === 'any' ? first.content : { kind: 'string', text: '续' };
  draft.structs.push({
    kind: 'item',
    origin: { client: draft.client, clock: end },
    content,
    ...(first.rightOrigin && { rightOrigin: first.rightOrigin }),
  });
  if (content.kind === 'any' && random.chance(0.9))
    draft.deletions.push({ client: draft.client, ranges: [[draft.clock, 1]] });
}

const firstItem = (draft: Draft): Item | undefined =>
  draft.structs.find((struct): struct is Item => struct.kind === 'item');
const lastItem = (draft: Draft): Item | undefined =>
  [...draft.structs].reverse().find((struct): struct is Item => struct.kind === 'item');

function anyId({ ledger, random }: ForgeryGround, beyond = 0): RawId {
  const client = random.of([...ledger.doc.store.clients.keys()]);
  return { client, clock: random.int(Y.getState(ledger.doc.store, client) + beyond) };
}
const foreign = ({ ledger, random, own }: ForgeryGround): number =>
  random.of([...ledger.doc.store.clients.keys(), 4_711].filter((client) => !own.includes(client)));
/** Any character or value of the same text or of another one. */
function textId({ ledger, random }: ForgeryGround): RawId | undefined {
  const between = place(ledger, random.of(TEXTS), random.int(80));
  return random.chance(0.5) ? between?.origin : between?.rightOrigin;
}

type Lie = (ground: ForgeryGround, draft: Draft) => void;
const onFirst =
  (change: (ground: ForgeryGround, item: Item) => void): Lie =>
  (ground, draft) => {
    const item = firstItem(draft);
    if (item) change(ground, item);
  };

const LIES: readonly Lie[] = [
  // somebody else's client id, a clock that leaves a gap or begins in what is known
  (ground, draft) => {
    draft.client = foreign(ground);
    draft.clock = Y.getState(ground.ledger.doc.store, draft.client);
  },
  ({ random }, draft) => void (draft.clock += 1 + random.int(3)),
  ({ random }, draft) => void (draft.clock = Math.max(0, draft.clock - 1 - random.int(2))),
  // another place than the one it claims
  onFirst((ground, item) => void (item.origin = anyId(ground, 1))),
  onFirst((ground, item) => void (item.rightOrigin = anyId(ground, 1))),
  onFirst((ground, item) => void (item.origin = textId(ground))),
  onFirst((ground, item) => void (item.rightOrigin = textId(ground))),
  onFirst((_, item) => {
    const { origin, rightOrigin } = item;
    item.origin = rightOrigin;
    item.rightOrigin = origin;
  }),
  (ground, draft) => void (lastItem(draft)!.rightOrigin = textId(ground)),
  (ground, draft) =>
    void (lastItem(draft)!.rightOrigin = { client: draft.client, clock: draft.clock + ground.random.int(3) }),
  onFirst(({ random }, item) => {
    item.origin = undefined;
    item.parent = random.of(['cells', 'elsewhere', ...TEXTS]);
    if (random.chance(0.5)) item.key = random.of([...FORBIDDEN, ...CELLS.map(([key]) => key)]);
  }),
  (ground, draft) => {
    const key = ground.random.of(FORBIDDEN);
    const current = ground.ledger.places.currentOf(key);
    draft.structs.push(
      current
        ? { kind: 'item', origin: last(current), content: value('closed') }
        : { kind: 'item', parent: 'cells', key, content: value(true) },
    );
  },
  // another content, or none
  onFirst(({ random }, item) => {
    item.content = random.of<RawContent>([
      { kind: 'deleted', length: 1 + random.int(2) },
      { kind: 'any', values: ['甲', '乙'] },
      { kind: 'any', values: [{}] },
      { kind: 'string', text: '字' },
      { kind: 'type', type: 1 },
      { kind: 'format', key: 'bold', json: 'true' },
    ]);
  }),
  (_, draft) => void (lastItem(draft)!.content = { kind: 'deleted', length: 1 }),
  ({ random }, draft) =>
    void draft.structs.splice(random.int(draft.structs.length + 1), 0, {
      kind: random.of(['gc', 'skip']),
      length: 1,
    }),
  // deletions of one's own write, of others' values, of the future
  ({ random }, draft) =>
    void draft.deletions.push({ client: draft.client, ranges: [[draft.clock, 1 + random.int(3)]] }),
  (ground, draft) =>
    void draft.deletions.push({
      client: draft.client,
      ranges: [[draft.clock + draft.structs.length - 1, 1]],
    }),
  (ground, draft) => {
    const id = anyId(ground);
    draft.deletions.push({ client: id.client, ranges: [[id.clock, 1 + ground.random.int(2)]] });
  },
  (ground, draft) => {
    const current = ground.ledger.places.currentOf(
      ground.random.of([...FORBIDDEN, ...CELLS.map(([key]) => key)]),
    );
    if (current) draft.deletions.push({ client: current.id.client, ranges: [[current.id.clock, 1]] });
  },
  (ground, draft) => {
    const client = foreign(ground);
    draft.deletions.push({ client, ranges: [[Y.getState(ground.ledger.doc.store, client), 1]] });
  },
  // a losing write: put over a value that was replaced long ago
  (ground, draft) => {
    const item = firstItem(draft);
    let older: Y.Item | null = ground.ledger.places.currentOf(ground.random.of(CELLS)[0])?.left ?? null;
    for (let n = ground.random.int(3); n > 0 && older?.left; n -= 1) older = older.left;
    if (item && older)
      item.origin = { client: older.id.client, clock: older.id.clock + ground.random.int(older.length) };
  },
  // two sections of one client, or another client that leans on this one
  (_, draft) =>
    void draft.more.push({
      client: draft.client,
      clock: draft.clock,
      structs: [{ kind: 'item', parent: 'cells', key: FORBIDDEN[0]!, content: value('closed') }],
    }),
  ({ ledger, random, own }, draft) => {
    const other = random.of(own.filter((client) => client !== draft.client));
    if (other === undefined) return;
    const clock = Y.getState(ledger.doc.store, other);
    draft.more.push({
      client: other,
      clock,
      structs: [
        {
          kind: 'item',
          origin: { client: draft.client, clock: draft.clock + random.int(2) },
          content: draft.structs.find((s) => s.kind === 'item')?.content ?? value('甲'),
        },
      ],
    });
  },
];
