/** Bounds of what travels on `/sync/{ledger}`, known to both ends (docs/protocol.md, S13). */

/** Largest update in one EDIT or sync message. */
export const UPDATE_BYTES_MAX = 256 * 1024;
/** Largest frame a client may send: an update and what is written around it. */
export const FRAME_BYTES_MAX = UPDATE_BYTES_MAX + 16 * 1024;
/** One client's presence as JSON. */
export const PRESENCE_BYTES_MAX = 1_024;
/** Largest awareness message of a client: its own state, and those of others that a stock client repeats. */
export const AWARENESS_BYTES_MAX = 128 * 1024;
/** Frames a connection may send a second, and how many it may save up. */
export const FRAMES_PER_SECOND = 100;
export const FRAMES_BURST_MAX = 400;
/** A connection says something meaningful within this time or is closed. */
export const HELLO_MS_MAX = 10_000;
