/** The history page's URL: days of the office, both of them meant, there and back. */
import { describe, expect, it } from 'vitest';
import { filterOf, queryOf, type Filter } from './filter.ts';

const NONE: Filter = { person: '', list: '', field: '', from: '', to: '', row: '', problem: '', cell: '' };
const dayInShanghai = (iso: string): string =>
  new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 10);

describe('the filter of history', () => {
  it('[H5] a day begins and ends at the office’s midnight, and the last day is meant whole', () => {
    expect(queryOf({ ...NONE, from: '2026-03-01', to: '2026-03-01' })).toEqual({
      from: '2026-02-28T16:00:00.000Z',
      to: '2026-03-01T16:00:00.000Z',
    });
  });

  it('[H5] comes back from the URL as it went in; what is odd there is left to the door', () => {
    const filter: Filter = {
      ...NONE,
      person: 'person0000000001',
      list: 'tasks',
      field: 'due',
      from: '2026-02-28',
      to: '2026-12-31',
      cell: 'task000000000001/types:建章立制',
    };
    expect(filterOf(new URLSearchParams(queryOf(filter)), dayInShanghai)).toEqual(filter);
    expect(filterOf(new URLSearchParams('from=soon&to='), dayInShanghai)).toEqual(NONE);
    expect(queryOf(NONE)).toEqual({});
  });
});
