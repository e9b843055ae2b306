/** Rule G1: bounds of one update, checked before anything is allocated for it. */
import { CORE_LIMITS, type CoreLimits } from '#server/core-settings.ts';
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';

export type GuardLimits = Pick<
  CoreLimits,
  'updateBytesMax' | 'structsMax' | 'deleteRangesMax' | 'deletedItemsMax'
>;
export const STANDARD_LIMITS: GuardLimits = CORE_LIMITS;

/** Characters of one struct; longer texts come in several. */
export const STRUCT_LENGTH_MAX = 100_000;
/** Clocks beyond this are no work of a person. */
export const CLOCK_MAX = 2 ** 31;
/** Items walked to see whether an origin comes before a right origin. */
export const ORDER_WALK_MAX = 5_000;

export const checkSize = (update: Uint8Array, { updateBytesMax: max }: GuardLimits): Verdict =>
  update.length > max ? refuse('TOO_LARGE', { max }) : GRANTED;
