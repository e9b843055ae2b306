/** Only instants that exist are read. */
import { describe, expect, it } from 'vitest';
import { parseInstant } from '#domain/instants.ts';

describe('instants', () => {
  it.each([
    ['2026-03-01T08:00:00Z', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00+08:00', '2026-03-01T00:00:00.000Z'],
    ['2024-02-29T23:59:59.999999Z', '2024-02-29T23:59:59.999Z'],
  ])('[H30] %s', (text, instant) => expect(parseInstant(text)).toBe(instant));

  it.each([
    '2026-02-30T00:00:00Z',
    '2025-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-03-01T25:00:00Z',
    '2026-03-01T08:00:00+99:00',
    '2026-03-01',
    '2026-03-01T08:00:00',
    ' 2026-03-01T08:00:00Z',
    '２０２６-03-01T08:00:00Z',
    '+002026-03-01T08:00:00Z',
  ])('[H30] %s is none', (text) => expect(parseInstant(text)).toBeUndefined());
});
