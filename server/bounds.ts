/** Every setting and bound that an administrator may look at, read from where it counts. Secrets are only said to be set. */
import { ACCOUNT_LINES_MAX } from '#domain/account-list.ts';
import { DICTIONARIES_MAX, ENTRIES_MAX } from '#domain/dictionaries.ts';
import { ROWS_MAX, TEXTS_MAX } from '#domain/lists/fields.ts';
import type { BoundGroup, BoundView } from '#protocol/bounds.ts';
import { CORE_SETTINGS, type CoreSetting } from '#server/core-settings.ts';
import type { Settings } from '#server/settings.ts';

type Value = BoundView['value'];

const MIB = 1_024 * 1_024;
const KIB = 1_024;

export function boundsOf(settings: Settings): readonly BoundView[] {
  const isSet = (variable: string): boolean => settings.given.has(variable);
  const fixed = (group: BoundGroup, key: string, value: Value, unit = ''): BoundView => ({
    key,
    group,
    value,
    unit,
    variable: null,
    isSet: false,
    range: null,
  });
  const set = (
    group: BoundGroup,
    key: string,
    variable: string,
    value: Value,
    unit = '',
    range: readonly [number, number] | null = null,
  ): BoundView => ({ key, group, value, unit, variable, isSet: isSet(variable), range });
  const { limits, backup } = settings;
  const core = Object.entries<CoreSetting>(CORE_SETTINGS).map(([key, { name, unit, times, min, max }]) =>
    set('core', key, name, settings.core[key as keyof typeof settings.core] / times, unit, [min, max]),
  );
  return [
    set('installation', 'origins', 'SANDAN_ORIGIN', settings.origins.join(', ') || null),
    set('installation', 'timeZone', 'SANDAN_TIME_ZONE', settings.timeZone),
    set('installation', 'proxyHops', 'SANDAN_PROXY_HOPS', settings.proxyHops, '', [0, 5]),
    set('installation', 'metricsToken', 'SANDAN_METRICS_TOKEN', settings.metricsToken === null ? null : true),
    set('installation', 'logLevel', 'SANDAN_LOG_LEVEL', settings.logLevel),
    set('accounts', 'sessionHours', 'SANDAN_SESSION_HOURS', limits.sessionHours, 'hours', [1, 24 * 90]),
    fixed('accounts', 'signInTriesMax', limits.signInTriesMax),
    fixed('accounts', 'signInWindowMinutes', limits.signInWindowMinutes, 'minutes'),
    fixed('accounts', 'passwordLengthMin', limits.passwordLengthMin),
    fixed('accounts', 'passwordLengthMax', limits.passwordLengthMax),
    fixed('accounts', 'passwordChecksMax', limits.passwordChecksMax),
    fixed('accounts', 'accountLinesMax', ACCOUNT_LINES_MAX),
    fixed('files', 'fileBytesMax', limits.fileBytesMax / MIB, 'MiB'),
    fixed('files', 'commandBytesMax', limits.commandBytesMax / MIB, 'MiB'),
    fixed('files', 'jsonBytesMax', limits.jsonBytesMax / KIB, 'KiB'),
    fixed('files', 'bodySecondsMax', limits.bodySecondsMax, 'seconds'),
    fixed('ledgers', 'rowsMax', ROWS_MAX),
    fixed('ledgers', 'textsMax', TEXTS_MAX),
    fixed('ledgers', 'dictionariesMax', DICTIONARIES_MAX),
    fixed('ledgers', 'entriesMax', ENTRIES_MAX),
    set('ledgers', 'snapshotHour', 'SANDAN_SNAPSHOT_HOUR', settings.snapshots.hour, 'o’clock', [0, 23]),
    set('ledgers', 'snapshotKeep', 'SANDAN_SNAPSHOT_KEEP', settings.snapshots.keep, '', [1, 1_000]),
    set(
      'ledgers',
      'historyMonths',
      'SANDAN_HISTORY_MONTHS',
      settings.historyMonths || null,
      'months',
      [0, 600],
    ),
    set('backup', 'backupFolder', 'SANDAN_BACKUP_FOLDER', backup?.folder ?? null),
    set('backup', 'backupHour', 'SANDAN_BACKUP_HOUR', backup?.hour ?? null, 'o’clock', [0, 23]),
    set('backup', 'backupKeep', 'SANDAN_BACKUP_KEEP', backup?.keep ?? null, '', [1, 1_000]),
    ...core,
  ];
}
