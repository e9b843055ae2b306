/** Previews over a real embedded store: kept, corrected, applied once. */
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportPreview, PreviewEdit } from '#protocol/services.ts';
import { sha256Hex } from '#server/exchange/canonical.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import {
  ACTOR,
  codeOf,
  LEDGER,
  openStage,
  PERSON,
  value,
  type Stage,
} from '../../tests/contract/exchange-stage.ts';

let stage: Stage;
let exchange: Exchange;
beforeAll(async () => {
  stage = await openStage();
  ({ exchange } = stage);
});
afterAll(() => stage.close());

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
    const count = async () => (await stage.store.db.selectFrom('import').select('id').execute()).length;
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

    stage.board.commands = [];
    const [first, second] = await Promise.all([
      exchange.applyImport(by, made.import, 'op00000000000002'),
      exchange.applyImport(by, made.import, 'op00000000000003'),
    ]);
    expect(value(first)).toEqual({ seq: 9, value: { problems: 12 } });
    expect(second).toEqual(first);
    expect(stage.board.commands).toHaveLength(1);
    expect(stage.board.commands[0]!.problems.at(-1)).toMatchObject({ code: '3-3', source: '上轮遗留' });
    expect(codeOf(await edit(made.import, { do: 'drop', at: '1-2' }))).toBe('IMPORT_APPLIED');

    const [document] = await exchange.feedbackOf(LEDGER);
    const spans = document!.paragraphs.flatMap((one) =>
      one.spans.map((span) => ({ ...span, text: one.text.slice(span.from, span.to) })),
    );
    expect(spans).toHaveLength(12);
    expect(spans.every((span) => span.row !== null)).toBe(true);
    expect(spans.find((span) => span.code === '1-1-2')?.text).toMatch(/^水质检测不实/u);
    const kept = await stage.store.db
      .selectFrom('feedback_document')
      .select(['sha256', 'bytes', 'name'])
      .executeTakeFirstOrThrow();
    expect(sha256Hex(new Uint8Array(kept.bytes))).toBe(kept.sha256);
  });
});
