/** The message catalogue: both languages complete, placeholders equal, a sentence for every refusal. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { REFUSAL_CODES } from '#domain/refusals.ts';
import { ROOT, sourceFiles } from './source-files.ts';

type Catalogue = Readonly<Record<string, unknown>>;
const read = (locale: string) =>
  Object.fromEntries(
    ['src/messages', 'src/messages/shared']
      .flatMap((folder) =>
        Object.entries(JSON.parse(readFileSync(join(ROOT, folder, `${locale}.json`), 'utf8')) as Catalogue),
      )
      .filter(([key]) => !key.startsWith('$')),
  );
const chinese = read('zh-CN');
const english = read('en');
const placeholders = (value: unknown) =>
  [...new Set([...JSON.stringify(value).matchAll(/\{(\w+)\}/g)].map((match) => match[1]))].sort();

describe('[B4] the message catalogue', () => {
  it('[B4] zh-CN and en hold the same keys', () => {
    expect(Object.keys(english).sort()).toEqual(Object.keys(chinese).sort());
  });

  it('[B4] no key stands twice: the second would silently be the only one', () => {
    const twice = ['zh-CN', 'en'].flatMap((locale) => {
      const keys = ['src/messages', 'src/messages/shared'].flatMap((folder) =>
        [...readFileSync(join(ROOT, folder, `${locale}.json`), 'utf8').matchAll(/^ {2}"(\w+)":/gm)].map(
          (match) => match[1],
        ),
      );
      expect(keys.length).toBeGreaterThan(100);
      return keys.filter((key, place) => keys.indexOf(key) !== place);
    });
    expect(twice).toEqual([]);
  });

  it('[B4] a message takes the same parameters in both languages', () => {
    const differing = Object.keys(chinese).filter(
      (key) => String(placeholders(chinese[key])) !== String(placeholders(english[key])),
    );
    expect(differing).toEqual([]);
  });

  it('[B4] every refusal has its sentence', () => {
    expect(REFUSAL_CODES.filter((code) => !(`refusal_${code.toLowerCase()}` in chinese))).toEqual([]);
  });

  it('[B4] English messages are English', () => {
    const mixed = Object.entries(english).filter(
      ([key, value]) =>
        /[\u4e00-\u9fff]/.test(JSON.stringify(value)) &&
        !/^(enum|source|option|locale|app|nature|completion|measure|language)/.test(key),
    );
    expect(mixed.map(([key]) => key)).toEqual([]);
  });

  it('[B4] no component speaks Chinese by itself', () => {
    const speaking = sourceFiles(['src/routes', 'src/lib/ui', 'src/lib/grid'], ['.svelte'])
      .map((file) => ({
        path: file.path,
        text: file.text.replace(/<!--[\s\S]*?-->|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, ''),
      }))
      .filter((file) => /[\u4e00-\u9fff]/.test(file.text));
    expect(speaking.map((file) => file.path)).toEqual([]);
  });
});
