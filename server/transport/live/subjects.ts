/** What a subscription is about: one person's overview of a round, or rows of a department. Rights are asked, never decided, here. */
import type { LedgerId, OrganisationId, PersonId } from '#domain/ids.ts';
import type { Verdict } from '#domain/refusals.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import type { ViewName } from '#protocol/live.ts';
import { departmentOf, dictionariesOf, roundOf } from '#server/transport/live/messages.ts';
import type { DictionaryViews } from '#server/views/dictionaries.ts';
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
  readonly dictionaries: Pick<DictionaryViews, 'watch' | 'current'>;
  readonly mayWatchDictionaries: (person: PersonId, office: OrganisationId) => Promise<Verdict>;
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

function officeDictionaries(parts: SubjectParts, person: PersonId, view: ViewName): Subject | undefined {
  const office = dictionariesOf(view);
  if (office === undefined) return undefined;
  const showing = (value: OfficeDictionaries) => (): Shown => ({
    at: value.at,
    value,
    look: JSON.stringify(value),
  });
  return {
    permit: () => parts.mayWatchDictionaries(person, office),
    watch: (moved) => parts.dictionaries.watch(office, (value) => moved(showing(value))),
    async read() {
      const value = await parts.dictionaries.current(office);
      return value && showing(value);
    },
  };
}

/** Undefined: a view of this name does not exist. */
export const subjectOf = (parts: SubjectParts, person: PersonId, view: ViewName): Subject | undefined =>
  overviewOf(parts, person, view) ??
  departmentRowsOf(parts, person, view) ??
  officeDictionaries(parts, person, view);
