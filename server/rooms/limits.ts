/** Fixed bounds of the live rooms: queues, caches and waits that are no settings (those are in server/core-settings.ts). */

/** How often idle rooms, prose and checkpoints are looked after. */
export const HOUSEKEEPING_EVERY_MS = 15_000;

/** Entries waiting for the next commit of the whole server. */
export const COMMIT_ENTRIES_MAX = 50_000;
/** How long the first entry waits for company; company gathers anyway while a commit is under way. */
export const GROUP_WINDOW_MS = 0;

/** Commits of a ledger whose answers are all read into memory with it: a load must not grow with its history. */
export const OPS_LOADED_MAX = 4_000;
/** Of a longer log only the newest, which pages that come back ask for; each other is looked up when its edit comes. */
export const OPS_LOADED_OF_MANY = 500;
/** Answers of former edits kept in memory per room; older ones are looked up in the store. */
export const OPS_REMEMBERED_MAX = 20_000;
/** The newest checkpoints of an epoch, kept for loading. */
export const CHECKPOINTS_KEPT = 2;
/** Older checkpoints of a ledger, kept for its past: one in each stretch of commits, never more stretches than this (H2). */
export const PAST_CHECKPOINTS_MAX = 64;
/** The shortest of these stretches. */
export const STRETCH_COMMITS_MIN = 1_000;
/** A joiner that lacks more items than this gets the whole cached document. */
export const DIFF_ITEMS_MAX = 2_000;
/** Texts are written for search at most this long after their commit. */
export const PROSE_DELAY_MS = 1_000;

/** Frames that wait while a connection is being welcomed. */
export const INBOX_FRAMES_MAX = 1_000;
/** Client ids that one plain connection may bring. */
export const PLAIN_CLIENTS_MAX = 8;
/** What an answer to sync step 1 costs of a connection's frame budget. */
export const SYNC_ANSWER_FRAMES = 20;

/** How often a connection that reads slowly is looked at. */
export const DRAIN_CHECK_MS = 250;
