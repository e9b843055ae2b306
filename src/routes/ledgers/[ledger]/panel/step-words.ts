/** The short names of the steps of a closure, as they stand under the points and in records. */
import * as m from '#messages/paraglide/messages.js';
import { statusWord } from '../../../words.ts';

const STEPS: Readonly<Record<string, () => string>> = {
  issued: m.stage_issued,
  claimed: m.stage_claimed,
  rectifying: m.stage_rectifying,
  applied: m.stage_applied,
  first_review: m.stage_first_review,
  joint_review: m.stage_joint,
  audit: m.stage_audit,
  closed: m.stage_closed,
};

export const stepWord = (step: string): string => STEPS[step]?.() ?? statusWord(step);
