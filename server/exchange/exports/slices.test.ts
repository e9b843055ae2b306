/** Content cut into slices comes together again as it was. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ledgers } from '#server/exchange/xlsx/content.testing.ts';
import { LEDGER_FORMAT, ROUND_FORMAT, type ExportContent } from '#paper/content.ts';
import { contentOfSlices, slicesOf } from './slices.ts';

it('[X12] a content handed over in slices is the same content', async () => {
  const round = fc.array(ledgers, { maxLength: 3 }).map((written): ExportContent => ({
    format: ROUND_FORMAT,
    round: 'R'.repeat(16),
    name: '第一轮',
    ledgers: written,
  }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(round, ledgers), async (content) => {
      expect(contentOfSlices(await slicesOf(content))).toEqual(content);
    }),
    { numRuns: 30, seed: 20260331 },
  );
});

it('[X12] a list longer than a slice comes whole and in order', async () => {
  const problems = Array.from({ length: 1_001 }, (_, n) => ({ id: `p${n}` })) as never[];
  const content = { format: LEDGER_FORMAT, unit: '某局', problems, duties: [], tasks: problems } as never;
  const slices = await slicesOf(content);
  expect(slices.length).toBeGreaterThan(10);
  expect(contentOfSlices(slices)).toEqual(content);
});
