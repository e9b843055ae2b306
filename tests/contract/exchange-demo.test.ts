/** The example round on the whole application: made once, true in figures and history, found again by a second start. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { LedgerId, PersonId, RoundId } from '#domain/ids.ts';
import { DEMO_USERNAMES } from '#server/access/demo-accounts.ts';
import { createApp, type App } from '#server/app.ts';
import { committedFromStore, createStoredRows } from '#server/exchange/exports/stored-rows.ts';
import { chainFaults } from '#server/exchange/snapshot-chain.ts';
import { ROUNDS } from '#server/demo/parties.ts';
import { seedDemo } from '#server/demo/seed.ts';
import { readSettings } from '#server/settings.ts';

let folder: string;
let app: App;
const start = () =>
  createApp(readSettings({ SANDAN_DATA: folder, SANDAN_DEMO: '1', SANDAN_LOG_LEVEL: 'warn' }));
const ledgers = () =>
  app.store.db
    .selectFrom('ledger')
    .innerJoin('organisation', 'organisation.id', 'ledger.unit')
    .select(['ledger.id', 'ledger.round', 'ledger.seq', 'organisation.name'])
    .execute();
const listsOf = async (ledger: string) => {
  const committed = await app.rooms.committed(ledger as LedgerId);
  if (!committed.ok) throw new Error(committed.code);
  return committed.value.lists;
};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-demo-'));
  app = await start();
}, 120_000);
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true });
});

describe('[X13] the example round', () => {
  it('[X13] every account is there, and each ledger keeps the document its problems came from', async () => {
    expect(app.services.demo?.accounts.map((account) => account.username)).toEqual([...DEMO_USERNAMES]);
    for (const { id } of await ledgers()) {
      const [document] = await app.exchange.feedbackOf(id as LedgerId);
      const lists = await listsOf(id);
      const linked = document!.paragraphs.flatMap((paragraph) =>
        paragraph.spans.map((span) => [span.row, paragraph.text.slice(span.from, span.to)]),
      );
      expect(linked).toEqual(lists.problems.map((problem) => [problem.id, problem.original]));
    }
  });

  it('[X11] applying an import again answers the first result', async () => {
    for (const { id, seq } of await ledgers()) {
      const made = await app.store.db
        .selectFrom('import')
        .select(['id', 'person', 'applied_seq'])
        .where('ledger', '=', id)
        .where('state', '=', 'applied')
        .executeTakeFirstOrThrow();
      const actor = await app.access.directory.actor(made.person as PersonId, id as LedgerId);
      const again = await app.exchange.applyImport(
        { actor: actor!, session: 's' },
        made.id,
        'againagainagain1',
      );
      if (!again.ok) throw new Error(again.code);
      const lists = await listsOf(id);
      expect(again.value.seq).toBe(made.applied_seq);
      expect(again.value.value).toEqual({
        problems: lists.problems.map((problem) => ({ code: problem.code, row: problem.id })),
      });
      expect((await ledgers()).find((ledger) => ledger.id === id)?.seq).toBe(seq);
    }
  });

  it('[X13] what was written went through commands of the people: history, reviews and evidence stand behind it', async () => {
    const { db } = app.store;
    const acts = await db.selectFrom('log').select('act').distinct().execute();
    expect(acts.map(({ act }) => act).sort()).toEqual(
      [
        'applyForClosure',
        'assignTask',
        'claim',
        'deleteRow',
        'editCells',
        'issueFeedback',
        'passReview',
        'recordEvidence',
        'reportProgress',
        'returnReview',
      ].map((name) => `command:${name}`),
    );
    for (const { id } of await ledgers()) {
      const lists = await listsOf(id);
      const evidence = await db.selectFrom('evidence').select('row').where('ledger', '=', id).execute();
      const counted = [...lists.problems, ...lists.tasks].reduce((sum, row) => sum + row.evidenceCount, 0);
      expect(evidence).toHaveLength(counted);
      const closed = lists.problems.filter((problem) => problem.status === 'closed');
      for (const problem of closed) {
        const reviews = await db
          .selectFrom('review')
          .select(['step', 'decision'])
          .where('problem', '=', problem.id)
          .orderBy('seq')
          .execute();
        const steps = reviews.map((review) => `${review.step} ${review.decision}`);
        expect(steps.slice(0, 2)).toEqual(['applied apply', 'first_review pass']);
        // the round before closes by joint review, where four have a voice
        const last = steps.length === 3 ? ['audit pass'] : Array(4).fill('joint_review pass');
        expect(steps.slice(2)).toEqual(last);
      }
    }
  });

  it('[X15] what the store holds of a ledger is what its document holds', async () => {
    const stored = createStoredRows(app.store);
    for (const { id } of await ledgers()) {
      // texts follow their commit within a second
      const read = await vi.waitFor(
        async () => (await stored(id as LedgerId)) ?? Promise.reject(new Error(id)),
        {
          timeout: 10_000,
        },
      );
      expect(read.lists).toEqual(await listsOf(id));
      expect(read.lists.problems.length).toBeGreaterThan(0);
    }
  });

  it('[X15] where stored rows are behind, the rooms are asked', async () => {
    const [first] = await ledgers();
    const { db } = app.store;
    const behind = db.updateTable('ledger').set({ rows_seq: 0 }).where('id', '=', first!.id);
    await app.store.commit([[behind.compile()]]);
    expect(await createStoredRows(app.store)(first!.id as LedgerId)).toBeNull();
    const asked: string[] = [];
    const rooms = {
      committed: (ledger: LedgerId) => {
        asked.push(ledger);
        return app.rooms.committed(ledger);
      },
    };
    const { committed } = committedFromStore(app.store, rooms, () => new Date());
    for (const { id } of await ledgers()) expect((await committed(id as LedgerId)).ok).toBe(true);
    expect(asked).toEqual([first!.id]);
    const again = db.updateTable('ledger').set({ rows_seq: first!.seq }).where('id', '=', first!.id);
    await app.store.commit([[again.compile()]]);
  });

  it('[X9] its snapshot holds, and the round leaves whole', async () => {
    const round = await app.store.db
      .selectFrom('round')
      .select('id')
      .where('name', '=', ROUNDS.third.name)
      .executeTakeFirstOrThrow();
    const snapshots = await app.store.db
      .selectFrom('snapshot')
      .selectAll()
      .where('round', '=', round.id)
      .execute();
    expect(snapshots).toHaveLength(1);
    expect([...chainFaults(snapshots)]).toEqual([]);
    const by = { person: snapshots[0]!.person as never, name: '某' };
    const file = await app.exchange.exportRound(round.id as RoundId, 'json', by);
    if (!file.ok) throw new Error(file.code);
    const content = JSON.parse(new TextDecoder().decode(file.value.bytes)) as {
      ledgers: { problems: unknown[] }[];
      snapshot: { sha256: string; previousSha256: string };
    };
    const inRound = (await ledgers()).filter((ledger) => ledger.round === round.id);
    const lists = await Promise.all(inRound.map(({ id }) => listsOf(id)));
    const standing = lists.flatMap(({ problems }) => problems.filter(({ deleted }) => !deleted));
    expect(content.ledgers).toHaveLength(inRound.length);
    expect(content.ledgers.reduce((sum, ledger) => sum + ledger.problems.length, 0)).toBe(standing.length);
    expect(content.snapshot.previousSha256).toBe(snapshots[0]!.sha256);
    // nothing happened since: whenever it is asked for, the same content has the same hash
    expect(content.snapshot.sha256).toBe(snapshots[0]!.sha256);
  });

  it('[X13] a start that broke off is gone on with and does nothing twice; a finished one is left alone', async () => {
    const before = await ledgers();
    const { db } = app.store;
    const setting = await db
      .selectFrom('setting')
      .select('value')
      .where('key', '=', 'demo')
      .executeTakeFirstOrThrow();
    const unfinished = JSON.stringify({ ...(JSON.parse(setting.value) as object), finished: false });
    await app.store.commit([
      [db.updateTable('setting').set({ value: unfinished }).where('key', '=', 'demo').compile()],
    ]);
    await seedDemo(app);
    expect(await ledgers()).toEqual(before);
    await app.close();
    app = await start();
    expect(await ledgers()).toEqual(before);
  });
});
