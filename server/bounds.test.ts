/** What the administrator is shown: the values that hold, each with its words, no secret among them. */
import { describe, expect, it } from 'vitest';
import { LOCALES, word } from '#messages/sentence.ts';
import { boundsOf } from '#server/bounds.ts';
import { CORE_SETTINGS } from '#server/core-settings.ts';
import { readSettings } from '#server/settings.ts';

const boundOf = (environment: Record<string, string>, key: string) =>
  boundsOf(readSettings(environment)).find((bound) => bound.key === key);

describe('limits and settings', () => {
  it('[A25] shows what holds, and whether somebody set it', () => {
    expect(boundOf({}, 'sessionHours')).toMatchObject({ value: 168, isSet: false });
    expect(boundOf({ SANDAN_SESSION_HOURS: '12' }, 'sessionHours')).toMatchObject({ value: 12, isSet: true });
    expect(boundOf({ SANDAN_LEDGER_IDLE_MINUTES: '7' }, 'roomIdleMs')).toMatchObject({
      value: 7,
      unit: 'minutes',
      variable: 'SANDAN_LEDGER_IDLE_MINUTES',
    });
    expect(boundOf({}, 'fileBytesMax')).toMatchObject({ value: 20, unit: 'MiB', variable: null });
    expect(boundOf({}, 'backupFolder')).toMatchObject({ value: null });
    const keys = boundsOf(readSettings({})).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(Object.keys(CORE_SETTINGS)));
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('[A25] says of a secret that it is set, and no more', () => {
    const secret = 'a-token-of-many-signs';
    expect(boundOf({ SANDAN_METRICS_TOKEN: secret }, 'metricsToken')).toMatchObject({ value: true });
    expect(JSON.stringify(boundsOf(readSettings({ SANDAN_METRICS_TOKEN: secret })))).not.toContain(secret);
  });

  it.each(LOCALES)('[A25] has words for every one and its unit in %s', (locale) => {
    for (const { key, unit } of boundsOf(readSettings({}))) {
      expect([key, word('bound', key, locale) === key]).toEqual([key, false]);
      if (locale === 'zh-CN' && /^[a-z]/.test(unit))
        expect([unit, word('boundunit', unit, locale) === unit]).toEqual([unit, false]);
    }
  });
});
