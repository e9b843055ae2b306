/** Previews and snapshots over a real embedded store; rooms and commands are stood in for, so that only the exchange is tried. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerId, PersonId, RoundId, RowId } from '#domain/ids.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import { accept } from '#domain/refusals.ts';
import type { ImportPreview, PreviewEdit } from '#protocol/services.ts';
import { canonicalBytes, sha256Hex } from '#server/exchange/canonical.ts';
import type { Exchange, ExportedFile } from '#server/exchange/exchange.contract.ts';
import { createExchange } from '#server/exchange/exchange.ts';
import { feedbackStatements, prepareFeedback } from '#server/exchange/feedback/document-record.ts';
import { chainFaults } from '#server/exchange/snapshot-chain.ts';
import { readMachineSheet } from '#server/exchange/xlsx/machine-sheet.ts';
import { openWorkbook } from '#server/exchange/xlsx/workbook.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { ledgerId, partiesOf, ROUND } from '../../tests/contract/parties.ts';

const LEDGER = ledgerId(1) as LedgerId;
const PERSON = 'person0000000001' as PersonId;
const BY = { person: PERSON, name: '办公室同志' };
const ACTOR = {
  person: PERSON,
  name: BY.name,
  roles: ['office' as const],
  organisations: ['office0000000001' as never],
};
const AT = '2026-03-31T01:02:03.000Z';

let folder: string;
let store: Store;
let exchange: Exchange;
let commands: { opId: string; problems: { code: string; source: string }[] }[] = [];
let original = '责任不实。';
let counter = 0;
const nextId = (): string => `made${String((counter += 1)).padStart(12, '0')}`;

const problem = (): ProblemRow => ({
  id: 'problem000000001' as RowId,
  list: 'problems',
  order: 'a0',
  deleted: false,
  code: '1-1',
  original,
  source: '县委巡察',
  category: '责任方面',
  subcategory: null,
  categories: {},
  symptom: '',
  nature: null,
  key: false,
  kind: 'timed',
  due: null,
  previousId: null,
  status: 'issued',
  claim: {},
  supervisionNote: '',
  evidenceCount: 0,
  completion: '未完成',
  longTerm: false,
});
const value = <T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T => {
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value;
};
const codeOf = (outcome: { ok: boolean; code?: string }): string =>
  outcome.ok ? 'ok' : (outcome.code ?? '');

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandan-exchange-'));
  store = await openSqliteStore(folder);
  await store.commit([
    [
      ...partiesOf(store, 2),
      store.db
        .insertInto('person')
        .values({
          id: PERSON,
          username: 'office',
          name: BY.name,
          active: 1,
          must_change_password: 0,
          created_at: AT,
        })
        .compile(),
    ],
  ]);
  exchange = createExchange({
    store,
    rooms: {
      committed: async (ledger) =>
        accept({
          lists: {
            problems:
              ledger === LEDGER
                ? [problem(), { ...problem(), id: 'problem000000002' as RowId, deleted: true }]
                : [],
            duties: [],
            tasks: [],
          },
          seq: 5,
          epoch: 1,
          at: AT,
        }),
    },
    runCommand: async (ledger, by, input) => {
      const command = input as {
        opId: string;
        document: string;
        problems: { code: string; source: string }[];
      };
      const prepared = await prepareFeedback(store.db, ledger, command.document);
      if (!prepared.ok) return prepared;
      commands.push(command);
      const rows = Object.fromEntries(
        command.problems.map((given, n) => [given.code, `row${String(n).padStart(13, '0')}` as RowId]),
      );
      const issued = { id: nextId(), ledger, person: by.actor.person, seq: 9, at: AT, rows };
      const op = store.db.insertInto('op').values({
        ledger,
        op_id: command.opId,
        person: by.actor.person,
        content_hash: 'h',
        seq: 9,
        result: JSON.stringify({
          at: AT,
          hash: 'h',
          superseded: [],
          value: { problems: command.problems.length },
        }),
      });
      await store.commit([[...feedbackStatements(store.db, prepared.value, issued), op.compile()]]);
      return accept({ seq: 9, value: { problems: command.problems.length } });
    },
    clock: { now: () => new Date(AT), today: () => '2026-03-31' },
    ids: nextId,
    log: { warn: () => undefined },
  });
});
afterAll(async () => {
  await exchange.close();
  await store.close();
  await rm(folder, { recursive: true });
});

const imported = async (name: string): Promise<ImportPreview> =>
  value(
    await exchange.previewImport({
      ledger: LEDGER,
      person: PERSON,
      file: { name, bytes: await readFile(new URL(`../../tests/samples/${name}`, import.meta.url)) },
    }),
  );
const edit = (id: string, ...edits: PreviewEdit[]) => exchange.editPreview(id, edits);

describe('[X10] a preview', () => {
  it('[X10] is kept, corrected step by step, and all steps of a request hold or none', async () => {
    const made = await imported('feedback-2.txt');
    expect(made.problems).toHaveLength(12);
    expect(value(await exchange.readPreview(made.import))).toEqual(made);

    const split = value(await edit(made.import, { do: 'split', at: '2-4' }));
    expect(split.problems.map((one) => one.code).slice(7, 10)).toEqual(['2-4-1', '2-4-2', '2-4-3']);
    const paragraph = (n: number): string => split.paragraphs[n - 1]!.text;
    for (const piece of split.problems.slice(7, 10)) {
      expect(piece.anchors.map(({ paragraph: n, from, to }) => paragraph(n).slice(from, to)).join('')).toBe(
        piece.original,
      );
    }

    const merged = value(
      await edit(
        made.import,
        { do: 'merge', at: '2-4-2' },
        { do: 'merge', at: '2-4-3' },
        {
          do: 'change',
          at: '2-4-1',
          set: { code: '2-4', kind: 'longterm', category: '  ', source: '上轮遗留' },
        },
      ),
    );
    expect(merged.problems).toHaveLength(12);
    expect(merged.problems[7]).toMatchObject({
      code: '2-4',
      original: made.problems[7]!.original,
      kind: 'longterm',
      category: null,
      carriedOver: true,
    });

    const dropped = value(await edit(made.import, { do: 'drop', at: '1-1-2' }));
    expect([dropped.problems.length, dropped.dropped.map((one) => one.code)]).toEqual([11, ['1-1-2']]);
    const restored = value(await edit(made.import, { do: 'restore', at: '1-1-2' }));
    expect(restored.problems.map((one) => one.code).slice(0, 3)).toEqual(['1-1-1', '1-1-2', '1-1-3']);

    const half = await edit(made.import, { do: 'drop', at: '1-1-1' }, { do: 'drop', at: 'nothing' });
    expect(codeOf(half)).toBe('NOT_FOUND');
    expect(value(await exchange.readPreview(made.import)).problems).toHaveLength(12);
  });

  it('[X10] a further document in a ledger gets codes that are free, all of them or none', async () => {
    const first = await imported('feedback-1.docx');
    // the stand-in ledger holds 1-1
    expect(first.problems.map((one) => one.code).slice(0, 3)).toEqual(['2.1-1', '2.1-2-1', '2.1-2-2']);
    expect(first.warnings.map(({ code, at }) => `${code} ${at}`)).toEqual([
      'may_split 2.2-4',
      'may_split 2.4-3',
      'clue_not_imported tail',
      'codes_prefixed head',
    ]);
    const second = await imported('feedback-2.txt');
    expect(second.problems[0]?.code).toBe('1-1-1');
  });

  it('[X10] refuses what no problem may hold', async () => {
    const { import: id } = await imported('feedback-2.txt');
    const change = (set: Extract<PreviewEdit, { do: 'change' }>['set']) =>
      edit(id, { do: 'change', at: '1-2', set });
    expect(codeOf(await change({ code: '2-1' }))).toBe('DUPLICATE_CODE');
    expect(codeOf(await change({ original: ' ' }))).toBe('EMPTY_TEXT');
    expect(codeOf(await change({ original: 'x'.repeat(8_001) }))).toBe('TOO_LONG');
    expect(codeOf(await change({ original: '绝密★' }))).toBe('CLASSIFIED_TEXT');
    expect(codeOf(await change({ source: '群众来信' }))).toBe('NOT_IN_LIST');
    expect(codeOf(await exchange.editPreview(id, [{ do: 'explode', at: '1-2' }]))).toBe('BAD_REQUEST');
    expect(codeOf(await exchange.editPreview(id, 'all'))).toBe('BAD_REQUEST');
    expect(codeOf(await edit(id, { do: 'merge', at: '1-1-1' }))).toBe('WRONG_STATE');
    expect(codeOf(await edit('nobody0000000000', { do: 'drop', at: '1-1-1' }))).toBe('NOT_FOUND');
  });

  it('[X7] a bad file is refused with its code and leaves nothing behind', async () => {
    const count = async () => (await store.db.selectFrom('import').select('id').execute()).length;
    const before = await count();
    const file = { name: 'a.docx', bytes: Buffer.from('not a document') };
    expect(codeOf(await exchange.previewImport({ ledger: LEDGER, person: PERSON, file }))).toBe('NOT_A_DOCX');
    expect(
      codeOf(
        await exchange.previewImport({
          ledger: LEDGER,
          person: PERSON,
          file: { name: 'a.txt', bytes: new Uint8Array(17 * 1024 * 1024) },
        }),
      ),
    ).toBe('TOO_LARGE');
    expect(await count()).toBe(before);
  });
});

describe('[X11] applying', () => {
  it('[X11] waits for every must doubt, issues once, and answers a second time with the first result', async () => {
    const made = await imported('feedback-2.txt');
    const by = { actor: ACTOR, session: 's' };
    expect(await exchange.applyImport(by, made.import, 'op00000000000001')).toMatchObject({
      ok: false,
      code: 'DOUBTS_OPEN',
      params: { count: 1 },
    });
    const must = made.warnings.find((warning) => warning.severity === 'must')!;
    value(await edit(made.import, { do: 'settle', warning: must.id, settled: true }));

    commands = [];
    const [first, second] = await Promise.all([
      exchange.applyImport(by, made.import, 'op00000000000002'),
      exchange.applyImport(by, made.import, 'op00000000000003'),
    ]);
    expect(value(first)).toEqual({ seq: 9, value: { problems: 12 } });
    expect(second).toEqual(first);
    expect(commands).toHaveLength(1);
    expect(commands[0]!.problems.at(-1)).toMatchObject({ code: '3-3', source: '上轮遗留' });
    expect(codeOf(await edit(made.import, { do: 'drop', at: '1-2' }))).toBe('IMPORT_APPLIED');

    const [document] = await exchange.feedbackOf(LEDGER);
    const spans = document!.paragraphs.flatMap((one) =>
      one.spans.map((span) => ({ ...span, text: one.text.slice(span.from, span.to) })),
    );
    expect(spans).toHaveLength(12);
    expect(spans.every((span) => span.row !== null)).toBe(true);
    expect(spans.find((span) => span.code === '1-1-2')?.text).toMatch(/^水质检测不实/u);
    const kept = await store.db
      .selectFrom('feedback_document')
      .select(['sha256', 'bytes', 'name'])
      .executeTakeFirstOrThrow();
    expect(sha256Hex(new Uint8Array(kept.bytes))).toBe(kept.sha256);
  });
});

const json = (file: ExportedFile): Record<string, unknown> =>
  JSON.parse(new TextDecoder().decode(file.bytes)) as Record<string, unknown>;

describe('[X9] snapshots and exports', () => {
  it('[X9] the hash is that of the canonical JSON without `snapshot`, and the same content has the same hash', async () => {
    const present = json(value(await exchange.exportLedger(LEDGER, 'json', BY)));
    const { snapshot, ...content } = present as {
      snapshot: { number: null; sha256: string; previousSha256: null };
    };
    expect(sha256Hex(canonicalBytes(content))).toBe(snapshot.sha256);
    expect(content).toMatchObject({ ledger: LEDGER, seq: 5, unit: '单位1', problems: [{ code: '1-1' }] });
    const again = json(value(await exchange.exportLedger(LEDGER, 'json', BY))) as {
      snapshot: { sha256: string };
    };
    expect(again.snapshot.sha256).toBe(snapshot.sha256);
  });

  it('[X9] snapshots are numbered per scope and chained from the first on; the present points at the last', async () => {
    const first = value(
      await exchange.takeSnapshot({ ledger: LEDGER }, BY, { title: ' 一季度 ', reason: '' }),
    );
    original = '责任不实，已有所改进。';
    const [second, third] = await Promise.all(
      [1, 2].map(async (n) =>
        value(await exchange.takeSnapshot({ ledger: LEDGER }, BY, { title: `其后${n}` })),
      ),
    );
    expect(first).toMatchObject({
      number: 1,
      title: '一季度',
      reason: null,
      previousSha256: null,
      by: BY.name,
      scope: 'ledger',
      seq: 5,
    });
    expect([second!.number, third!.number].sort()).toEqual([2, 3]);
    expect(second!.previousSha256).toBe(first.sha256);
    expect(second!.sha256).not.toBe(first.sha256);
    expect(third!.sha256).toBe(second!.sha256);
    expect((await exchange.listSnapshots({ ledger: LEDGER })).map((one) => one.number)).toEqual([3, 2, 1]);
    const round = value(await exchange.takeSnapshot({ round: ROUND as RoundId }, BY, { title: '全轮' }));
    expect(round).toMatchObject({ number: 1, scope: 'round', previousSha256: null });
    const present = json(value(await exchange.exportLedger(LEDGER, 'json', BY))) as {
      snapshot: { number: number | null; previousSha256: string };
    };
    expect(present.snapshot).toMatchObject({ number: null, previousSha256: third!.sha256 });
  });

  it('[X9] a snapshot leaves as it was taken, whatever happened since', async () => {
    const [, , first] = await exchange.listSnapshots({ ledger: LEDGER });
    const file = value(await exchange.exportSnapshot(first!.id, 'json', BY));
    expect(json(file)).toMatchObject({
      problems: [{ original: '责任不实。' }],
      snapshot: { number: 1, sha256: first!.sha256, previousSha256: null },
    });
    expect(file.name).toBe('示例轮次-单位1-存档1-2026-03-31.json');
    const workbook = await openWorkbook(value(await exchange.exportSnapshot(first!.id, 'xlsx', BY)).bytes);
    expect(readMachineSheet(workbook)).toEqual([
      { ledger: LEDGER, row: { ...problem(), original: '责任不实。' } },
    ]);
  });

  it('[X9] a round leaves with all its ledgers and a summary', async () => {
    const workbook = await openWorkbook(
      value(await exchange.exportRound(ROUND as RoundId, 'xlsx', BY)).bytes,
    );
    expect(workbook.worksheets.map((sheet) => sheet.name).slice(0, 2)).toEqual(['汇总', '问题清单']);
    expect(workbook.getWorksheet('汇总')!.rowCount).toBe(6);
    expect(json(value(await exchange.exportRound(ROUND as RoundId, 'json', BY)))).toMatchObject({
      round: ROUND,
      ledgers: [{ unit: '单位1' }, { unit: '单位2' }],
    });
  });

  it('[X9] a title is needed, bounded and unclassified', async () => {
    const take = async (title: string, reason?: string) =>
      codeOf(await exchange.takeSnapshot({ ledger: LEDGER }, BY, { title, reason }));
    expect(await take('  ')).toBe('EMPTY_TEXT');
    expect(await take('长'.repeat(101))).toBe('TOO_LONG');
    expect(await take('存档', '理'.repeat(1_001))).toBe('TOO_LONG');
    expect(await take('机密★')).toBe('CLASSIFIED_TEXT');
    expect(
      codeOf(await exchange.takeSnapshot({ ledger: 'nobody0000000000' as LedgerId }, BY, { title: 'x' })),
    ).toBe('NOT_FOUND');
  });

  it('[X9] tampering shows: in the chain, and at the export', async () => {
    const chain = () => store.db.selectFrom('snapshot').selectAll().where('ledger', '=', LEDGER).execute();
    expect(chainFaults(await chain())).toEqual([]);
    const snapshots = await chain();
    expect(chainFaults(snapshots.filter((one) => one.number !== 2))).toEqual([
      { kind: 'missing', number: 2 },
      { kind: 'link', number: 3 },
    ]);
    const [, second] = snapshots.sort((a, b) => a.number - b.number);
    const forged = new TextEncoder().encode(
      new TextDecoder().decode(second!.content).replace('改进', '整改'),
    );
    // whoever rewrites content and hash together still breaks the link of the next one
    expect(chainFaults(snapshots.map((one) => (one === second ? { ...one, content: forged } : one)))).toEqual(
      [{ kind: 'content', number: 2 }],
    );
    expect(
      chainFaults(
        snapshots.map((one) =>
          one === second ? { ...one, content: forged, sha256: sha256Hex(forged) } : one,
        ),
      ),
    ).toEqual([{ kind: 'link', number: 3 }]);

    const outside = new Database(join(folder, 'ledgers.db'));
    outside.prepare('UPDATE snapshot SET content = ? WHERE id = ?').run(forged, second!.id);
    outside.close();
    expect(codeOf(await exchange.exportSnapshot(second!.id, 'json', BY))).toBe('SNAPSHOT_DAMAGED');
  });
});
