import { describe, expect, it } from 'vitest';
import { demoHosts } from '#protocol/demo-hosts.ts';
import { createOrigins, type Addressed } from '#server/access/origins.ts';

const request = (host: string | undefined, more: Partial<Addressed> = {}): Addressed => ({
  host,
  origin: undefined,
  fetchSite: undefined,
  forwardedProtocol: undefined,
  encrypted: false,
  ...more,
});

describe('origins', () => {
  it.each([
    ['127.0.0.1:3000', 'http://127.0.0.1:3000'],
    ['10.1.2.3:3000', 'http://10.1.2.3:3000'],
    ['10.1.2.3', 'http://10.1.2.3'],
    ['localhost:3000', 'http://localhost:3000'],
    ['board.localhost', 'http://board.localhost'],
    ['[fd00::1]:3000', 'http://[fd00::1]:3000'],
  ])('[A8] without a list, %s is ours', (host, origin) => {
    expect(createOrigins([]).own(request(host))).toBe(origin);
  });

  it.each([
    undefined,
    '',
    'evil.example',
    'localhost.evil.example',
    'evillocalhost',
    'a b',
    'x@127.0.0.1',
    '127.0.0.1/..',
    'a'.repeat(300),
  ])('[A8] without a list, Host %s is not ours', (host) => {
    expect(createOrigins([]).own(request(host))).toBeNull();
  });

  it.each(['demo.localhost:3000', 'office.demo.localhost:3000', 'demo.localhost', 'x.demo.localhost'])(
    "[A21] outside demo mode, the demo's Host %s is not ours, with or without a list",
    (host) => {
      expect(createOrigins([]).own(request(host))).toBeNull();
      expect(createOrigins(['http://sandan.lan:3000']).own(request(host))).toBeNull();
      const origin = `http://${host}`;
      expect(createOrigins([]).allows(request(host, { origin, fetchSite: 'same-origin' }))).toBe(false);
    },
  );

  it("[A21] in demo mode exactly the demo's names are ours, and each changes only what is its own", () => {
    const origins = createOrigins([], demoHosts(['office', 'unit1']));
    for (const host of ['demo.localhost:3000', 'office.demo.localhost:3000', 'unit1.demo.localhost:3000'])
      expect(origins.own(request(host))).toBe(`http://${host}`);
    for (const host of [
      'unit9.demo.localhost',
      'a.office.demo.localhost',
      'office.demo.localhost.evil.example',
    ])
      expect(origins.own(request(host))).toBeNull();
    const from = (origin: string) =>
      origins.allows(request('office.demo.localhost:3000', { origin, fetchSite: 'same-site' }));
    expect(from('http://office.demo.localhost:3000')).toBe(true);
    expect(from('http://demo.localhost:3000')).toBe(false);
    expect(from('http://unit1.demo.localhost:3000')).toBe(false);
  });

  it('[A8] with a list, only the listed names and loopback are ours', () => {
    const origins = createOrigins(['https://board.example', 'http://sandan.lan:3000']);
    expect(origins.own(request('board.example'))).toBe('https://board.example');
    expect(origins.own(request('sandan.lan:3000'))).toBe('http://sandan.lan:3000');
    expect(origins.own(request('localhost:3000'))).toBe('http://localhost:3000');
    expect(origins.own(request('127.0.0.1:3000'))).toBe('http://127.0.0.1:3000');
    expect(origins.own(request('10.1.2.3:3000'))).toBeNull();
    expect(origins.own(request('sandan.lan:4000'))).toBeNull();
  });

  it('[A8] the forwarded scheme chooses between two listed origins and makes none of its own', () => {
    const both = createOrigins(['http://board.example', 'https://board.example']);
    expect(both.own(request('board.example', { forwardedProtocol: 'https' }))).toBe('https://board.example');
    expect(both.own(request('board.example'))).toBe('http://board.example');
    expect(createOrigins([]).own(request('10.1.2.3', { forwardedProtocol: 'https' }))).toBe(
      'http://10.1.2.3',
    );
    expect(createOrigins([]).own(request('10.1.2.3', { encrypted: true }))).toBe('https://10.1.2.3');
  });

  it('[A8] only the same origin changes something', () => {
    const origins = createOrigins([]);
    const at = (origin: string | undefined, fetchSite?: string) =>
      origins.allows(request('127.0.0.1:3000', { origin, fetchSite }));
    expect(at('http://127.0.0.1:3000')).toBe(true);
    expect(at('http://127.0.0.1:4000')).toBe(false);
    expect(at('https://127.0.0.1:3000')).toBe(false);
    expect(at('http://evil.example')).toBe(false);
    expect(at('null')).toBe(false);
  });

  it('[A8] a missing Origin passes unless the browser says it crossed sites', () => {
    const origins = createOrigins([]);
    const at = (fetchSite?: string) => origins.allows(request('127.0.0.1:3000', { fetchSite }));
    expect(at()).toBe(true);
    expect(at('same-origin')).toBe(true);
    expect(at('cross-site')).toBe(false);
    expect(at('same-site')).toBe(false);
  });
});
