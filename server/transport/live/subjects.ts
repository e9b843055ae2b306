/** What a subscription is about: one person's overview of a round, or rows of a department. Rights are asked, never decided, here. */
import type { LedgerId, PersonId } from '#domain/ids.ts';
import type { Verdict } from '#domain/refusals.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { ViewName } from '#protocol/live.ts';
import { departmentOf, roundOf } from '#server/transport/live/messages.ts';
import { overviewFor } from '#server/views/overview.ts';
import type {
  DepartmentViews,
  MayWatch,
  MayWatchDepartment,
  RoundFigures,
  Views,
} from '#server/views/views.contract.ts';

/** A view as it may be shown to this person now. */
export interface Shown {
  /** store-wide number of the newest commit in it */
  readonly at: number;
  readonly value: unknown;
  /** what a person would see of it, as text: the same text is not pushed again */
  readonly look: string;
}

export interface Subject {
  /** Ask the person's rights as they are now; what is shown from then on follows them. */
  readonly permit: () => Promise<Verdict>;
  /** `moved` is called with each newer state. Returns the unsubscription. */
  readonly watch: (moved: (show: () => Shown) => void) => () => void;
  /** The state of now; undefined when there is no such thing. */
  readonly read: () => Promise<(() => Shown) | undefined>;
}

export interface SubjectParts {
  readonly views: Pick<Views, 'watch' | 'current'>;
  readonly mayWatch: MayWatch;
  readonly departments: Pick<DepartmentViews, 'watch' | 'current'>;
  readonly mayWatchDepartment: MayWatchDepartment;
}

function overviewOf(parts: SubjectParts, person: PersonId, view: ViewName): Subject | undefined {
  const round = roundOf(view);
  if (round === undefined) return undefined;
  let ledgers: ReadonlySet<LedgerId> = new Set();
  // cut down when it is pushed, by the rights of that moment
  const showing = (figures: RoundFigures) => (): Shown => {
    const value = overviewFor(figures, ledgers);
    return { at: value.at, value, look: JSON.stringify({ ...value, at: 0 }) };
  };
  return {
    async permit() {
      const granted = await parts.mayWatch(person, round);
      if (granted.ok) ledgers = granted.value;
      return granted;
    },
    watch: (moved) => parts.views.watch(round, (figures) => moved(showing(figures))),
    async read() {
      const figures = await parts.views.current(round);
      return figures && showing(figures);
    },
  };
}

function departmentRowsOf(parts: SubjectParts, person: PersonId, view: ViewName): Subject | undefined {
  const organisation = departmentOf(view);
  if (organisation === undefined) return undefined;
  const showing = (rows: DepartmentRows) => (): Shown => ({
    at: rows.at,
    value: rows,
    look: JSON.stringify({ ...rows, at: 0 }),
  });
  return {
    permit: () => parts.mayWatchDepartment(person, organisation),
    watch: (moved) => parts.departments.watch(organisation, (rows) => moved(showing(rows))),
    async read() {
      const rows = await parts.departments.current(organisation);
      return rows && showing(rows);
    },
  };
}

/** Undefined: a view of this name does not exist. */
export const subjectOf = (parts: SubjectParts, person: PersonId, view: ViewName): Subject | undefined =>
  overviewOf(parts, person, view) ?? departmentRowsOf(parts, person, view);
