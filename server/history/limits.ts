/** Bounds of reading the past; every page, walk, cache and wait of this folder is named here. */

/** Entries of a page of history, unless asked for fewer or more. */
export const PAGE_ENTRIES = 50;
export const PAGE_ENTRIES_MAX = 100;
/** Changes of one act that a page lists; the others are counted. */
export const CHANGES_PER_ENTRY_MAX = 12;
/** Commits looked at for one page; beyond it the page ends early and says where to go on. */
export const COMMITS_SCANNED_MAX = 20_000;
/** Rows below one problem whose changes are read together. */
export const ROWS_BELOW_MAX = 200;
/** Commits read at once while looking. */
export const COMMITS_PER_READ = 200;
/** Changes walked through to find the text around a change; beyond it the change is shown without its surroundings. */
export const CHANGES_WALKED_MAX = 5_000;
/** Characters of text in one page; beyond it the page ends early. */
export const PAGE_CHARS_MAX = 400_000;

/** Cells that are named as changed since somebody looked. */
export const CHANGED_CELLS_MAX = 2_000;
/** Changes looked at for that, newest first. */
export const CHANGED_SCANNED_MAX = 50_000;

/** Moments that stay in the thread's memory, and the characters and cells of all of them. */
export const MOMENTS_KEPT_MAX = 24;
export const MOMENTS_KEPT_SIZE_MAX = 24_000_000;
/** Of moments of one ledger that are nearer to each other than this only the one asked for last is kept. */
export const NEIGHBOUR_COMMITS = 1_000;
/** To decode a checkpoint takes about as long as to walk so many commits. */
export const DECODING_WORTH_COMMITS = 20_000;
/** Ways to a moment that may turn out broken before the ledger is called damaged. */
export const BROKEN_WAYS_MAX = 4;
/** The thread is begun so long after the start, when those who come back have been served, and reads so many moments. */
export const WARM_UP_DELAY_MS = 5_000;
export const WARM_UP_MOMENTS = 8;
/** Points of the scale of a ledger's past. */
export const SCALE_POINTS_MAX = 240;

/** Memory of the thread; one that needs more ends, and is begun anew. */
export const THREAD_MB_MAX = 512;
/** Questions that may wait for the thread; more are refused. */
export const ASKED_MAX = 64;
/** Of these, questions of one person: whoever asks for everything at once leaves the others room. */
export const ASKED_BY_ONE_MAX = 16;
/** The longest that one question may take; the thread is ended and begun anew. */
export const ANSWER_MS_MAX = 20_000;
