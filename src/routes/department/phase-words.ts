/** What a department is told of a problem's state: its phase, and why nothing can be written in it now. */
import type { Phase } from '#domain/phases.ts';
import * as m from '#messages/paraglide/messages.js';

const WORDS: Readonly<Record<Phase, () => string>> = {
  unclaimed: () => m.department_phase_unclaimed(),
  working: () => m.department_phase_working(),
  review: () => m.department_phase_review(),
  closed: () => m.department_phase_closed(),
};
const LOCKS: Readonly<Record<Phase, (() => string) | undefined>> = {
  unclaimed: () => m.department_locked_unclaimed(),
  working: undefined,
  review: () => m.department_locked_review(),
  closed: () => m.department_locked_closed(),
};

export const phaseWord = (phase: Phase): string => WORDS[phase]();
/** Undefined while it may be written. */
export const lockOfPhase = (phase: Phase): string | undefined => LOCKS[phase]?.();
