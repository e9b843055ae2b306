/** Any past moment is exact: random edits, texts, commands, deletions and epochs, compared with what the room said and with a replay of the log. */
import fc from 'fast-check';
import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { listsOfContent } from '#document/lists-of-cells.ts';
import { setCell, spliceText } from '#document/write.ts';
import type { Lists } from '#domain/projections/rows.ts';
import { createAnswers } from '#server/history/answers.ts';
import { contentOf } from '#server/history/content.ts';
import { Moments } from '#server/history/moments.ts';
import { CLAIMED, DUTY, TASK, rowId } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  EDITOR2,
  LEDGER,
  TestPage,
  sampleRooms,
  until,
  type MemoryStore,
} from '#server/rooms/rooms.testing.ts';

type Step =
  | { readonly kind: 'cell'; readonly who: number; readonly value: string | null }
  | {
      readonly kind: 'text';
      readonly who: number;
      readonly field: string;
      readonly at: number;
      readonly gone: number;
      readonly come: string;
    }
  | { readonly kind: 'command'; readonly deleted: boolean }
  | { readonly kind: 'states' }
  | { readonly kind: 'epoch' };

const who = fc.nat({ max: 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('cell' as const),
      who,
      value: fc.constantFrom('甲', '乙', null),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('text' as const),
      who,
      field: fc.constantFrom('measure', 'progress'),
      at: fc.nat({ max: 40 }),
      gone: fc.nat({ max: 5 }),
      come: fc.constantFrom('', '整改', '已完成85%。', '𠮷'),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('command' as const), deleted: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'states' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'epoch' as const }) },
);

/** What the room said it had at each seq. */
type Told = Map<number, Lists>;

async function play(
  steps: readonly Step[],
  checkpointEvery: number,
): Promise<{ store: MemoryStore; told: Told; bases: Map<number, Uint8Array> }> {
  const { rooms, store, command } = await sampleRooms({ limits: { checkpointEvery } });
  const told: Told = new Map();
  const bases = new Map<number, Uint8Array>();
  let pages: TestPage[] = [];
  const enter = async (): Promise<void> => {
    pages = [await new TestPage(rooms, EDITOR1).board(), await new TestPage(rooms, EDITOR2).board()];
  };
  const tell = async (): Promise<void> => {
    const committed = await rooms.committed(LEDGER);
    if (!committed.ok) throw new Error(committed.code);
    told.set(committed.value.seq, structuredClone(committed.value.lists));
  };
  await enter();
  await tell();
  for (const [n, one] of steps.entries()) {
    if (one.kind === 'epoch') {
      const begun = await rooms.switchEpoch(LEDGER);
      if (!begun.ok) throw new Error(begun.code);
      const { state } = await store.db
        .selectFrom('checkpoint')
        .select('state')
        .where('epoch', '=', begun.value.epoch)
        .where('seq', '=', begun.value.seq)
        .executeTakeFirstOrThrow();
      bases.set(begun.value.seq, new Uint8Array(state));
      await enter();
    } else if (one.kind === 'command') {
      await command(`delete${n}`, [{ key: `${DUTY}/deleted`, value: one.deleted }]);
    } else if (one.kind === 'states') {
      const status = (value: string) => ({ key: `${CLAIMED}/status`, value });
      await command(`states${n}`, [status('applied'), status('audit'), status('rectifying')]);
    } else {
      const page = pages[one.who]!;
      const acked = page.of('ack').length;
      page.edit(`edit${n}`, (doc) => {
        if (one.kind === 'cell') return setCell(doc, `${TASK}/owner`, one.value);
        const length = doc.share.has(`${TASK}/${one.field}`) ? doc.getText(`${TASK}/${one.field}`).length : 0;
        const at = Math.min(one.at, length);
        spliceText(doc, TASK, one.field, at, Math.min(one.gone, length - at), one.come);
      });
      await until('the answer', () => page.of('ack').length > acked || page.of('refused').length > 0);
    }
    await tell();
  }
  await rooms.close();
  return { store, told, bases };
}

/** The log from nothing on, update by update; a new epoch goes on from the document it began with. */
async function replay(store: MemoryStore, bases: ReadonlyMap<number, Uint8Array>) {
  const log = await store.db.selectFrom('log').selectAll().orderBy('seq').execute();
  const found = new Map<number, ReturnType<typeof contentOf>>();
  let doc = createLedgerDoc();
  for (const { seq, act, update_bytes: update } of log) {
    if (act === 'epoch') {
      const before = contentOf(Y.encodeStateAsUpdate(doc));
      doc = createLedgerDoc();
      Y.applyUpdate(doc, bases.get(seq)!);
      expect(contentOf(Y.encodeStateAsUpdate(doc))).toEqual(before);
    }
    if (update !== null) Y.applyUpdate(doc, new Uint8Array(update));
    found.set(seq, contentOf(Y.encodeStateAsUpdate(doc)));
  }
  return found;
}

const typed = (n: number): Step => ({
  kind: 'text',
  who: 0,
  field: 'measure',
  at: 40,
  gone: 0,
  come: `第${n}`,
});

describe('any past moment', () => {
  it(
    '[H3] is what the room had then, and what a replay of the log from nothing gives',
    { timeout: 60_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 5, maxLength: 30 }),
          fc.constantFrom(2, 5, 1_000),
          fc.infiniteStream(fc.nat()),
          async (steps, checkpointEvery, order) => {
            const { store, told, bases } = await play(steps, checkpointEvery);
            const replayed = await replay(store, bases);
            const moments = new Moments(store.db);
            // in any order: what is remembered of one moment must not leak into another
            const seqs = [...replayed.keys()]
              .map((seq) => [order.next().value as number, seq] as const)
              .sort(([a], [b]) => a - b)
              .map(([, seq]) => seq);
            for (const seq of seqs) {
              // from what is remembered or from nothing, and from the nearest checkpoint, before or after
              const ways = [moments, new Moments(store.db, -1_000)];
              for (const way of ways) {
                const moment = await way.at(LEDGER, seq);
                if (!moment.ok) throw new Error(moment.code);
                expect(moment.value.content).toEqual(replayed.get(seq));
                const lists = told.get(seq);
                if (lists) expect(listsOfContent(moment.value.content)).toEqual(lists);
              }
            }
            await store.close();
          },
        ),
        { numRuns: 15 },
      );
    },
  );

  it('[H3] 0 is the empty ledger; beyond the log there is none, and before what is kept neither', async () => {
    const { store } = await play([], 1_000);
    const answers = createAnswers(store.db);
    expect(await answers.stateAt(LEDGER, { seq: 0 })).toMatchObject({
      ok: true,
      value: { content: new Map() },
    });
    expect(await answers.stateAt(LEDGER, { seq: 2 })).toMatchObject({ code: 'NO_SUCH_MOMENT' });
    expect(await answers.viewText(LEDGER, { at: 'yesterday' })).toMatchObject({ code: 'BAD_REQUEST' });
    expect(await answers.viewText(rowId('nowhere') as typeof LEDGER, { at: '0' })).toMatchObject({
      code: 'NOT_FOUND',
    });
    await store.close();
  });

  it('[H3] an instant is the last commit at or before it', async () => {
    let now = Date.parse('2026-03-01T08:00:00Z');
    const { rooms, store, command } = await sampleRooms({ clock: () => new Date(now) });
    now += 60_000;
    await command('later', [{ key: `${CLAIMED}/status`, value: 'applied' }]);
    await rooms.close();
    const { seqAt, viewText } = createAnswers(store.db);
    const at = (instant: string) => seqAt(LEDGER, { instant });
    expect(await at('2026-03-01T07:59:59.999Z')).toMatchObject({ value: 0 });
    expect(await at('2026-03-01T08:00:00.000Z')).toMatchObject({ value: 1 });
    expect(await at('2026-03-01T08:00:59.999Z')).toMatchObject({ value: 1 });
    expect(await at('2026-03-01T08:01:00.000Z')).toMatchObject({ value: 2 });
    const text = await viewText(LEDGER, { at: '2026-03-01T16:00:30+08:00' });
    const view = JSON.parse(text.ok ? text.value : '') as { seq: number; head: number; problems: unknown[] };
    expect(view).toMatchObject({ seq: 1, head: 2 });
    expect(view.problems).toHaveLength(2);
    await store.close();
  });

  it('[H3] a checkpoint without its hash is passed over; a log that does not fit is named, never shown as something smaller', async () => {
    const { store, told } = await play([0, 1, 2, 3, 4, 5].map(typed), 2);
    store.database.exec("UPDATE checkpoint SET state = x'0000' WHERE seq > 3");
    const moment = await new Moments(store.db, -1_000).at(LEDGER, 7);
    expect(moment.ok && listsOfContent(moment.value.content)).toEqual(told.get(7));
    store.database.exec(
      'DELETE FROM checkpoint; UPDATE change SET new_value = \'[[9,"","x"]]\' WHERE seq = 3',
    );
    expect(await new Moments(store.db).at(LEDGER, 7)).toMatchObject({ code: 'LEDGER_DAMAGED' });
    store.database.exec('DELETE FROM log WHERE seq = 1');
    expect(await new Moments(store.db).at(LEDGER, 7)).toMatchObject({ code: 'NO_SUCH_MOMENT' });
    await store.close();
  });

  it('[H20] a break on one side of a moment does not hide it: what leads to it from the other side is true', async () => {
    const { store, told } = await play([0, 1, 2, 3, 4, 5].map(typed), 3);
    const places = await store.db.selectFrom('checkpoint').select('seq').orderBy('seq').execute();
    expect(places.map(({ seq }) => seq)).toEqual([3, 6, 7]);
    store.database.exec('UPDATE change SET new_value = \'[[9,"","x"]]\' WHERE seq = 4');
    for (const seq of [1, 2, 3, 5, 6, 7]) {
      for (const worth of [-1_000, 0, 1_000]) {
        const moment = await new Moments(store.db, worth).at(LEDGER, seq);
        expect(moment.ok && listsOfContent(moment.value.content), `moment ${seq}`).toEqual(told.get(seq));
      }
    }
    // from behind it can be had without reading the broken commit, from before it not
    const fourth = await new Moments(store.db).at(LEDGER, 4);
    expect(fourth.ok && listsOfContent(fourth.value.content)).toEqual(told.get(4));
    store.database.exec('DELETE FROM checkpoint WHERE seq > 3');
    for (const seq of [4, 5, 7])
      expect(await new Moments(store.db).at(LEDGER, seq)).toMatchObject({ code: 'LEDGER_DAMAGED' });
    await store.close();
  });
});
