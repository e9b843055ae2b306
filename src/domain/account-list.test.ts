import { describe, expect, it } from 'vitest';
import { judgeAccountList, parseAccountList, type KnownAccounts } from '#domain/account-list.ts';

const KNOWN: KnownAccounts = {
  usernames: new Set(['taken']),
  organisations: new Map([
    ['某局', 1],
    ['某镇', 2],
  ]),
  mayGrant: true,
};
const line = (name: string, username: string, organisation = '', role = '') => ({
  name,
  username,
  organisation,
  role,
});

describe('a pasted list of accounts', () => {
  it('[A17] is read with tabs or commas, without header and empty lines', () => {
    expect(
      parseAccountList(
        '姓名\t账号\t机构\t身份\r\n张某\tzhang\t某局\t填报人\n\n李某，li，某局，填报人\n王某,wang',
      ),
    ).toEqual([
      line('张某', 'zhang', '某局', '填报人'),
      line('李某', 'li', '某局', '填报人'),
      line('王某', 'wang'),
    ]);
    expect(parseAccountList(' \n')).toEqual([]);
  });

  it('[A17] each line bears its own fault', () => {
    const lines = [
      line('张某', 'zhang', '某局', 'unit_editor'),
      line('', 'li'),
      line('李某', '李'),
      line('李某', 'ZHANG'),
      line('李某', 'Taken'),
      line('李某', 'a1', '', 'unit_editor'),
      line('李某', 'a2', '无此局', 'unit_editor'),
      line('李某', 'a3', '某镇', 'unit_editor'),
      line('李某', 'a4', '某局'),
      line('李某', 'a5', '某局', '局长'),
      line('王某', 'wang'),
    ];
    expect(judgeAccountList(lines, KNOWN)).toEqual([
      null,
      'name',
      'username',
      'username_twice',
      'username_taken',
      'organisation_missing',
      'organisation_unknown',
      'organisation_ambiguous',
      'role_missing',
      'role_unknown',
      null,
    ]);
  });

  it('[A17] who may not give roles brings accounts alone', () => {
    const known = { ...KNOWN, mayGrant: false };
    const lines = [line('张某', 'zhang', '某局', 'unit_editor'), line('王某', 'wang')];
    expect(judgeAccountList(lines, known)).toEqual(['role_not_yours', null]);
  });
});
