/** Snapshots and exports over a real embedded store: hashed, chained, checkable by anybody. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LedgerId, RoundId } from '#domain/ids.ts';
import { canonicalBytes, sha256Hex } from '#server/exchange/canonical.ts';
import type { Exchange, ExportedFile } from '#server/exchange/exchange.contract.ts';
import {
  BY,
  codeOf,
  LEDGER,
  openStage,
  standing,
  value,
  type Stage,
} from '../../tests/contract/exchange-stage.ts';
import { chainFaults } from '#server/exchange/snapshot-chain.ts';
import { rowsOfMachineSheet } from '#server/exchange/row-files/machine-rows.testing.ts';
import { openWorkbook } from '#server/exchange/xlsx/open-workbook.ts';
import { ROUND } from '../../tests/contract/parties.ts';

let stage: Stage;
let exchange: Exchange;
beforeAll(async () => {
  stage = await openStage();
  ({ exchange } = stage);
});
afterAll(() => stage.close());

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
    stage.board.original = '责任不实，已有所改进。';
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
    // the same content twice: the chain still tells one from the other
    expect(second!.chainSha256).not.toBe(third!.chainSha256);
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
      snapshot: {
        number: 1,
        sha256: first!.sha256,
        previousSha256: null,
        chainSha256: first!.chainSha256,
      },
    });
    expect(file.name).toBe('示例轮次-单位1-存档1-2026-03-31.json');
    const { bytes } = value(await exchange.exportSnapshot(first!.id, 'xlsx', BY));
    const row = standing('责任不实。');
    expect(await rowsOfMachineSheet(bytes)).toEqual([{ ledger: LEDGER, row, changed: [] }]);
  });

  it('[X9] a snapshot taken after midnight there bears the day of the installation, not that of UTC', async () => {
    const [, , first] = await exchange.listSnapshots({ ledger: LEDGER });
    const moveTo = (at: string) =>
      stage.store.commit([
        [stage.store.db.updateTable('snapshot').set({ at }).where('id', '=', first!.id).compile()],
      ]);
    await moveTo('2026-03-31T17:30:00.000Z');
    const file = value(await exchange.exportSnapshot(first!.id, 'json', BY));
    await moveTo(first!.at);
    expect(file.name).toBe('示例轮次-单位1-存档1-2026-04-01.json');
  });

  it('[X9] a round leaves with all its ledgers and a summary', async () => {
    const workbook = await openWorkbook(
      value(await exchange.exportRound(ROUND as RoundId, 'xlsx', BY)).bytes,
    );
    expect(workbook.worksheets.map((sheet) => sheet.name).slice(0, 4)).toEqual([
      '汇总',
      '单位1',
      '单位2',
      '问题清单',
    ]);
    expect(workbook.getWorksheet('汇总')!.getCell(6, 2).value).toBe('合计');
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
    const chain = () =>
      stage.store.db
        .selectFrom('snapshot')
        .selectAll()
        .where('ledger', '=', LEDGER)
        .orderBy('number')
        .execute();
    expect([...chainFaults(await chain())]).toEqual([]);
    const snapshots = await chain();
    expect([...chainFaults(snapshots.filter((one) => one.number !== 2))]).toEqual([
      { kind: 'missing', number: 2 },
      { kind: 'link', number: 3 },
      { kind: 'chain', number: 3 },
    ]);
    const [, second] = snapshots.sort((a, b) => a.number - b.number);
    const forged = new TextEncoder().encode(
      new TextDecoder().decode(second!.content).replace('改进', '整改'),
    );
    // whoever rewrites content and hash together still breaks the link of the next one
    expect([
      ...chainFaults(snapshots.map((one) => (one === second ? { ...one, content: forged } : one))),
    ]).toEqual([{ kind: 'content', number: 2 }]);
    expect([
      ...chainFaults(
        snapshots.map((one) =>
          one === second ? { ...one, content: forged, sha256: sha256Hex(forged) } : one,
        ),
      ),
    ]).toEqual([
      { kind: 'chain', number: 2 },
      { kind: 'link', number: 3 },
    ]);

    const outside = new Database(join(stage.folder, 'ledgers.db'));
    outside.prepare('UPDATE snapshot SET content = ? WHERE id = ?').run(forged, second!.id);
    outside.close();
    expect(codeOf(await exchange.exportSnapshot(second!.id, 'json', BY))).toBe('SNAPSHOT_DAMAGED');
  });
});
