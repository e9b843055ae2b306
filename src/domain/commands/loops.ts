/** Counting the rounds that a problem has gone through review (W9). */
import type { EarlierReview } from '#domain/commands/command.ts';

/** The loop under way: 1 at first, one more after every return. */
export const loopOf = (reviews: readonly EarlierReview[]): number =>
  1 + reviews.filter((review) => review.decision === 'return').length;

/** Organisations that passed this step in the loop under way. */
export const passedIn = (reviews: readonly EarlierReview[], step: string): readonly string[] => {
  const loop = loopOf(reviews);
  return reviews
    .filter((r) => r.decision === 'pass' && r.step === step && r.loop === loop)
    .map((r) => r.organisation);
};
