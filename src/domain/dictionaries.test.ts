import { describe, expect, it } from 'vitest';
import {
  CATEGORY,
  ENTRIES_MAX,
  mayKeepDictionaries,
  nextDictionary,
  offeredBelow,
  offeredWords,
  type Dictionary,
  type DictionaryWish,
} from '#domain/dictionaries.ts';
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';

const entry = (id: string, word = id, under: string | null = null, retired = false) => ({
  id,
  word,
  under,
  retired,
});
const wish = (...entries: DictionaryWish['entries']): DictionaryWish => ({
  name: '问题类型',
  retired: false,
  entries,
});
const made = (outcome: Outcome<Dictionary>): Dictionary => {
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value;
};
const codeOf = (outcome: Outcome<Dictionary>) => (outcome.ok ? null : outcome.code);
const CATEGORIES = made(
  nextDictionary(
    CATEGORY,
    wish(entry('a', '政治建设'), entry('b', '作风建设'), entry('c', '文山会海', 'b')),
    null,
  ),
);

describe('a dictionary', () => {
  it('[A24] begins with version 1 and offers its words in their order', () => {
    expect(CATEGORIES.version).toBe(1);
    expect(offeredWords(CATEGORIES)).toEqual(['政治建设', '作风建设']);
    expect(offeredBelow(CATEGORIES, '作风建设')).toEqual(['文山会海']);
    expect(offeredBelow(CATEGORIES, '政治建设')).toEqual([]);
    expect(offeredBelow(CATEGORIES, '自己写的')).toEqual(['文山会海']);
    expect(offeredWords(undefined)).toEqual([]);
  });

  it('[A24] a word that changed keeps its place and is known by its old word', () => {
    const next = made(
      nextDictionary(
        CATEGORY,
        wish(entry('b', '作风'), entry('a', '政治建设'), entry('c', '文山会海', 'b')),
        CATEGORIES,
      ),
    );
    expect(next.version).toBe(2);
    expect(offeredWords(next)).toEqual(['作风', '政治建设']);
    expect(next.entries[0]?.formerly).toEqual(['作风建设']);
    expect(offeredBelow(next, '作风建设')).toEqual(['文山会海']);
    const back = made(
      nextDictionary(
        CATEGORY,
        wish(entry('b', '作风建设'), entry('a', '政治建设'), entry('c', '文山会海', 'b')),
        next,
      ),
    );
    expect(back.entries[0]).toMatchObject({ word: '作风建设', formerly: ['作风'] });
  });

  it('[A24] nothing is ever lost: what is left out stays, retired', () => {
    const next = made(nextDictionary(CATEGORY, wish(entry('a', '政治建设')), CATEGORIES));
    expect(next.entries.map(({ id, retired }) => [id, retired])).toEqual([
      ['a', false],
      ['b', true],
      ['c', true],
    ]);
    expect([offeredWords(next), offeredBelow(next, '作风建设')]).toEqual([['政治建设'], []]);
    expect(offeredWords({ ...CATEGORIES, retired: true })).toEqual([]);
  });

  it.each<[string, string, DictionaryWish]>([
    ['BAD_REQUEST', 'an id of other signs', wish(entry('多'))],
    ['BAD_REQUEST', 'one id twice', wish(entry('a', '一'), entry('a', '二'))],
    ['BAD_REQUEST', 'a word of two lines', wish(entry('a', '一\n二'))],
    ['BAD_REQUEST', 'a word that is too long', wish(entry('a', '字'.repeat(101)))],
    ['BAD_REQUEST', 'no name', { ...wish(), name: ' ' }],
    ['CLASSIFIED_TEXT', 'a mark of secrecy', wish(entry('a', '机密★10年'))],
    ['NAME_TAKEN', 'one word twice', wish(entry('a', '一'), entry('b', '一'))],
    ['BAD_REFERENCE', 'under nothing', wish(entry('a', '一', 'z'))],
    ['BAD_REFERENCE', 'a third level', wish(entry('a'), entry('b', 'b', 'a'), entry('c', 'c', 'b'))],
    [
      'TOO_MANY',
      'too many words',
      wish(...Array.from({ length: ENTRIES_MAX + 1 }, (_, n) => entry(`w${n}`))),
    ],
  ])('[A24] %s: %s', (code, _what, given) => {
    expect(codeOf(nextDictionary(CATEGORY, given, null))).toBe(code);
  });

  it('[A24] only the categories have a second level, and an id has 1 to 40 signs', () => {
    const below = wish(entry('a'), entry('b', 'b', 'a'));
    expect(codeOf(nextDictionary(CATEGORY, below, null))).toBe(null);
    expect(codeOf(nextDictionary('focus', below, null))).toBe('BAD_REFERENCE');
    expect(codeOf(nextDictionary('x'.repeat(41), wish(), null))).toBe('BAD_REQUEST');
  });

  it('[A24] is kept by the people of its office alone', () => {
    const held = (role: 'office' | 'system_admin', organisation: string) => ({
      id: 'm',
      person: 'p' as PersonId,
      role,
      organisation: organisation as OrganisationId,
      charge: null,
    });
    const office = 'office' as OrganisationId;
    expect(mayKeepDictionaries([held('office', 'office')], office).ok).toBe(true);
    expect(mayKeepDictionaries([held('office', 'other')], office).ok).toBe(false);
    expect(mayKeepDictionaries([held('system_admin', 'office')], office).ok).toBe(false);
  });
});
