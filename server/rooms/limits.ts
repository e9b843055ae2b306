/** Bounds of the live rooms; every queue, cache and wait of this folder is named here. */

/** Rooms in memory; beyond it the longest idle one without people goes, or joining is refused. */
export const ROOMS_MAX = 500;
/** People in one room. */
export const LINKS_PER_ROOM_MAX = 500;
/** Connections of one person in one room: nobody keeps the others out by opening sockets. */
export const LINKS_PER_PERSON_MAX = 100;
/** A room without people or work leaves memory after this time. */
export const ROOM_IDLE_MS_MAX = 5 * 60_000;
/** How often idle rooms, prose and checkpoints are looked after. */
export const HOUSEKEEPING_EVERY_MS = 15_000;

/** Entries waiting for the next commit of the whole server. */
export const COMMIT_ENTRIES_MAX = 50_000;
/** How long the first entry waits for company. */
export const GROUP_WINDOW_MS = 2;

/** Answers of former edits kept in memory per room; older ones are looked up in the store. */
export const OPS_REMEMBERED_MAX = 20_000;
/** Updates between two checkpoints. */
export const CHECKPOINT_EVERY_UPDATES = 1_000;
/** Checkpoints kept per epoch. */
export const CHECKPOINTS_KEPT = 2;
/** Updates after the cached whole document; beyond it the cache is renewed. */
export const TAIL_BYTES_MAX = 256 * 1024;
/** A joiner that lacks more items than this gets the whole cached document. */
export const DIFF_ITEMS_MAX = 2_000;
/** Texts are written for search at most this long after their commit. */
export const PROSE_DELAY_MS = 1_000;
/** Client ids of a document beyond which it is rebuilt in a new epoch once nobody is in the room. */
export const CLIENTS_BEFORE_COMPACTION = 1_000;

/** Frames that wait while a connection is being welcomed. */
export const INBOX_FRAMES_MAX = 1_000;
/** Client ids that one plain connection may bring. */
export const PLAIN_CLIENTS_MAX = 8;
/** What an answer to sync step 1 costs of a connection's frame budget. */
export const SYNC_ANSWER_FRAMES = 20;

/** Above this live frames stop and one merged update follows when the socket has drained. */
export const BUFFERED_BYTES_PAUSE = 1024 * 1024;
/** Above this, or paused for `STUCK_MS_MAX`, the connection is closed. */
export const BUFFERED_BYTES_MAX = 8 * 1024 * 1024;
export const STUCK_MS_MAX = 30_000;
export const DRAIN_CHECK_MS = 250;

/** Presence is sent at most five times a second per room. */
export const PRESENCE_EVERY_MS = 200;
