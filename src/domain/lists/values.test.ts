import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { generateKeyBetween } from 'fractional-indexing';
import { fieldOf, type Field, type List } from '#domain/lists/fields.ts';
import { formatNamed, parsePerson } from '#domain/lists/named.ts';
import { checkMember, checkTyping, checkValue, isDay } from '#domain/lists/values.ts';
import type { Verdict } from '#domain/refusals.ts';

const ID = 'Abcdefghij012345';
const field = (path: string): Field => {
  const [list, name] = path.split('/') as [List, string];
  const found = fieldOf(list, name);
  if (!found) throw new Error(`no field ${path}`);
  return found;
};
const code = (verdict: Verdict): string => (verdict.ok ? 'ok' : verdict.code);
const check = (path: string, value: unknown): string => code(checkValue(field(path), value));
const member = (path: string, name: string | undefined): string => code(checkMember(field(path), name));

describe('values of fields', () => {
  it.each([
    ['problems/category', 1, 'WRONG_TYPE'],
    ['problems/key', 'true', 'WRONG_TYPE'],
    ['problems/key', false, 'ok'],
    ['tasks/types', false, 'WRONG_TYPE'],
    ['tasks/types', true, 'ok'],
    ['tasks/counters', '3', 'WRONG_TYPE'],
    ['problems/source', '县委巡察', 'ok'],
    ['problems/source', '省级巡视', 'NOT_IN_LIST'],
    ['problems/kind', 'timed', 'ok'],
    ['tasks/completion', '完成', 'NOT_IN_LIST'],
    ['tasks/list', 'tasks', 'ok'],
    ['tasks/list', 'cells', 'NOT_IN_LIST'],
    ['tasks/problem', ID, 'ok'],
    ['tasks/problem', 'x', 'BAD_REFERENCE'],
    ['problems/category', { a: 1 }, 'WRONG_TYPE'],
    ['problems/category', undefined, 'WRONG_TYPE'],
    ['problems/category', 'a\u0000b', 'WRONG_TYPE'],
    ['problems/category', 'a\ud800b', 'WRONG_TYPE'],
    ['problems/category', '第一行\n第二行', 'ok'],
  ])('[F3] %s = %j → %s', (path, value, expected) => {
    expect(check(path, value)).toBe(expected);
  });

  it('[F3] null clears a cell, but not the place of a row, its list, its problem or a text', () => {
    for (const path of ['problems/category', 'tasks/due', 'duties/leaders', 'tasks/types'])
      expect(check(path, null)).toBe('ok');
    for (const path of ['tasks/order', 'tasks/list', 'tasks/problem', 'tasks/measure'])
      expect(check(path, null)).toBe('WRONG_TYPE');
  });

  it('[F4] holds every length at its limit', () => {
    const limits = {
      'problems/category': 100,
      'problems/original': 8_000,
      'tasks/dueText': 60,
      'tasks/owner': 200,
      'tasks/note': 2_000,
    };
    for (const [path, max] of Object.entries(limits)) {
      expect(check(path, '字'.repeat(max))).toBe('ok');
      expect(checkValue(field(path), '字'.repeat(max + 1))).toMatchObject({
        code: 'TOO_LONG',
        params: { max },
      });
    }
    expect(check('tasks/order', 'a'.repeat(64))).toBe('ok');
    expect(check('tasks/order', 'a'.repeat(65))).toBe('TOO_LONG');
    expect(check('tasks/order', 'a-0')).toBe('WRONG_TYPE');
    expect(check('tasks/order', '')).toBe('WRONG_TYPE');
  });

  it('[R3] takes only an order that places can be made around', () => {
    for (const good of ['a0', 'Zz', 'a0V', 'b00', generateKeyBetween('a0', 'a1')]) {
      expect(check('tasks/order', good), good).toBe('ok');
      expect(generateKeyBetween(null, good) < good && good < generateKeyBetween(good, null)).toBe(true);
    }
    for (const bad of ['a', 'b2', 'zz', '0', 'a00', `A${'0'.repeat(26)}`])
      expect(check('tasks/order', bad), bad).toBe('WRONG_TYPE');
    expect(check('duties/leaders', 'zz')).toBe('WRONG_TYPE');
  });

  it('[F5] members are those of their kind', () => {
    expect(member('tasks/types', '建章立制')).toBe('ok');
    expect(member('tasks/types', '建章')).toBe('NOT_IN_LIST');
    expect(member('tasks/counters', 'recovered')).toBe('ok');
    expect(member('tasks/counters', 'toString')).toBe('NOT_IN_LIST');
    expect(member('duties/leaders', formatNamed(ID, '周某'))).toBe('ok');
    expect(member('duties/leaders', '@x 周某')).toBe('BAD_REFERENCE');
    expect(member('duties/coUnits', '县财政局')).toBe('ok');
    expect(member('problems/categories', 'four-implementations')).toBe('ok');
    expect(member('problems/categories', '__proto__')).toBe('NOT_IN_LIST');
    expect(member('problems/category', 'x')).toBe('NO_SUCH_FIELD');
    expect(member('tasks/types', undefined)).toBe('NO_SUCH_FIELD');
    expect(member('problems/category', undefined)).toBe('ok');
  });

  it('[F6] a person or organisation is a name of at most 60 characters, or @ID NAME', () => {
    expect(parsePerson(formatNamed(ID, '欧阳 某'))).toEqual({ id: ID, name: '欧阳 某' });
    expect(parsePerson('周某')).toEqual({ id: null, name: '周某' });
    for (const good of [
      '周某',
      '许  某',
      formatNamed(ID, '周某'),
      '字'.repeat(60),
      formatNamed(ID, '字'.repeat(60)),
    ]) {
      expect(check('duties/firstHead', good)).toBe('ok');
    }
    for (const bad of ['', ' ', '周某 ', '字'.repeat(61), `@${ID}`, `@${ID} `, '@周某', '周\n某']) {
      expect(check('duties/firstHead', bad)).not.toBe('ok');
    }
    expect(check('tasks/owner', '办公室、财务科')).toBe('ok');
    expect(check('tasks/owner', `@${ID} 周某`)).toBe('ok');
    expect(check('tasks/owner', '@周某')).toBe('BAD_REFERENCE');
  });

  it.each([
    ['2026-02-28', true],
    ['2026-02-29', false],
    ['2028-02-29', true],
    ['2100-02-29', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-04-31', false],
    ['2026-4-3', false],
    ['0026-04-03', false],
    ['2026-04-03T00:00:00Z', false],
  ])('[F7] %s is a day: %s', (text, expected) => {
    expect(isDay(text)).toBe(expected);
    expect(check('problems/due', text)).toBe(expected ? 'ok' : 'BAD_DATE');
  });

  it('[F7] agrees with the calendar on every day', () => {
    fc.assert(
      fc.property(fc.integer({ min: -20_000, max: 80_000 }), (days) =>
        isDay(new Date(days * 86_400_000).toISOString().slice(0, 10)),
      ),
      { seed: 20_261_123 },
    );
  });

  it.each([
    [0, 'ok'],
    [1_000_000_000, 'ok'],
    [1_000_000_000.01, 'BAD_NUMBER'],
    [-1, 'BAD_NUMBER'],
    [0.1, 'ok'],
    [12.34, 'ok'],
    [12.345, 'BAD_NUMBER'],
    [Number.NaN, 'BAD_NUMBER'],
    [Number.POSITIVE_INFINITY, 'BAD_NUMBER'],
    [-0, 'BAD_NUMBER'],
  ])('[F8] counter %d → %s', (value, expected) => {
    expect(check('tasks/counters', value)).toBe(expected);
  });

  it('[F8] takes every number of at most two decimals', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 100_000_000_000 }),
        (cents) => check('tasks/counters', cents / 100) === 'ok',
      ),
      {
        seed: 20_261_123,
      },
    );
  });

  it('[F10] refuses text that bears a state-secret mark', () => {
    expect(checkValue(field('tasks/progress'), '已整改\n机密★5年')).toMatchObject({
      code: 'CLASSIFIED_TEXT',
      params: { mark: '机密' },
    });
    expect(check('problems/original', '绝密')).toBe('CLASSIFIED_TEXT');
    expect(check('problems/category', '保密工作方面')).toBe('ok');
    expect(check('duties/firstHead', '绝密')).toBe('CLASSIFIED_TEXT');
    expect(member('duties/coUnits', '机密★')).toBe('CLASSIFIED_TEXT');
  });

  it('[F10] lets somebody type a sentence that begins with the word, but no starred mark', () => {
    expect(code(checkTyping(field('tasks/progress'), '机密'))).toBe('ok');
    expect(code(checkTyping(field('tasks/progress'), '机密★'))).toBe('CLASSIFIED_TEXT');
    expect(code(checkTyping(field('tasks/note'), '字'.repeat(2_001)))).toBe('TOO_LONG');
    expect(code(checkTyping(field('tasks/owner'), ''))).toBe('WRONG_TYPE');
  });
});
