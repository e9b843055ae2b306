import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRow, setCell } from '#document/write.ts';
import { PARTIES, actor, person, row } from '#domain/projections/rows.testing.ts';
import { refuse } from '#domain/refusals.ts';
import type { LedgerActor, LedgerRole } from '#domain/roles.ts';
import { TestRooms, openTestStore } from '#server/commands/rooms.testing.ts';
import { runCommand, type CommandAnswer, type CommandParts } from '#server/commands/run.ts';
import { newLedger } from '#server/store/new-ledger.ts';

const LEDGER = PARTIES.ledger;
const AT = '2026-06-10T02:00:00.000Z';
let store: ReturnType<typeof openTestStore>;
let rooms: TestRooms;
let made = 0;
let asked = 0;

async function prepare(closureChain: readonly string[] = ['first_review', 'audit']): Promise<void> {
  const { db } = store;
  const organisations = [
    PARTIES.office,
    PARTIES.unit,
    PARTIES.team!,
    PARTIES.resident!,
    ...PARTIES.supervisors,
  ];
  store.run([
    ...organisations.map((id) =>
      db
        .insertInto('organisation')
        .values({ id, name: id, kind: 'other', parent: null, created_at: AT })
        .compile(),
    ),
    db
      .insertInto('round')
      .values({
        id: PARTIES.round,
        name: '第六轮',
        mode: '常规',
        office: PARTIES.office,
        starts_on: '2026-01-01',
        focus_ends_on: '2026-06-30',
        settings: JSON.stringify({ closureChain, longTermOutOfRate: false }),
        created_at: AT,
      })
      .compile(),
    ...PARTIES.supervisors.map((organisation) =>
      db.insertInto('round_supervisor').values({ round: PARTIES.round, organisation }).compile(),
    ),
    db
      .insertInto('ledger')
      .values(
        newLedger({
          id: LEDGER,
          round: PARTIES.round,
          unit: PARTIES.unit,
          team: PARTIES.team,
          resident: PARTIES.resident,
          created_at: AT,
        }),
      )
      .compile(),
  ]);
}

const op = (): string => `op${String((asked += 1)).padStart(14, '0')}`;
function run(
  who: LedgerActor | LedgerRole,
  body: object,
  ledger = LEDGER,
  now?: LedgerActor | null,
): Promise<CommandAnswer> {
  const asking = typeof who === 'string' ? actor(who) : who;
  return runCommand(
    {
      store,
      rooms,
      ids: () => row((made += 1)),
      actorFor: async () => (now === undefined ? asking : now),
      restoreMoment: (_ask, run) => run(refuse('NOT_FOUND')),
    },
    { ledger, actor: asking, session: 'session', body: { opId: op(), ...body } },
  );
}
const code = (answer: CommandAnswer): string => (answer.ok ? 'ok' : answer.code);

async function issued(): Promise<string> {
  const answer = await run('office', {
    command: 'issueFeedback',
    problems: [{ code: '1-1', original: '学习不深入。' }],
  });
  if (!answer.ok) throw new Error(answer.code);
  return (answer.value.value as { problems: { row: string }[] }).problems[0]!.row;
}

/** A problem that is ready to be handed in, written straight into the document. */
async function ready(): Promise<string> {
  const problem = await issued();
  expect(code(await run('unit_head', { command: 'claim', row: problem }))).toBe('ok');
  const { doc } = rooms.room(LEDGER);
  createRow(doc, { row: row(900), list: 'tasks', order: 'a0', problem });
  setCell(doc, `${row(900)}/completion`, '已完成');
  const intents = [{ text: `${row(900)}/extension`, value: '同类问题一并排查。' }];
  expect(code(await run('unit_editor', { command: 'editCells', intents }))).toBe('ok');
  expect(
    code(await run('unit_editor', { command: 'recordEvidence', row: row(900), title: '会议记录' })),
  ).toBe('ok');
  return problem;
}
const status = (problem: string): unknown => rooms.room(LEDGER).doc.getMap('cells').get(`${problem}/status`);

beforeEach(() => {
  store = openTestStore();
  rooms = new TestRooms(store);
  made = 0;
});
afterEach(async () => {
  await store.close();
});

describe('running commands', () => {
  it('[W2] a problem lives from issue to closing, every state in its history', async () => {
    await prepare();
    const problem = await ready();
    expect(code(await run('unit_head', { command: 'applyForClosure', row: problem }))).toBe('ok');
    expect(code(await run('resident', { command: 'passReview', row: problem, opinion: '属实。' }))).toBe(
      'ok',
    );
    expect(code(await run('office', { command: 'passReview', row: problem }))).toBe('ok');
    expect(status(problem)).toBe('closed');
    const states = rooms.room(LEDGER).history.filter(({ key }) => key === `${problem}/status`);
    expect(states.map(({ value }) => value)).toEqual([
      'issued',
      'claimed',
      'rectifying',
      'applied',
      'first_review',
      'audit',
      'closed',
    ]);
  });

  it('[W9] [W10] keeps reviews with loop, opinion and a SHA-256 of what was seen', async () => {
    await prepare();
    const problem = await ready();
    await run('unit_head', { command: 'applyForClosure', row: problem });
    await run('resident', { command: 'returnReview', row: problem, opinion: '请补充佐证。' });
    expect(status(problem)).toBe('rectifying');
    await run('unit_head', { command: 'applyForClosure', row: problem });
    const reviews = await store.db.selectFrom('review').selectAll().orderBy('seq').execute();
    expect(reviews.map(({ loop, step, decision, opinion }) => [loop, step, decision, opinion])).toEqual([
      [1, 'applied', 'apply', null],
      [1, 'first_review', 'return', '请补充佐证。'],
      [2, 'applied', 'apply', null],
    ]);
    expect(reviews.every((review) => /^[0-9a-f]{64}$/.test(review.content_hash))).toBe(true);
    expect(reviews[0]).toMatchObject({
      ledger: LEDGER,
      problem,
      person: person(1),
      organisation: PARTIES.unit,
      at: AT,
    });
  });

  it('[W8] the joint step closes once all have passed, also when they pass at the same moment', async () => {
    await prepare(['first_review', 'joint_review']);
    const problem = await ready();
    await run('unit_head', { command: 'applyForClosure', row: problem });
    await run('resident', { command: 'passReview', row: problem });
    const second: LedgerActor = { ...actor('supervisor'), organisations: [PARTIES.supervisors[1]!] };
    const voices = [actor('office'), actor('team'), actor('supervisor'), second];
    const answers = await Promise.all(
      voices.map((voice) => run(voice, { command: 'passReview', row: problem })),
    );
    expect(answers.map(code)).toEqual(['ok', 'ok', 'ok', 'ok']);
    expect(status(problem)).toBe('closed');
  });

  it('[W6] [W5] [W11] keeps evidence, corrections and the bin on record', async () => {
    await prepare();
    const problem = await ready();
    await run('office', {
      command: 'correctOriginal',
      row: problem,
      original: '学习不够深入。',
      reason: '原文有误',
    });
    await run('unit_editor', { command: 'deleteRow', row: row(900) });
    expect(
      await store.db.selectFrom('evidence').select(['row', 'kind', 'title', 'number', 'seq']).execute(),
    ).toEqual([{ row: row(900), kind: 'described', title: '会议记录', number: null, seq: 4 }]);
    expect(
      await store.db.selectFrom('correction').select(['problem', 'old_text', 'new_text', 'reason']).execute(),
    ).toEqual([{ problem, old_text: '学习不深入。', new_text: '学习不够深入。', reason: '原文有误' }]);
    expect(await store.db.selectFrom('bin').select(['row', 'list']).execute()).toEqual([
      { row: row(900), list: 'tasks' },
    ]);
    await run('unit_editor', { command: 'restoreRow', row: row(900) });
    expect(await store.db.selectFrom('bin').selectAll().execute()).toEqual([]);
  });

  it('[W4] issues an import with its document, once', async () => {
    await prepare();
    const preview = {
      paragraphs: [{ n: 1, text: '一是学习不深入。二是执行不到位。', level: 0 }],
      problems: [
        { code: '1', anchors: [{ paragraph: 1, from: 2, to: 8 }] },
        { code: '2', anchors: [{ paragraph: 1, from: 10, to: 16 }] },
      ],
    };
    const bytes = new Uint8Array([1, 2, 3]);
    const importId = 'Import0000000001';
    store.run([
      store.db
        .insertInto('import')
        .values({
          id: importId,
          ledger: LEDGER,
          person: person(1),
          at: AT,
          name: '反馈意见.txt',
          media_type: 'text/plain',
          sha256: 'x',
          bytes,
          preview: JSON.stringify(preview),
          state: 'open',
          applied_seq: null,
        })
        .compile(),
    ]);
    const body = {
      command: 'issueFeedback',
      opId: op(),
      document: importId,
      problems: [{ code: '1', original: '学习不深入。' }],
    };
    const first = await run('office', body);
    expect(code(first)).toBe('ok');
    const document = await store.db.selectFrom('feedback_document').selectAll().executeTakeFirstOrThrow();
    expect(document).toMatchObject({
      ledger: LEDGER,
      name: '反馈意见.txt',
      seq: 1,
      person: person(1),
      at: AT,
    });
    expect([...document.bytes]).toEqual([1, 2, 3]);
    const spans = (JSON.parse(document.paragraphs) as { spans: unknown[] }[])[0]!.spans;
    expect(spans).toEqual([
      { from: 2, to: 8, code: '1', row: row(1) },
      { from: 10, to: 16, code: '2', row: null },
    ]);
    expect(await store.db.selectFrom('import').select(['state', 'applied_seq']).execute()).toEqual([
      { state: 'applied', applied_seq: 1 },
    ]);
    expect(await run('office', body)).toEqual(first);
    expect(
      code(await run('office', { ...body, opId: op(), problems: [{ code: '3', original: '其他。' }] })),
    ).toBe('IMPORT_APPLIED');
    expect(code(await run('office', { ...body, opId: op(), document: 'Import0000000002' }))).toBe(
      'NOT_FOUND',
    );
  });

  it('[W13] answers a repeated opId with the first result, and refuses it with anything else', async () => {
    await prepare();
    const problem = await issued();
    const body = { command: 'claim', opId: op(), row: problem };
    const first = await run('unit_head', body);
    expect(first).toMatchObject({ ok: true, value: { seq: 2, value: { status: 'rectifying' } } });
    expect(await run('unit_head', body)).toEqual(first);
    expect(code(await run('unit_head', { ...body, row: row(99) }))).toBe('OP_REUSED');
    expect(rooms.room(LEDGER).seq).toBe(2);
  });

  it('[W13] asks for the rights again when its turn has come', async () => {
    await prepare();
    const problem = await issued();
    const claim = { command: 'claim', row: problem };
    expect(code(await run('unit_head', claim, LEDGER, null))).toBe('FORBIDDEN');
    expect(code(await run('unit_head', claim, LEDGER, actor('leader')))).toBe('FORBIDDEN');
    expect(code(await run('unit_head', claim))).toBe('ok');
  });

  it('[W13] refuses what it cannot read, and a ledger that is not there', async () => {
    await prepare();
    const parts: CommandParts = {
      store,
      rooms,
      ids: () => row(1),
      actorFor: async () => actor('office'),
      restoreMoment: (_ask, run) => run(refuse('NOT_FOUND')),
    };
    for (const body of [
      null,
      'claim',
      [],
      {},
      { command: 'claim' },
      { command: 'toString', opId: op() },
      { command: 'claim', opId: op() },
      { command: 'claim', opId: 'x', row: row(1) },
    ]) {
      expect(
        code(await runCommand(parts, { ledger: LEDGER, actor: actor('office'), session: 's', body })),
        JSON.stringify(body),
      ).toBe('BAD_REQUEST');
    }
    expect(
      code(await run('unit_head', { command: 'claim', row: row(1) }, 'Ledger0000000009' as typeof LEDGER)),
    ).toBe('NOT_FOUND');
    expect(rooms.room(LEDGER).seq).toBe(0);
  });

  it('[W13] one command at a time, and no more than may wait', async () => {
    await prepare();
    const problem = await issued();
    const answers = await Promise.all(
      Array.from({ length: 70 }, () => run('unit_head', { command: 'claim', row: problem })),
    );
    const codes = answers.map(code);
    expect(codes.filter((c) => c === 'ok')).toHaveLength(1);
    expect(codes.filter((c) => c === 'ALREADY_CLAIMED')).toHaveLength(63);
    expect(codes.filter((c) => c === 'UNAVAILABLE')).toHaveLength(6);
    expect(code(await run('unit_member', { command: 'claim', row: problem }))).toBe('ALREADY_CLAIMED');
  });

  it('[W12] a bulk edit refused in part writes nothing, then the rest when asked', async () => {
    await prepare();
    const problem = await issued();
    const intents = [
      { cell: `${problem}/category`, value: '思想建设' },
      { cell: `${problem}/due`, value: '明天' },
    ];
    const before = rooms.room(LEDGER).doc.getMap('cells').size;
    const asked = await run('office', { command: 'editCells', intents });
    expect(asked).toMatchObject({
      ok: true,
      value: { value: { written: 0, refusedCount: 1, refused: [{ index: 1, code: 'BAD_DATE' }] } },
    });
    expect(rooms.room(LEDGER).doc.getMap('cells').size).toBe(before);
    expect(await run('office', { command: 'editCells', intents, writeRest: true })).toMatchObject({
      ok: true,
      value: { value: { written: 1 } },
    });
    expect(rooms.room(LEDGER).doc.getMap('cells').get(`${problem}/category`)).toBe('思想建设');
  });
});
