import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Door, Method } from '#server/transport/http/door.ts';
import { DOORS, ownsPath } from '#server/transport/http/doors.ts';
import { createRouter } from '#server/transport/http/router.ts';
import { refuse } from '#domain/refusals.ts';

const door = (method: Method, pattern: string): Door => ({
  method,
  pattern,
  permission: 'anyone',
  signedIn: false,
  input: null,
  answer: () => Promise.resolve(refuse('NOT_FOUND')),
});

describe('router', () => {
  const route = createRouter([
    door('GET', '/api/rounds/{round}'),
    door('PATCH', '/api/rounds/{round}'),
    door('GET', '/api/rounds/current'),
  ]);

  it('[A9] finds the door and decodes its path', () => {
    expect(route('GET', '/api/rounds/%E8%BD%AE')).toMatchObject({ kind: 'door', path: { round: '轮' } });
    expect(route('HEAD', '/api/rounds/a')).toMatchObject({ kind: 'door' });
    expect(route('GET', '/api/rounds/current')).toMatchObject({ kind: 'door', path: {} });
  });

  it('[A9] names the methods of a path that exists', () => {
    expect(route('DELETE', '/api/rounds/a')).toEqual({ kind: 'method', allow: 'GET, PATCH' });
  });

  it.each([
    '/api/rounds',
    '/api/rounds/',
    '/api/rounds/a/b',
    '/api/rounds/%',
    '/api//a',
    `/api/rounds/${'a'.repeat(600)}`,
  ])('[A9] %s is nothing', (path) => {
    expect(route('GET', path)).toEqual({ kind: 'nothing' });
  });

  it('[A9] two doors of one path are a mistake', () => {
    expect(() => createRouter([door('GET', '/api/{a}'), door('GET', '/api/{b}')])).toThrow(/Two doors/);
  });

  it('[A9] the table itself has no two doors of one path, and every door under /api that changes something is signed in but these', () => {
    expect(() => createRouter(DOORS)).not.toThrow();
    const open = DOORS.filter((each) => each.method !== 'GET' && !each.signedIn).map((each) => each.pattern);
    expect(open.sort()).toEqual([
      '/api/auth/redeem-code',
      '/api/auth/sign-in/username',
      '/api/auth/sign-out',
      '/api/demo/enter',
      '/api/setup',
    ]);
  });

  it('[A9] pages keep their own paths', () => {
    expect(['/api', '/api/x', '/healthz', '/metrics'].map(ownsPath)).toEqual([true, true, true, true]);
    expect(['/', '/apis', '/rounds', '/healthz/x'].map(ownsPath)).toEqual([false, false, false, false]);
  });
});

describe('docs/api.md', () => {
  it('[A9] describes every door of the table, and none that is not there', () => {
    const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    const described = [...page.matchAll(/^\| `((?:GET|POST|PATCH|DELETE) [^`]+)` \|/gm)].map(
      (match) => match[1],
    );
    expect(described.sort()).toEqual(DOORS.map((each) => `${each.method} ${each.pattern}`).sort());
  });
});
