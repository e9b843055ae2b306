/** Epochs that turn over while boards and plain clients write: every edit is there once, all are equal, and so is the history. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { textKey } from '#document/keys.ts';
import { cellsOf, createLedgerDoc, readText } from '#document/ledger-doc.ts';
import { spliceText } from '#document/write.ts';
import type { PersonId } from '#domain/ids.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { decodeMessage, encodeMessage } from '#protocol/codec.ts';
import { CLOSE } from '#protocol/sync.ts';
import type { Link } from '#server/rooms/link.ts';
import { verifyChain } from '#server/store/log.ts';
import { bits } from '../fuzz/random.ts';
import { House, LEDGER_IN_STORE } from './board-house.ts';
import { actorOf, Browser, DUTY, EDITOR, HEAD, TASK, type TestPage } from './board-page.ts';
import { turn, until } from './until.ts';

/** Failing seeds are pinned here. */
const SEEDS = [1, 7, 20260402];
const ROUNDS = 8;
/** Things written while one epoch begins; on a slow machine it is waited for after them. */
const WRITES_MAX = 12;
/** Plain clients write before it: at one place two hands may come between each other's signs. */
const START = '⓪';
/** Each of the boards writes before its own mark. */
const MARKS = ['①', '②'] as const;
/** Turns of the loop between two keystrokes, so that the server gets its share. */
const TURNS = 12;
const PLAIN = actorOf('H000000000000004', '填报丁', 'unit_editor');
const TEXTS = [
  [TASK, 'measure'],
  [TASK, 'progress'],
  [DUTY, 'cause'],
] as const;

let house: House;
beforeEach(async () => {
  house = await House.open({ epochClients: 2, epochEveryMs: 0 });
});
afterEach(() => house.close());

/** A stock client: sync steps and updates only; closed with 4410 it makes its document anew and says again what is not there. */
class PlainClient {
  doc = createLedgerDoc();
  synced = false;
  readonly closes: number[] = [];
  readonly written: [row: string, field: string, token: string][] = [];
  readonly #actor: LedgerActor;
  #link: Link | undefined;

  constructor(actor: LedgerActor) {
    this.#actor = actor;
    house.actors.set(actor.person, actor);
    this.#connect();
  }

  write(row: string, field: string, token: string): void {
    this.written.push([row, field, token]);
    if (this.synced) this.#write(row, field, token);
  }

  leave(): void {
    this.#link?.left();
  }

  #write(row: string, field: string, token: string): void {
    const before = Y.encodeStateVector(this.doc);
    spliceText(this.doc, row, field, 0, 0, token);
    this.#link?.receive(
      encodeMessage({ type: 'syncUpdate', update: Y.encodeStateAsUpdate(this.doc, before) }),
    );
  }

  #connect(): void {
    const doc = (this.doc = createLedgerDoc());
    this.synced = false;
    const link = house.rooms.join(
      LEDGER_IN_STORE,
      { person: this.#actor.person as PersonId, session: 'plain', name: this.#actor.name },
      {
        send: (frame) => {
          const decoded = decodeMessage(frame.slice());
          if (!decoded.ok || this.doc !== doc) return;
          const message = decoded.value;
          if (message.type !== 'syncStep2' && message.type !== 'syncUpdate') return;
          Y.applyUpdate(doc, message.update);
          if (message.type !== 'syncStep2' || this.synced) return;
          this.synced = true;
          for (const [row, field, token] of this.written)
            if (!readText(doc, row, field).includes(token)) this.#write(row, field, token);
        },
        close: (code) => {
          this.closes.push(code);
          this.synced = false;
          setImmediate(() => this.#connect());
        },
        bufferedBytes: () => 0,
      },
    );
    this.#link = link;
    link.receive(encodeMessage({ type: 'syncStep1', vector: Y.encodeStateVector(doc) }));
  }
}

/** State made of nothing but the history's old and new values. */
async function fromHistory(): Promise<{ cells: Map<string, unknown>; texts: Map<string, string> }> {
  const changes = await house.store.db
    .selectFrom('change')
    .selectAll()
    .where('ledger', '=', LEDGER_IN_STORE)
    .orderBy('seq')
    .orderBy('n')
    .execute();
  const cells = new Map<string, unknown>();
  const texts = new Map<string, string>();
  for (const { cell, new_value } of changes) {
    const value: unknown = JSON.parse(new_value ?? 'null');
    if (!Array.isArray(value)) cells.set(cell, value);
    else
      for (const [index, removed, inserted] of value as [number, string, string][]) {
        const text = texts.get(cell) ?? '';
        expect(text.slice(index, index + removed.length)).toBe(removed);
        texts.set(cell, text.slice(0, index) + inserted + text.slice(index + removed.length));
      }
  }
  return { cells, texts };
}

describe('epochs under load', () => {
  it.each(SEEDS)(
    '[S14] boards mid-sentence and plain clients move along, nothing is lost or doubled (seed %i)',
    async (seed) => {
      const next = bits(seed);
      const random = (below: number): number => next() % below;
      const pages = [EDITOR, HEAD].map((actor) => house.page(actor, new Browser(), { now: Date.now }));
      for (const page of pages) await until(() => expect(page.core.line.state).toBe('live'));
      const editors = pages.map(({ edits }) => TEXTS.map(([row, field]) => edits.openText(row, field)));
      for (const texts of editors)
        for (const text of texts)
          if (!text.read().includes(MARKS[0]))
            text.apply({ index: 0, remove: 0, insert: `${START}${MARKS.join('')}` });
      for (const page of pages) await until(() => expect(page.core.pending).toBe(0));
      const plain = [new PlainClient(PLAIN), new PlainClient(PLAIN)];
      await until(() => expect(plain.every(({ synced }) => synced)).toBe(true));

      const written: [text: string, token: string][] = [];
      let lastOwner = '';
      let step = 0;
      const write = async (): Promise<void> => {
        step += 1;
        const who = random(5);
        const which = random(TEXTS.length);
        const [row, field] = TEXTS[which]!;
        const token = `<${who}.${step}>`;
        if (who === 2) {
          lastOwner = `第${step}人`;
          expect(pages[0]!.edits.setCells([{ row: TASK, field: 'owner', value: lastOwner }])).toEqual({
            ok: true,
          });
          return;
        }
        written.push([textKey(row, field), token]);
        if (who > 2) {
          plain[who - 3]!.write(row, field, token);
          return;
        }
        const text = editors[who]![which]!;
        // sign by sign, some of them into the old document and some into the new one
        for (const sign of token) {
          text.apply({ index: text.read().indexOf(MARKS[who]!), remove: 0, insert: sign });
          for (let n = 0; n < random(TURNS); n += 1) await turn();
        }
      };
      for (let round = 0; round < ROUNDS; round += 1) {
        for (let n = 0; n < 6; n += 1) await write();
        await until(() => expect(pages.every(({ core }) => core.line.state === 'live')).toBe(true));
        let over = false;
        const switched = round % 2 === 0 ? house.rooms.switchEpoch(LEDGER_IN_STORE) : house.rooms.tidy();
        void switched.then(() => (over = true));
        // nobody waits for it: everybody goes on writing until it is over
        for (let n = 0; !over && n < WRITES_MAX; n += 1) {
          await write();
          for (const page of pages) page.wake();
          await turn();
        }
        await switched;
        for (const page of pages) page.wake();
      }
      await until(() => {
        for (const page of pages) page.wake();
        expect(pages.map(({ core }) => [core.line.state, core.pending])).toEqual([
          ['live', 0],
          ['live', 0],
        ]);
        expect(plain.every(({ synced }) => synced)).toBe(true);
      });
      await house.rooms.committed(LEDGER_IN_STORE);

      const docs = [...pages.map(({ core }) => core.line.session!.doc), ...plain.map(({ doc }) => doc)];
      await until(() => {
        for (const [name, token] of written) {
          const [row, field] = name.split('/') as [string, string];
          for (const doc of docs) expect(readText(doc, row, field).split(token)).toHaveLength(2);
        }
      });
      for (const [row, field] of TEXTS)
        expect(new Set(docs.map((doc) => readText(doc, row, field))).size).toBe(1);
      for (const doc of docs) expect(cellsOf(doc).get(`${TASK}/owner`)).toBe(lastOwner);
      for (const { core } of pages) expect(core.tray.items).toEqual([]);
      for (const [n, { core }] of pages.entries())
        for (const [which, [row, field]] of TEXTS.entries())
          expect(editors[n]![which]!.read()).toBe(readText(core.line.session!.doc, row, field));
      expect(new Set(plain.flatMap(({ closes }) => closes))).toEqual(new Set([CLOSE.epochChanged]));

      const { epoch } = await house.store.db
        .selectFrom('ledger')
        .select('epoch')
        .where('id', '=', LEDGER_IN_STORE)
        .executeTakeFirstOrThrow();
      const { counts } = house.rooms;
      expect(epoch).toBe(ROUNDS + 1);
      expect(counts.epochs.asked + counts.epochs.clients + 1).toBe(epoch);
      expect(counts.epochs.clients).toBe(ROUNDS / 2);
      expect(counts.epochsFailed).toBe(0);

      const history = await fromHistory();
      const [doc] = docs as [Y.Doc];
      expect(history.cells).toEqual(new Map(cellsOf(doc).entries()));
      for (const [name, text] of history.texts) expect(doc.getText(name).toString()).toBe(text);
      expect(await verifyChain(house.store.db, LEDGER_IN_STORE)).toMatchObject({ ok: true });
      for (const client of plain) client.leave();
    },
    60_000,
  );

  it('[S14] a document is written anew by itself, but not twice within the time that is set', async () => {
    await house.close();
    house = await House.open({ epochClients: 10, epochEveryMs: 3_600_000 });
    const pages: TestPage[] = [];
    for (let n = 0; n < 12; n += 1) {
      const page = house.page(EDITOR, new Browser(), { now: Date.now });
      pages.push(page);
      await until(() => expect(page.core.line.state).toBe('live'));
      page.edits.setCells([{ row: TASK, field: 'owner', value: `第${n}人` }]);
      await until(() => expect(page.core.pending).toBe(0));
    }
    await house.rooms.tidy();
    expect(house.rooms.counts.epochs.clients).toBe(1);
    for (const page of pages) page.wake();
    await until(() => expect(pages.every(({ core }) => core.line.state === 'live')).toBe(true));
    for (const [n, page] of pages.entries()) {
      page.edits.setCells([{ row: TASK, field: 'owner', value: `再${n}人` }]);
      await until(() => expect(page.core.pending).toBe(0));
    }
    await house.rooms.tidy();
    expect(house.rooms.counts.epochs.clients).toBe(1);
  });
});
