/** Finds the door of a method and path. Knows patterns, not what is behind them. */
import type { Door, Method } from '#server/transport/http/door.ts';

export type Found =
  | { readonly kind: 'door'; readonly door: Door; readonly path: Readonly<Record<string, string>> }
  | { readonly kind: 'method'; readonly allow: string }
  | { readonly kind: 'nothing' };

const PATH_LENGTH_MAX = 500;

interface Entry {
  readonly door: Door;
  readonly parts: readonly string[];
}

function decoded(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

function match(parts: readonly string[], given: readonly string[]): Readonly<Record<string, string>> | null {
  if (parts.length !== given.length) return null;
  const path: Record<string, string> = {};
  for (const [index, part] of parts.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== value) return null;
      continue;
    }
    const read = decoded(value);
    if (read === null || read === '') return null;
    path[name] = read;
  }
  return path;
}

/** Fixed parts win over `{name}` parts where both fit. Two doors with one method and pattern are a mistake and throw. */
export function createRouter(doors: readonly Door[]): (method: string, path: string) => Found {
  const seen = new Set<string>();
  for (const { method, pattern } of doors) {
    const key = `${method} ${pattern.replace(/\{\w+\}/g, '{}')}`;
    if (seen.has(key)) throw new Error(`Two doors for ${key}.`);
    seen.add(key);
  }
  const variables = (door: Door): number => door.pattern.split('{').length;
  const entries: readonly Entry[] = [...doors]
    .sort((a, b) => variables(a) - variables(b))
    .map((door) => ({ door, parts: door.pattern.split('/') }));

  return (method, path) => {
    if (path.length > PATH_LENGTH_MAX) return { kind: 'nothing' };
    const given = path.split('/');
    const wanted: string = method === 'HEAD' ? 'GET' : method;
    const allowed: Method[] = [];
    for (const { door, parts } of entries) {
      const values = match(parts, given);
      if (values === null) continue;
      if (door.method === wanted) return { kind: 'door', door, path: values };
      allowed.push(door.method);
    }
    return allowed.length === 0
      ? { kind: 'nothing' }
      : { kind: 'method', allow: [...new Set(allowed)].join(', ') };
  };
}
