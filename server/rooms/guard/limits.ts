/** Rule G1: bounds of one update, checked before anything is allocated for it. */
import { UPDATE_BYTES_MAX } from '#protocol/limits.ts';
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';

export const STRUCTS_MAX = 5_000;
export const DELETE_RANGES_MAX = 5_000;
/** Stored items that one delete set may reach. */
export const DELETED_ITEMS_MAX = 20_000;
/** Characters of one struct; longer texts come in several. */
export const STRUCT_LENGTH_MAX = 100_000;
/** Clocks beyond this are no work of a person. */
export const CLOCK_MAX = 2 ** 31;
/** Items walked to see whether an origin comes before a right origin. */
export const ORDER_WALK_MAX = 5_000;

export const checkSize = (update: Uint8Array): Verdict =>
  update.length > UPDATE_BYTES_MAX ? refuse('TOO_LARGE', { max: UPDATE_BYTES_MAX }) : GRANTED;
