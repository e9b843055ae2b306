/** After signing in nobody is led to another site. */
import { describe, expect, it } from 'vitest';
import { ownPath } from './own-path.ts';

const ORIGIN = 'http://127.0.0.1:3000';

describe('the page after signing in', () => {
  it.each(['/', '/rounds', '/ledgers/abc?at=3#row', '/%5Cevil.example', '/.//evil.example'])(
    '[A8] a path of our own is kept, and stays here: %j',
    (next) => {
      expect(ownPath(next, ORIGIN)).toBe(next);
      expect(new URL(next, ORIGIN).origin).toBe(ORIGIN);
    },
  );

  it.each([
    null,
    '',
    'rounds',
    'javascript:alert(1)',
    'http://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/\r\\evil.example',
    '\t//evil.example',
    '//[',
  ])('[A8] whatever a browser would read as another site is not: %j', (next) => {
    expect(ownPath(next, ORIGIN)).toBe('/');
  });
});
