import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REFUSAL_CODES } from '#domain/refusals.ts';
import { COMMANDS } from '#domain/workflow.ts';
import type { Door } from '#server/transport/http/door.ts';
import { describedDoors, nameOf } from '#server/transport/http/description/described.ts';
import { openApiOf } from '#server/transport/http/description/openapi.ts';
import { apiPage } from '#server/transport/http/description/page.ts';
import { DOORS } from '#server/transport/http/doors.ts';

type Node = Readonly<Record<string, unknown>>;
const node = (value: unknown): Node => value as Node;
const document = openApiOf(DOORS);
const operations = Object.entries(node(document['paths'])).flatMap(([path, methods]) =>
  Object.entries(node(methods)).map(([method, operation]) => ({ path, method, operation: node(operation) })),
);

function* valuesOf(value: unknown, key: string): Generator<unknown> {
  if (typeof value !== 'object' || value === null) return;
  for (const [name, inner] of Object.entries(value)) {
    if (name === key) yield inner;
    yield* valuesOf(inner, key);
  }
}
const resolved = (pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((at, part) => node(at)?.[part], document);

describe('/api/openapi.json', () => {
  it('[A23] has every door of the table once, with its permission, and nothing else', () => {
    const described = operations.map(({ path, method, operation }) => [
      `${method.toUpperCase()} ${path}`,
      operation['x-permission'],
    ]);
    expect(described.sort()).toEqual(DOORS.map((door) => [nameOf(door), door.permission]).sort());
    expect(new Set(operations.map(({ operation }) => operation['operationId'])).size).toBe(DOORS.length);
  });

  it('[A23] is whole: every reference leads somewhere, every parameter of a path is declared, every response described', () => {
    const references = [...valuesOf(document, '$ref')] as string[];
    expect(references.length).toBeGreaterThan(DOORS.length);
    expect(references.filter((pointer) => resolved(pointer) === undefined)).toEqual([]);
    for (const { path, operation } of operations) {
      const inPath = ((operation['parameters'] ?? []) as Node[]).filter((each) => each['in'] === 'path');
      expect(inPath.map((each) => `{${String(each['name'])}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
      for (const response of Object.values(node(operation['responses'])))
        expect('$ref' in node(response) || typeof node(response)['description'] === 'string').toBe(true);
      expect(Object.keys(node(operation['responses']))).toContain('default');
    }
    const schemes = Object.keys(node(node(document['components'])['securitySchemes']));
    const asked = operations.flatMap(({ operation }) =>
      (operation['security'] as Node[]).flatMap(Object.keys),
    );
    expect([...new Set(asked)].sort()).toEqual(schemes.sort());
  });

  it('[A23] says whom a door asks for a session, and what it takes', () => {
    for (const { path, method, operation } of operations) {
      const door = DOORS.find((each) => nameOf(each) === `${method.toUpperCase()} ${path}`)!;
      expect([path, JSON.stringify(operation['security']).includes('session')]).toEqual([
        path,
        door.signedIn,
      ]);
      expect([path, 'requestBody' in operation]).toEqual([path, door.input !== null]);
    }
    const commands = JSON.stringify(node(node(document['paths'])['/api/ledgers/{ledger}/commands'])['post']);
    for (const name of COMMANDS) expect(commands).toContain(`"const":"${name}"`);
  });

  it('[A23] names every refusal that there is, with its status', () => {
    const schemas = node(node(document['components'])['schemas']);
    const [codes] = [...valuesOf(schemas['Refusal'], 'enum')];
    expect(codes).toEqual(REFUSAL_CODES);
    const [statuses] = [...valuesOf(document, 'x-statuses')];
    expect(Object.keys(node(statuses))).toEqual([...REFUSAL_CODES]);
  });

  it('[A23] no shape of an answer is empty', () => {
    const schemas = Object.entries(node(node(document['components'])['schemas']));
    expect(schemas.filter(([, schema]) => Object.keys(node(schema)).length === 0)).toEqual([]);
    for (const { path, operation } of operations)
      for (const schema of valuesOf(operation['requestBody'], 'schema'))
        expect([path, Object.keys(node(node(schema)['properties'] ?? schema)).length > 0]).toEqual([
          path,
          true,
        ]);
  });
});

describe('a door that is not described', () => {
  const door = (over: Partial<Door>): Door => ({ ...DOORS[0]!, ...over });
  const words = { who: 'anyone', answers: { mediaType: 'text/plain' } };
  const section = (...names: string[]) => [
    { title: 'Doors', doors: Object.fromEntries(names.map((name) => [name, words])) },
  ];

  it('[A23] ends the making of the description, whichever side is missing', () => {
    const there = door({ method: 'GET', pattern: '/api/there' });
    expect(() => describedDoors([there], section('GET /api/there'))).not.toThrow();
    expect(() => describedDoors([there], section())).toThrow('GET /api/there has no words');
    expect(() => describedDoors([], section('GET /api/gone'))).toThrow('no such door');
  });

  it('[A9] so does a door without a declared permission', () => {
    const open = door({ method: 'GET', pattern: '/api/there', permission: ' ' });
    expect(() => describedDoors([open], section('GET /api/there'))).toThrow('declares no permission');
    expect(DOORS.filter((each) => each.signedIn && each.permission === 'anyone')).toEqual([]);
  });
});

describe('docs/api.md', () => {
  it('[A23] is what the table says: npm run api-docs writes it anew', () => {
    expect(readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8')).toBe(apiPage(DOORS));
  });
});
