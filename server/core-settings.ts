/** The bounds of the live core as settings: one table of names, units, ranges and meanings, read from the environment once. */

export interface CoreSetting {
  /** the environment variable */
  readonly name: string;
  /** unit of the variable; the code's own unit is that of the key */
  readonly unit: string;
  readonly standard: number;
  readonly min: number;
  readonly max: number;
  /** units of the variable → units of the code */
  readonly times: number;
  /** for docs/operations.md */
  readonly meaning: string;
}

const KIB = 1_024;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;

const setting = (
  name: string,
  unit: string,
  [standard, min, max]: readonly [standard: number, min: number, max: number],
  meaning: string,
  times = 1,
): CoreSetting => ({ name: `SANDAN_${name}`, unit, standard, min, max, times, meaning });

/** Ranges keep what the pages build on: they cut their edits to fit the smallest frame and send at half the smallest rate. */
export const CORE_SETTINGS = {
  updateBytesMax: setting('UPDATE_KIB', 'KiB', [256, 144, 256], 'one update', KIB),
  structsMax: setting('UPDATE_STRUCTS', 'structs', [5_000, 2_000, 50_000], 'new structs in one update'),
  deleteRangesMax: setting(
    'UPDATE_DELETES',
    'ranges',
    [5_000, 2_000, 50_000],
    'new delete ranges in one update',
  ),
  deletedItemsMax: setting(
    'UPDATE_DELETED_ITEMS',
    'items',
    [20_000, 5_000, 200_000],
    'stored items that one update may delete',
  ),
  framesPerSecond: setting(
    'FRAMES_PER_SECOND',
    'frames/s',
    [100, 100, 10_000],
    'frames of a connection, in the long run',
  ),
  framesBurst: setting('FRAMES_BURST', 'frames', [400, 400, 40_000], 'frames of a connection at once'),
  linksPerRoomMax: setting(
    'LEDGER_CONNECTIONS',
    'connections',
    [500, 2, 10_000],
    'connections of one ledger',
  ),
  linksPerPersonMax: setting(
    'PERSON_CONNECTIONS',
    'connections',
    [100, 2, 10_000],
    'connections of one person to one ledger',
  ),
  roomsMax: setting('LEDGERS_IN_MEMORY', 'ledgers', [500, 1, 10_000], 'ledgers in memory'),
  roomIdleMs: setting(
    'LEDGER_IDLE_MINUTES',
    'minutes',
    [5, 1, 1_440],
    'a ledger without anybody leaves memory after',
    MINUTE_MS,
  ),
  joinsMax: setting('JOINS', 'joins', [64, 1, 1_000], 'connections that are being let in at one time'),
  joinsWaitingMax: setting(
    'JOINS_WAITING',
    'joins',
    [2_000, 0, 100_000],
    'connections that wait for it; more are closed with 4503 and a retry-after',
  ),
  retryAfterMs: setting(
    'RETRY_AFTER_SECONDS',
    'seconds',
    [15, 1, 300],
    'a retry-after is anywhere between 1 s and this',
    SECOND_MS,
  ),
  bufferedBytesPause: setting(
    'BUFFERED_PAUSE_KIB',
    'KiB',
    [1_024, 64, 65_536],
    'unsent bytes above which live frames stop and one merged update follows',
    KIB,
  ),
  bufferedBytesMax: setting(
    'BUFFERED_CLOSE_KIB',
    'KiB',
    [8_192, 256, 524_288],
    'unsent bytes above which the connection is closed with 4508',
    KIB,
  ),
  stuckMs: setting(
    'STUCK_SECONDS',
    'seconds',
    [30, 5, 600],
    'a paused connection without progress is closed after',
    SECOND_MS,
  ),
  presenceBytesMax: setting('PRESENCE_BYTES', 'bytes', [1_024, 512, 4_096], 'presence of one client'),
  presenceEveryMs: setting(
    'PRESENCE_EVERY_MS',
    'ms',
    [200, 50, 10_000],
    'presence of a ledger is sent at most every',
  ),
  checkpointEvery: setting(
    'CHECKPOINT_UPDATES',
    'updates',
    [1_000, 10, 100_000],
    'updates between two checkpoints',
  ),
  tailBytesMax: setting(
    'TAIL_KIB',
    'KiB',
    [256, 16, 16_384],
    'updates after the cached document, above which it is encoded anew',
    KIB,
  ),
  epochClients: setting(
    'EPOCH_CLIENTS',
    'client ids',
    [1_000, 10, 100_000],
    'a new epoch begins above so many client ids',
  ),
  epochStructsPercent: setting(
    'EPOCH_STRUCTS_PERCENT',
    '%',
    [150, 110, 10_000],
    'a new epoch begins above so many structs for each hundred live cells and texts',
  ),
  epochStructsMin: setting(
    'EPOCH_STRUCTS_MIN',
    'structs',
    [20_000, 10, 10_000_000],
    'but never for its structs below so many',
  ),
  epochSizePercent: setting(
    'EPOCH_SIZE_PERCENT',
    '%',
    [150, 110, 10_000],
    'a new epoch begins above so many percent of the first checkpoint of the epoch',
  ),
  epochBytesMin: setting('EPOCH_KIB_MIN', 'KiB', [2_048, 1, 1_048_576], 'but never for its size below', KIB),
  epochEveryMs: setting(
    'EPOCH_MINUTES',
    'minutes',
    [10, 0, 10_080],
    'shortest time between two epochs of a ledger that begin by themselves',
    MINUTE_MS,
  ),
} as const satisfies Readonly<Record<string, CoreSetting>>;

export type CoreLimits = { readonly [Key in keyof typeof CORE_SETTINGS]: number };

const limitsFrom = (valueOf: (one: CoreSetting) => number): CoreLimits =>
  Object.fromEntries(
    Object.entries<CoreSetting>(CORE_SETTINGS).map(([key, one]) => [key, valueOf(one) * one.times]),
  ) as CoreLimits;

/** What holds where nothing is set, in the units of the code. */
export const CORE_LIMITS: CoreLimits = limitsFrom(({ standard }) => standard);

/** Reads them from the environment; `wrong` is told a sentence and does not return. */
export function readCoreLimits(
  environment: Readonly<Record<string, string | undefined>>,
  wrong: (sentence: string) => never,
): CoreLimits {
  return limitsFrom(({ name, standard, min, max, unit }) => {
    const text = environment[name];
    if (text === undefined || text === '') return standard;
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= min && value <= max))
      wrong(`${name} must be a whole number from ${min} to ${max} (${unit}).`);
    return value;
  });
}
