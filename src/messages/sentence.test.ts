/** The shared words are complete in both languages and every refusal has a sentence. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REFUSAL_CODES } from '#domain/refusals.ts';
import { FIELDS } from '#domain/lists/fields.ts';
import { ROLES } from '#domain/roles.ts';
import { fieldWord, keysOf, LOCALES, sentence, word } from './sentence.ts';

const catalogue = (locale: string): Record<string, string> =>
  JSON.parse(readFileSync(new URL(`./${locale}.json`, import.meta.url), 'utf8')) as Record<string, string>;
const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map((match) => match[0]).sort();

describe('the words', () => {
  it('[B4] every refusal code has a sentence of its own in both languages', () => {
    for (const locale of LOCALES) {
      const missing = REFUSAL_CODES.filter(
        (code) => !keysOf(locale).includes(`refusal_${code.toLowerCase()}`),
      );
      expect(missing, locale).toEqual([]);
    }
  });

  it('[B4] both languages have the same keys with the same placeholders', () => {
    expect([...keysOf('en')].sort()).toEqual([...keysOf('zh-CN')].sort());
    const [zh, en] = [catalogue('zh-CN'), catalogue('en')];
    expect(Object.keys(en).sort()).toEqual(Object.keys(zh).sort());
    for (const key of Object.keys(zh)) expect(placeholders(en[key]!), key).toEqual(placeholders(zh[key]!));
  });

  it('[B4] every field and every role has a word in both languages', () => {
    for (const locale of LOCALES) {
      for (const field of FIELDS) expect(fieldWord(field.list, field.name, locale)).not.toBe(field.name);
      for (const role of ROLES) expect(word('role', role, locale)).not.toBe(role);
    }
  });

  it('[B4] a part in brackets disappears without its value, and a field is named in words', () => {
    expect(sentence('TOO_LONG', {}, 'zh-CN')).toBe('文字太长，没有写入。您输入的内容还在，请删减后再试。');
    expect(sentence('TOO_LONG', { max: 8000 }, 'zh-CN')).toContain('上限 8000 字');
    expect(sentence('BAD_REQUEST', { field: 'original' }, 'en')).toContain('(Original text)');
    expect(sentence('SOMETHING_NEW', {}, 'en')).toContain('SOMETHING_NEW');
  });
});
