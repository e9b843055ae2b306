import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refuse } from '#domain/refusals.ts';
import { decodeMessage, encodeMessage, wireSchema, type Message } from '#protocol/codec.ts';
import { FRAME_BYTES_MAX, UPDATE_BYTES_MAX } from '#protocol/limits.ts';
import { PROTOCOL_VERSION } from '#protocol/sync.ts';

const HASH = 'a'.repeat(64);
const receipt = { epoch: 2, seq: 7, hash: HASH, mac: 'b'.repeat(64) };
const actor = {
  person: 'p'.repeat(16),
  name: '王某某',
  roles: ['unit_editor', 'unit_head'],
  organisations: ['o'.repeat(16), 'o'.repeat(16)],
};
const opId = 'x'.repeat(16);

const SAMPLES = [
  { type: 'hello', body: { protocol: 1 } },
  { type: 'hello', body: { protocol: 1, pageId: 'P'.repeat(16), epoch: 3, receipt, ops: [opId] } },
  {
    type: 'welcome',
    body: {
      pageId: 'P'.repeat(16),
      clientId: 4_294_967_295,
      epoch: 3,
      seq: 9,
      actor,
      planPassed: false,
      readOnly: null,
    },
  },
  {
    type: 'welcome',
    body: {
      pageId: 'P'.repeat(16),
      clientId: 0,
      epoch: 3,
      seq: 9,
      actor,
      planPassed: true,
      readOnly: 'TAIL_LOST',
      known: [opId],
    },
  },
  { type: 'edit', body: { opId, update: new Uint8Array([0, 0]) } },
  {
    type: 'ack',
    body: {
      opId,
      seq: 9,
      receipt,
      at: '2026-01-02T03:04:05.678Z',
      superseded: [{ cell: 'r/due', by: '李某' }],
    },
  },
  {
    type: 'refused',
    body: { opId, cells: ['r/due'], reason: refuse('TOO_LONG', { max: 60, field: 'dueText' }) },
  },
  { type: 'rights', body: { actor, planPassed: true } },
  { type: 'notice', body: { code: null, params: {} } },
  { type: 'notice', body: { code: 'STORE_READ_ONLY', params: { seq: 4 } } },
  { type: 'syncStep1', vector: new Uint8Array([0]) },
  { type: 'syncStep2', update: new Uint8Array([0, 0]) },
  { type: 'syncUpdate', update: new Uint8Array([0, 0]) },
  { type: 'awareness', update: new Uint8Array([0]) },
  { type: 'queryAwareness' },
] as Message[];

describe('the messages of the sync socket', () => {
  it.each(SAMPLES)('[S1] $type comes back as it was sent', (message) => {
    expect(decodeMessage(encodeMessage(message))).toEqual({ ok: true, value: message });
  });

  it.each(SAMPLES)('[S1] $type is malformed when cut anywhere or followed by anything', (message) => {
    const frame = encodeMessage(message);
    for (let end = 0; end < frame.length; end += 1) {
      expect(decodeMessage(frame.subarray(0, end))).toEqual(refuse('MALFORMED'));
    }
    expect(decodeMessage(new Uint8Array([...frame, 0]))).toEqual(refuse('MALFORMED'));
  });

  it('[S1] unknown numbers are malformed', () => {
    for (const number of [2, 4, 50, 99, 107, 127]) {
      expect(decodeMessage(new Uint8Array([number, 0]))).toEqual(refuse('MALFORMED'));
    }
    expect(decodeMessage(new Uint8Array([0, 3, 0]))).toEqual(refuse('MALFORMED'));
  });

  it('[S1] parts beyond their bounds are malformed', () => {
    const malformed = [
      { type: 'edit', body: { opId: 'short', update: new Uint8Array() } },
      { type: 'edit', body: { opId: '!'.repeat(16), update: new Uint8Array() } },
      { type: 'hello', body: { protocol: 70_000 } },
      { type: 'hello', body: { protocol: 1, receipt: { ...receipt, mac: 'xyz' } } },
      {
        type: 'refused',
        body: { opId, cells: Array.from({ length: 201 }, () => 'c'), reason: refuse('GAP') },
      },
      { type: 'refused', body: { opId, cells: [], reason: { ...refuse('GAP'), params: { nested: {} } } } },
      { type: 'edit', body: { opId, update: new Uint8Array(UPDATE_BYTES_MAX + 1) } },
    ] as unknown as Message[];
    for (const message of malformed)
      expect(decodeMessage(encodeMessage(message))).toEqual(refuse('MALFORMED'));
  });

  it('[S1] any bytes are a message or malformed, never an exception', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(0, 1, 3, 100, 101, 102, 103, 104, 105, 106),
        (bytes, number) => {
          const decoded = decodeMessage(new Uint8Array([number, ...bytes]));
          return decoded.ok || decoded.code === 'MALFORMED';
        },
      ),
      { seed: 20_260_101, numRuns: 3_000 },
    );
  });

  it('[S1] the largest update fits into the largest frame', () => {
    const frame = encodeMessage({
      type: 'edit',
      body: { opId: opId, update: new Uint8Array(UPDATE_BYTES_MAX) },
    });
    expect(frame.length).toBeLessThanOrEqual(FRAME_BYTES_MAX);
    expect(decodeMessage(frame).ok).toBe(true);
  });

  it('[S1] the wire does not change without a new protocol version: raise PROTOCOL_VERSION, then this hash', () => {
    const hash = createHash('sha256').update(wireSchema()).digest('hex').slice(0, 16);
    expect({ version: PROTOCOL_VERSION, hash }).toEqual({ version: 1, hash: '45b798dcf0b512eb' });
  });
});
