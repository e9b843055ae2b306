/** A ledger saved by a page: the same content and hash as the server's export, and the same rows back from its workbook. */
import { createHash } from 'node:crypto';
import { crc32 as nodeCrc32 } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crc32 } from '#paper/crc32.ts';
import { savedJson } from '#paper/saved-ledger.ts';
import { sha256 } from '#paper/sha256.ts';

const BYTES = fc.uint8Array({ maxLength: 400 });
const LISTS = { problems: [], duties: [], tasks: [] };
const NAMES = { ledger: 'L'.repeat(16), unit: '某局', round: 'R'.repeat(16), roundName: '第一轮' };

describe('[X25] what a browser over plain http has not', () => {
  it('[X25] SHA-256 is that of everybody else', () => {
    fc.assert(
      fc.property(BYTES, (bytes) => {
        expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
      }),
      { seed: 20261123, numRuns: 300 },
    );
  });

  it('[X25] CRC-32 is that of everybody else, in one go and in pieces', () => {
    fc.assert(
      fc.property(BYTES, BYTES, (first, second) => {
        expect(crc32(second, crc32(first))).toBe(nodeCrc32(Buffer.concat([first, second])));
      }),
      { seed: 20261123, numRuns: 100 },
    );
  });
});

it('[X25] the JSON without its mark has the hash that it names', () => {
  const json = savedJson({
    names: NAMES,
    lists: LISTS,
    seq: 7,
    at: '2026-03-31T01:00:00.000Z',
    savedAt: '2026-03-31T02:00:00.000Z',
    day: '2026-03-31',
    person: '某同志',
    longTermOutOfRate: false,
    unsent: ['task000000000001/owner'],
  });
  const { snapshot, ...content } = JSON.parse(json) as Record<string, Record<string, unknown>>;
  expect(snapshot).toMatchObject({ number: null, savedFromPage: { unsent: ['task000000000001/owner'] } });
  const sorted = Object.fromEntries(Object.entries(content).sort(([a], [b]) => (a < b ? -1 : 1)));
  expect(createHash('sha256').update(JSON.stringify(sorted)).digest('hex')).toBe(snapshot?.['sha256']);
});
