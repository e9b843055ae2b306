/** The environment, parsed once: every setting and every limit of the server under one name with its unit. Reads nothing else. */
import { isIP } from 'node:net';
import { resolve, sep } from 'node:path';
import * as v from 'valibot';
import { readCoreLimits, type CoreLimits } from '#server/core-settings.ts';

export interface Limits {
  /** body of an ordinary JSON door */
  readonly jsonBytesMax: number;
  /** body of a command: a paste of 5,000 × 10 cells fits */
  readonly commandBytesMax: number;
  /** an imported file, its multipart frame included */
  readonly fileBytesMax: number;
  readonly bodySecondsMax: number;
  readonly passwordLengthMin: number;
  readonly passwordLengthMax: number;
  /** wrong passwords of one name from one address before it waits */
  readonly signInTriesMax: number;
  readonly signInWindowMinutes: number;
  /** names × addresses remembered by the sign-in limit */
  readonly signInEntriesMax: number;
  /** sign-ins and password changes under way at one time; each takes 19 MiB */
  readonly passwordChecksMax: number;
  readonly sessionHours: number;
  /** sessions with an open socket that are watched for their end */
  readonly watchedSessionsMax: number;
  readonly auditPageRows: number;
  readonly stopSecondsMax: number;
}

export interface Settings {
  readonly port: number;
  readonly host: string;
  /** absolute; holds both databases and the secrets */
  readonly dataFolder: string;
  /** allowed origins; empty: the request's own, its Host being an IP address, localhost or under .localhost */
  readonly origins: readonly string[];
  readonly demo: boolean;
  readonly production: boolean;
  /** whose calendar day is "today" */
  readonly timeZone: string;
  /** reverse proxies in front, whose X-Forwarded-For is believed from the right */
  readonly proxyHops: number;
  /** lets a scraper off this machine read /metrics */
  readonly metricsToken: string | null;
  readonly logLevel: string;
  /** the nightly backup: absolute folder, hour in `timeZone`, how many stay; null: none is made */
  readonly backup: { readonly folder: string; readonly hour: number; readonly keep: number } | null;
  /** the nightly snapshots: hour in `timeZone`, null: none are taken; how many of a ledger keep their content */
  readonly snapshots: { readonly hour: number | null; readonly keep: number };
  /** log rows older than so many months are dropped at night; 0: none ever */
  readonly historyMonths: number;
  readonly limits: Limits;
  /** names of the variables that are set */
  readonly given: ReadonlySet<string>;
  /** bounds of the live core, see core-settings.ts */
  readonly core: CoreLimits;
}

export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

const LIMITS: Limits = {
  jsonBytesMax: 256 * 1024,
  commandBytesMax: 8 * 1024 * 1024,
  fileBytesMax: 20 * 1024 * 1024,
  bodySecondsMax: 60,
  passwordLengthMin: 8,
  passwordLengthMax: 128,
  signInTriesMax: 8,
  signInWindowMinutes: 10,
  signInEntriesMax: 10_000,
  passwordChecksMax: 64,
  sessionHours: 24 * 7,
  watchedSessionsMax: 20_000,
  auditPageRows: 100,
  stopSecondsMax: 10,
};

const wholeNumber = (name: string, min: number, max: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d{1,9}$/, `${name} must be a whole number, but it is not.`),
    v.transform(Number),
    v.minValue(min, `${name} must be at least ${min}.`),
    v.maxValue(max, `${name} must be at most ${max}.`),
  );

const originOf = (text: string): string | null => {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || (url.protocol !== 'http:' && url.protocol !== 'https:')) return null;
  return url.pathname === '/' && !url.search && !url.hash && !url.username ? url.origin : null;
};

const Environment = v.object({
  PORT: v.optional(wholeNumber('PORT', 0, 65_535)),
  HOST: v.optional(v.pipe(v.string(), v.minLength(1, 'HOST must not be empty.'))),
  SANDAN_DATA: v.optional(v.string(), '.sandan'),
  SANDAN_ORIGIN: v.optional(
    v.pipe(
      v.string(),
      v.transform((list) =>
        list
          .split(',')
          .map((entry) => entry.trim())
          .filter((entry) => entry !== ''),
      ),
      v.array(
        v.pipe(
          v.string(),
          v.check(
            (entry) => originOf(entry) !== null,
            'SANDAN_ORIGIN must be a comma list of origins such as https://board.example.org, without a path.',
          ),
          v.transform((entry) => originOf(entry) ?? entry),
        ),
      ),
    ),
    '',
  ),
  SANDAN_DEMO: v.optional(v.picklist(['0', '1', ''], 'SANDAN_DEMO must be 1 or 0.'), '0'),
  SANDAN_TIME_ZONE: v.optional(
    v.pipe(
      v.string(),
      v.check(isTimeZone, 'SANDAN_TIME_ZONE must be an IANA time zone such as Asia/Shanghai.'),
    ),
    'Asia/Shanghai',
  ),
  SANDAN_METRICS_TOKEN: v.optional(
    v.pipe(v.string(), v.minLength(16, 'SANDAN_METRICS_TOKEN must have 16 characters or more.')),
  ),
  SANDAN_PROXY_HOPS: v.optional(wholeNumber('SANDAN_PROXY_HOPS', 0, 5)),
  SANDAN_SESSION_HOURS: v.optional(wholeNumber('SANDAN_SESSION_HOURS', 1, 24 * 90)),
  SANDAN_LOG_LEVEL: v.optional(
    v.picklist(
      ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'],
      'SANDAN_LOG_LEVEL must be fatal, error, warn, info, debug, trace or silent.',
    ),
    'info',
  ),
  SANDAN_BACKUP_FOLDER: v.optional(v.string(), ''),
  SANDAN_BACKUP_HOUR: v.optional(wholeNumber('SANDAN_BACKUP_HOUR', 0, 23)),
  SANDAN_BACKUP_KEEP: v.optional(wholeNumber('SANDAN_BACKUP_KEEP', 1, 1_000)),
  SANDAN_SNAPSHOT_HOUR: v.optional(
    v.union(
      [v.literal('off'), wholeNumber('SANDAN_SNAPSHOT_HOUR', 0, 23)],
      'SANDAN_SNAPSHOT_HOUR must be an hour from 0 to 23, or off.',
    ),
  ),
  SANDAN_HISTORY_MONTHS: v.optional(wholeNumber('SANDAN_HISTORY_MONTHS', 0, 600)),
  SANDAN_SNAPSHOT_KEEP: v.optional(wholeNumber('SANDAN_SNAPSHOT_KEEP', 1, 1_000)),
  NODE_ENV: v.optional(v.string()),
});

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** A backup inside the data folder would go where the data go. */
function readBackup(
  { SANDAN_BACKUP_FOLDER: named, ...read }: v.InferOutput<typeof Environment>,
  dataFolder: string,
): Settings['backup'] {
  if (named === '') return null;
  const folder = resolve(named);
  if (folder === dataFolder || folder.startsWith(dataFolder + sep))
    throw new SettingsError('SANDAN_BACKUP_FOLDER must lie outside SANDAN_DATA, best on another disk.');
  return { folder, hour: read.SANDAN_BACKUP_HOUR ?? 2, keep: read.SANDAN_BACKUP_KEEP ?? 14 };
}

/** Throws `SettingsError` with one sentence that says which variable is wrong and what it takes. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const parsed = v.safeParse(Environment, environment);
  if (!parsed.success) throw new SettingsError(parsed.issues[0].message);
  const read = parsed.output;
  const production = read.NODE_ENV === 'production';
  const demo = read.SANDAN_DEMO === '1';
  if (demo && production) {
    throw new SettingsError(
      'SANDAN_DEMO=1 opens the board to everybody with well-known passwords, so it is refused when NODE_ENV is production. Unset one of the two.',
    );
  }
  const dataFolder = resolve(read.SANDAN_DATA || '.sandan');
  return {
    port: read.PORT ?? 3000,
    // Well-known passwords stay on this machine unless somebody says otherwise.
    host: read.HOST ?? (demo ? '127.0.0.1' : '0.0.0.0'),
    dataFolder,
    origins: read.SANDAN_ORIGIN,
    demo,
    production,
    timeZone: read.SANDAN_TIME_ZONE,
    proxyHops: read.SANDAN_PROXY_HOPS ?? 0,
    metricsToken: read.SANDAN_METRICS_TOKEN ?? null,
    logLevel: read.SANDAN_LOG_LEVEL,
    backup: readBackup(read, dataFolder),
    snapshots: {
      // the example round is as it was seeded: nothing comes to it by itself
      hour: read.SANDAN_SNAPSHOT_HOUR === 'off' || demo ? null : (read.SANDAN_SNAPSHOT_HOUR ?? 1),
      keep: read.SANDAN_SNAPSHOT_KEEP ?? 30,
    },
    historyMonths: read.SANDAN_HISTORY_MONTHS ?? 0,
    limits: { ...LIMITS, sessionHours: read.SANDAN_SESSION_HOURS ?? LIMITS.sessionHours },
    given: new Set(Object.keys(environment).filter((name) => (environment[name] ?? '') !== '')),
    core: readCoreLimits(environment, (sentence) => {
      throw new SettingsError(sentence);
    }),
  };
}

/** The address to print and to open in a browser on this machine. */
export function localAddress(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::' || host === '127.0.0.1') return `http://localhost:${port}`;
  return `http://${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}
