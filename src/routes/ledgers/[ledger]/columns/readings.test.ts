/** What is typed or pasted into a cell becomes values of the field table, or a refusal that says why. */
import { describe, expect, it } from 'vitest';
import {
  countersText,
  namedFrom,
  readCounterValues,
  readDate,
  readEnum,
  readNamed,
  readNamedList,
  readTypes,
} from './readings.ts';

const PEOPLE = [
  { id: 'AAAAAAAAAAAAAAAA', name: '张某', organisation: '甲局' },
  { id: 'BBBBBBBBBBBBBBBB', name: '李某', organisation: '甲局' },
  { id: 'CCCCCCCCCCCCCCCC', name: '李某', organisation: '乙局' },
];

describe('the text of a cell', () => {
  it('[F6] a known name becomes its id, a name of nobody or of two people stays as printed', () => {
    expect(namedFrom('张某', PEOPLE)).toBe('@AAAAAAAAAAAAAAAA 张某');
    expect(namedFrom('李某', PEOPLE)).toBe('李某');
    expect(namedFrom('李某（乙局）', PEOPLE)).toBe('@CCCCCCCCCCCCCCCC 李某');
    expect(namedFrom('王某', PEOPLE)).toBe('王某');
  });

  it('[F6] writing the same name again keeps the id that is there', () => {
    const reading = readNamed('firstHead', '李某', PEOPLE, '@CCCCCCCCCCCCCCCC 李某');
    expect(reading).toEqual({ ok: true, cells: [{ field: 'firstHead', value: '@CCCCCCCCCCCCCCCC 李某' }] });
  });

  it('[F5] several people are a key each: who goes becomes null, who stays gets a place', () => {
    const reading = readNamedList('leaders', '张某、王某', PEOPLE, ['李某', '@AAAAAAAAAAAAAAAA 张某']);
    expect(reading).toEqual({
      ok: true,
      cells: [
        { field: 'leaders', member: '李某', value: null },
        { field: 'leaders', member: '@AAAAAAAAAAAAAAAA 张某', value: 'a0' },
        { field: 'leaders', member: '王某', value: 'a1' },
      ],
    });
    expect(readNamedList('leaders', '李某', PEOPLE, ['李某'])).toEqual({ ok: true, cells: [] });
  });

  it('[F5] ticked types change only what differs; an unknown one refuses the cell', () => {
    expect(readTypes('建章立制、其他', ['其他', '挽回损失'])).toEqual({
      ok: true,
      cells: [
        { field: 'types', member: '建章立制', value: true },
        { field: 'types', member: '挽回损失', value: null },
      ],
    });
    expect(readTypes('胡来', [])).toMatchObject({ ok: false, code: 'NOT_IN_LIST' });
  });

  it('[F7] a day that does not exist is refused, an empty cell clears it', () => {
    expect(readDate('due', '2026-02-30')).toMatchObject({ ok: false, code: 'BAD_DATE' });
    expect(readDate('due', ' ')).toEqual({ ok: true, cells: [{ field: 'due', value: null }] });
  });

  it('[F8] counters go out and come back the same', () => {
    const text = countersText({ rules: 2, recovered: 12.6 });
    expect(readCounterValues(text, {})).toEqual({
      ok: true,
      cells: [
        { field: 'counters', member: 'rules', value: 2 },
        { field: 'counters', member: 'recovered', value: 12.6 },
      ],
    });
    expect(readCounterValues('三项制度', {})).toMatchObject({ ok: false, code: 'BAD_NUMBER' });
  });

  it('[F3] an enum takes its word or its name on the page, nothing else', () => {
    expect(readEnum('kind', '立行立改', ['immediate', 'timed'])).toEqual({
      ok: true,
      cells: [{ field: 'kind', value: 'immediate' }],
    });
    expect(readEnum('completion', '差不多', ['未完成', '已完成'])).toMatchObject({
      ok: false,
      code: 'NOT_IN_LIST',
    });
  });
});
