/** The settings of the core: read in their range, and described in docs/operations.md as they are. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CORE_LIMITS, CORE_SETTINGS, type CoreSetting } from '#server/core-settings.ts';
import { readSettings, SettingsError } from '#server/settings.ts';

const ALL = Object.values<CoreSetting>(CORE_SETTINGS);

describe('the settings of the core', () => {
  it('[S15] hold their standard where nothing is set, in the unit of the code', () => {
    expect(readSettings({}).core).toEqual(CORE_LIMITS);
    expect(readSettings({ SANDAN_STUCK_SECONDS: '' }).core.stuckMs).toBe(30_000);
    expect(readSettings({ SANDAN_STUCK_SECONDS: '7', SANDAN_TAIL_KIB: '32' }).core).toEqual({
      ...CORE_LIMITS,
      stuckMs: 7_000,
      tailBytesMax: 32_768,
    });
  });

  it.each(ALL.map((one) => [one.name, one] as const))('[S15] %s keeps its range', (name, { min, max }) => {
    for (const good of [min, max]) expect(() => readSettings({ [name]: String(good) })).not.toThrow();
    for (const bad of [min - 1, max + 1, 'many', '1.5', '-1', '1e3']) {
      expect(() => readSettings({ [name]: String(bad) })).toThrow(SettingsError);
      expect(() => readSettings({ [name]: String(bad) })).toThrow(
        `${name} must be a whole number from ${min} to ${max}`,
      );
    }
  });

  it('[S15] docs/operations.md has a line for each of them, and no other', () => {
    const page = readFileSync(new URL('../docs/operations.md', import.meta.url), 'utf8');
    const [, section = ''] = page.split('### Limits of the live core\n');
    const lines = section
      .split('\n## ')[0]!
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    expect(lines).toEqual(
      ALL.map(
        ({ name, standard, unit, min, max, meaning }) =>
          `| \`${name}\` | ${standard} ${unit} | ${min}–${max} | ${meaning} |`,
      ),
    );
  });
});
