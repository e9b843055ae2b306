import { describe, expect, test } from 'vitest';
import { countersText, readCounters } from '#grid/counters.ts';

const numbers = [
  { id: 'rules', label: '制度', unit: '项' },
  { id: 'recovered', label: '挽回损失', unit: '万元' },
];

describe('[T8] counters', () => {
  test('[T8] numbers become text and come back', () => {
    const text = countersText(numbers, { rules: '2', recovered: '3.5' });
    expect(text).toBe('制度 2 项；挽回损失 3.5 万元');
    expect(readCounters(numbers, text)).toEqual({ rules: '2', recovered: '3.5' });
    expect(countersText(numbers, { rules: '', recovered: '1' })).toBe('挽回损失 1 万元');
    expect(readCounters(numbers, '')).toEqual({});
  });

  test('[T8] a text that is none of the numbers is not read', () => {
    expect(readCounters(numbers, '房屋 3 间')).toBeUndefined();
    expect(readCounters(numbers, '制度 二 项')).toBeUndefined();
    expect(readCounters(numbers, '制度 2 万元')).toBeUndefined();
  });
});
