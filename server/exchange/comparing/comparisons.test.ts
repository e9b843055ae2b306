/** Snapshots compared with each other and with the present over a real store, and at the size of a large ledger. */
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RoundId } from '#domain/ids.ts';
import type { Comparison } from '#protocol/comparison.ts';
import type { ExportedFile } from '#server/exchange/exchange.contract.ts';
import { canonicalBytes, sha256Hex } from '#server/exchange/canonical.ts';
import {
  compareContents,
  TEXTS_TAKEN_APART_MAX,
  type ComparedSide,
} from '#server/exchange/comparing/compare-contents.ts';
import type { LedgerContent, RoundContent } from '#paper/content.ts';
import { createWorkshop } from '#server/exchange/threads/workshop.ts';
import { refuse } from '#domain/refusals.ts';
import { problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';
import { BY, codeOf, LEDGER, openStage, value, type Stage } from '../../../tests/contract/exchange-stage.ts';
import { ledgerId, ROUND } from '../../../tests/contract/parties.ts';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const comparisonOf = (file: ExportedFile): Comparison =>
  JSON.parse(new TextDecoder().decode(file.bytes)) as Comparison;
const take = async (title: string): Promise<string> =>
  value(await stage.exchange.takeSnapshot({ ledger: LEDGER }, BY, { title })).id;

const content = (ledger: string, rows: Partial<LedgerContent>): LedgerContent => ({
  format: 'sandan.ledger.1',
  ledger,
  unit: `单位${ledger}`,
  round: 'r',
  roundName: '第六轮',
  seq: 1,
  at: '2026-03-01T00:00:00.000Z',
  problems: [],
  duties: [],
  tasks: [],
  ...rows,
});
const side = (of: LedgerContent | RoundContent, day = '2026-03-31'): ComparedSide => {
  const bytes = canonicalBytes(of);
  const moment = { snapshot: 's', number: 1, title: '一', at: `${day}T02:00:00.000Z`, day };
  return { moment: { ...moment, sha256: sha256Hex(bytes) }, content: bytes };
};
const settings = { longTermOutOfRate: false };

describe('[N3] comparing', () => {
  it('[N3] a snapshot with the present: who the row is, what changed, and the hash of both', async () => {
    const first = await take('初稿');
    stage.board.original = '责任不实，已有所改进。';
    const second = await take('二稿');
    const file = value(await stage.exchange.compareSnapshots(first, 'now'));
    expect(file).toMatchObject({ mediaType: 'application/json' });
    expect(file.name).toMatch(/存档1-现在-2026-03-31\.json$/u);
    const [now, kept] = [
      comparisonOf(file),
      comparisonOf(value(await stage.exchange.compareSnapshots(first, second))),
    ];
    expect(now.scope).toBe('ledger');
    expect(now.after).toMatchObject({ snapshot: null, number: null, sha256: kept.after.sha256 });
    expect(kept.before).toMatchObject({ snapshot: first, number: 1, title: '初稿', day: '2026-03-31' });
    for (const { ledgers } of [now, kept])
      expect(ledgers).toMatchObject([
        {
          unit: '单位1',
          only: null,
          added: [],
          removed: [],
          changed: [
            {
              list: 'problems',
              code: '1-1',
              title: '责任不实，已有所改进。',
              fields: [
                {
                  field: 'original',
                  old: '责任不实。',
                  now: '责任不实，已有所改进。',
                  pieces: [
                    ['=', '责任不实'],
                    ['+', '，已有所改进'],
                    ['=', '。'],
                  ],
                },
              ],
            },
          ],
        },
      ]);
  });

  it('[N3] only within one scope: nothing else is reached through a snapshot', async () => {
    const ours = await take('本台账');
    const other = value(
      await stage.exchange.takeSnapshot({ ledger: ledgerId(2) as never }, BY, { title: '另一本' }),
    ).id;
    const round = value(
      await stage.exchange.takeSnapshot({ round: ROUND as RoundId }, BY, { title: '全轮' }),
    ).id;
    expect(codeOf(await stage.exchange.compareSnapshots(ours, other))).toBe('SNAPSHOTS_APART');
    expect(codeOf(await stage.exchange.compareSnapshots(ours, round))).toBe('SNAPSHOTS_APART');
    expect(codeOf(await stage.exchange.compareSnapshots(ours, 'nothing'))).toBe('NOT_FOUND');
    expect(codeOf(await stage.exchange.compareSnapshots('nothing', 'now'))).toBe('NOT_FOUND');
    const whole = comparisonOf(value(await stage.exchange.compareSnapshots(round, 'now')));
    expect(whole).toMatchObject({ scope: 'round', ledgers: [], figures: { after: { problems: 1 } } });
  });

  it('[N3] a content that no longer has its hash is compared with nothing', async () => {
    const damaged = await take('将要损坏');
    const database = new Database(join(stage.folder, 'ledgers.db'));
    database.prepare('UPDATE snapshot SET content = ? WHERE id = ?').run(Buffer.from('{}'), damaged);
    database.close();
    expect(codeOf(await stage.exchange.compareSnapshots(damaged, 'now'))).toBe('SNAPSHOT_DAMAGED');
  });

  it('[N3] figures of each moment are those of its own day', () => {
    const late = content('a', { problems: [problemRow(row(1), { due: '2026-03-31' })] });
    const compared = value(
      compareContents({ before: side(late), after: side(late, '2026-04-30'), settings }),
    );
    expect(compared.figures).toMatchObject({ before: { overdue: 0 }, after: { overdue: 1 } });
  });

  it('[N3] a round: ledgers that came, went or changed; the others are left out', () => {
    const ledgers = (...all: LedgerContent[]): RoundContent => ({
      format: 'sandan.round.1',
      round: 'r',
      name: '第六轮',
      ledgers: all,
    });
    const problems = [problemRow(row(1))];
    const compared = value(
      compareContents({
        before: side(ledgers(content('a', { problems }), content('b', {}), content('c', { problems }))),
        after: side(
          ledgers(content('a', { problems }), content('c', { problems: [] }), content('d', { problems })),
        ),
        settings,
      }),
    );
    expect(compared.ledgers.map(({ ledger, only }) => [ledger, only])).toEqual([
      ['c', null],
      ['d', 'after'],
      ['b', 'before'],
    ]);
    expect(compared.ledgers[0]!.removed).toMatchObject([{ code: '1-1', title: '学习不深入。' }]);
    expect(compared.figures).toMatchObject({ before: { problems: 2 }, after: { problems: 2 } });
  });

  it('[N3] takes apart no more texts than the bound; of the others both versions are there whole', () => {
    const tasks = (progress: string) =>
      Array.from({ length: TEXTS_TAKEN_APART_MAX + 1 }, (_, n) => taskRow(row(10 + n), row(1), { progress }));
    const problems = [problemRow(row(1))];
    const compared = value(
      compareContents({
        before: side(content('a', { problems, tasks: tasks('起步') })),
        after: side(content('a', { problems, tasks: tasks('推进') })),
        settings,
      }),
    );
    const fields = compared.ledgers[0]!.changed.map((changed) => changed.fields[0]!);
    expect(fields.filter(({ pieces }) => pieces === null)).toHaveLength(1);
    expect(fields.at(-1)).toEqual({ field: 'progress', old: '起步', now: '推进', pieces: null });
  });

  it('[N3] 2,500 problems and 10,000 tasks, every one changed, in a thread of the workshop', async () => {
    const many = (progress: string): LedgerContent =>
      content('a', {
        problems: Array.from({ length: 2_500 }, (_, n) => problemRow(row(n), { code: `1-${n}` })),
        tasks: Array.from({ length: 10_000 }, (_, n) =>
          taskRow(row(10_000 + n), row(n % 2_500), { measure: '制定并印发制度。'.repeat(8), progress }),
        ),
      });
    const [before, after] = [side(many('已召开动员会，')), side(many('已召开推进会，并印发通知。'))];
    const workshop = createWorkshop({ warn: () => undefined });
    const made = await workshop.run({ name: 'compareContents', input: { before, after, settings } }, () =>
      refuse('UNAVAILABLE'),
    );
    await workshop.close();
    const compared = JSON.parse(new TextDecoder().decode(value(value(made)))) as Comparison;
    expect(compared.ledgers[0]!.changed).toHaveLength(10_000);
  });
});
