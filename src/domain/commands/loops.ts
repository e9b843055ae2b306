/** Counting the rounds that a problem has gone through review (W9), and who has passed the step under way (W8). */
import type { EarlierReview } from '#domain/commands/command.ts';
import { STEP_PARTIES, type ReviewStep } from '#domain/workflow.ts';

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

/** W8: where every organisation must pass, this one has done so already: the step waits for others. */
export const hasPassed = (
  reviews: readonly EarlierReview[],
  step: ReviewStep,
  organisation: string,
): boolean => STEP_PARTIES[step].passes === 'all' && passedIn(reviews, step).includes(organisation);
