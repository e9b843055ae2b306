/** Puts a unit's findings under aspects and along their courses: its own first, then those that it shares with others. */
import type { DemoAspect, DemoUnit } from '#server/demo/content.ts';
import { commonFinding, figuresFrom, type UnitHands } from '#server/demo/shared-findings.ts';
import { follow, type Course, type Finding } from '#server/demo/findings.ts';

export interface UnitPlan {
  readonly name: string;
  readonly addressee: string;
  readonly hands: UnitHands;
  /** aspect by aspect: findings of the unit's own work, each with its course */
  readonly own: readonly (readonly [
    aspect: string,
    problems: readonly (readonly [found: Finding, course: Course])[],
  ])[];
  /** aspect by aspect: which of the common findings, each with its course */
  readonly common: readonly (readonly [
    aspect: string,
    problems: readonly (readonly [which: number, course: Course])[],
  ])[];
}

export const at = (
  stage: Course['stage'],
  due: number,
  rest: Omit<Course, 'stage' | 'due'> = {},
): Course => ({
  stage,
  due,
  ...rest,
});

/** `seed`: another one gives other figures. */
export function makeUnit({ name, addressee, hands, own, common }: UnitPlan, seed: number): DemoUnit {
  const figure = figuresFrom(seed);
  let n = seed;
  const aspects: DemoAspect[] = [
    ...own.map(([aspect, problems]) => ({
      name: aspect,
      problems: problems.map(([found, course]) => follow(found, course, n++)),
    })),
    ...common.map(([aspect, problems]) => ({
      name: aspect,
      problems: problems.map(([which, course]) => follow(commonFinding(which, figure, hands), course, n++)),
    })),
  ];
  return { name, addressee, aspects };
}
