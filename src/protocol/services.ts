/**
 * What pages may ask of the server (handed on through `event.locals.services`) and the shapes the API answers with.
 * Pure types: read models only. Every write goes through the doors under /api.
 */
import type { LedgerId, OrganisationId, PersonId, RoundId, RowId } from '#domain/ids.ts';
import type { Figures } from '#domain/projections/figures.ts';
import type { OverviewFigures } from '#domain/projections/review-figures.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { HistoryPage, PastView } from '#protocol/history.ts';
import type { LedgerActor, Membership, Role } from '#domain/roles.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import type { FigureRows, FigureRowsAsk } from '#protocol/figure-rows.ts';
import type { SnapshotAmongOthers, SnapshotView } from '#protocol/snapshots.ts';

export type { SnapshotAmongOthers, SnapshotView };

/** The signed-in person behind a request. */
export interface Asker {
  readonly person: PersonId;
  readonly name: string;
  readonly username: string;
  readonly session: string;
  readonly mustChangePassword: boolean;
  readonly memberships: readonly (Membership & { readonly organisationName: string })[];
}

export interface RoundSettings {
  /** review steps of a closure in order */
  readonly closureChain: readonly string[];
  /** long-term items out of the divisor of the rate */
  readonly longTermOutOfRate: boolean;
}
export interface RoundSummary {
  readonly id: RoundId;
  readonly name: string;
  readonly mode: string;
  readonly officeName: string;
  readonly startsOn: string;
  readonly focusEndsOn: string;
  readonly settings: RoundSettings;
  readonly units: number;
  readonly mayManage: boolean;
  readonly mayWatch: boolean;
}
export interface OrganisationView {
  readonly id: OrganisationId;
  readonly name: string;
  readonly kind: string;
}
export interface LedgerSummary {
  readonly id: LedgerId;
  readonly round: RoundId;
  readonly roundName: string;
  readonly unit: OrganisationView;
  readonly team: OrganisationView | null;
  readonly resident: OrganisationView | null;
  readonly figures: Figures;
  readonly mayOpen: boolean;
}
export interface RoundDetail extends RoundSummary {
  readonly teams: readonly OrganisationView[];
  readonly supervisors: readonly OrganisationView[];
  readonly ledgers: readonly LedgerSummary[];
}
export interface OverviewUnit extends OverviewFigures {
  readonly ledger: LedgerId;
  readonly name: string;
  readonly mayOpen: boolean;
  /** newest commit of the ledger that changed a cell of a problem: the lists behind figures may have moved */
  readonly problemsSeq: number;
}
/** One problem that a leader is asked to look at (C13). */
export interface AttentionRow {
  readonly id: RowId;
  readonly ledger: LedgerId;
  /** name of the unit */
  readonly unit: string;
  readonly code: string;
  /** its first 80 characters */
  readonly original: string;
  readonly reason: 'overdue' | 'returned';
  /** 0: not overdue */
  readonly overdueDays: number;
  readonly returns: number;
}
/** `at` is the store-wide commit number of the view (docs/protocol.md, /live). Days are YYYY-MM-DD. */
export interface Overview {
  readonly round: RoundId;
  readonly name: string;
  readonly at: number;
  /** the day of these figures */
  readonly today: string;
  readonly startsOn: string;
  readonly focusEndsOn: string;
  readonly units: readonly OverviewUnit[];
  readonly total: OverviewFigures;
  /** closings of each week, the first one beginning on Monday `from`, the last one under way (C14) */
  readonly closings: { readonly from: string; readonly counts: readonly number[] };
  /** the worst of what `total.attention` counts, worst first, at most 8 */
  readonly attention: readonly AttentionRow[];
}

export interface FeedbackParagraph {
  readonly n: number;
  readonly text: string;
  /** heading level or 0 */ readonly level: number;
  /** spans of the text that became a problem */ readonly spans: readonly {
    readonly from: number;
    readonly to: number;
    readonly row: RowId | null;
    readonly code: string;
  }[];
}
export interface FeedbackView {
  readonly id: string;
  readonly name: string;
  readonly at: string;
  readonly paragraphs: readonly FeedbackParagraph[];
}

/** A ledger page's frame; the rows themselves arrive over the socket. */
export interface LedgerFrame extends LedgerSummary {
  readonly actor: LedgerActor;
  readonly planPassed: boolean;
  readonly settings: RoundSettings;
  readonly today: string;
  /** people and organisations that pickers may offer */
  readonly people: readonly { readonly id: PersonId; readonly name: string; readonly organisation: string }[];
  readonly organisations: readonly OrganisationView[];
  readonly may: { readonly import: boolean; readonly snapshot: boolean; readonly export: boolean };
  readonly feedback: readonly { readonly id: string; readonly name: string; readonly at: string }[];
  /** of the office that runs the round; moved by the live view `dictionaries:{office}` */
  readonly dictionaries: OfficeDictionaries;
}
export interface LedgerView extends Lists {
  readonly ledger: LedgerId;
  readonly seq: number;
  readonly at: string;
}

export interface RowRecords {
  readonly evidence: readonly {
    readonly id: string;
    readonly row: RowId;
    readonly kind: string;
    readonly title: string;
    readonly number: string | null;
    readonly note: string | null;
    readonly by: string;
    readonly at: string;
  }[];
  readonly reviews: readonly {
    readonly id: string;
    readonly loop: number;
    readonly step: string;
    readonly decision: string;
    readonly opinion: string | null;
    readonly by: string;
    readonly organisation: string;
    readonly at: string;
  }[];
  readonly corrections: readonly {
    readonly id: string;
    readonly oldText: string;
    readonly newText: string;
    readonly reason: string;
    readonly by: string;
    readonly at: string;
  }[];
  readonly bin: readonly {
    readonly row: RowId;
    readonly list: string;
    readonly by: string;
    readonly at: string;
    readonly title: string;
  }[];
}

export interface PreviewDue {
  readonly date: string | null;
  readonly immediate: boolean;
  readonly longTerm: boolean;
  readonly withinFocus?: boolean;
}
/** What a ledger file says of who rectifies one problem; names as printed. */
export interface PreviewDuty {
  readonly cause: string | null;
  readonly goal: string | null;
  readonly firstHead: string | null;
  readonly leaders: readonly string[];
  readonly leadDept: string | null;
  readonly clerk: string | null;
  readonly coUnits: readonly string[];
  readonly supervisorOrg: string | null;
  readonly countyLeader: string | null;
}
export interface PreviewTask {
  /** its problem's code and a running number */
  readonly code: string;
  /** 1-based, in the sheet of its problem */
  readonly row: number;
  readonly measure: string;
  readonly types: readonly string[];
  readonly owner: string | null;
  readonly due: PreviewDue;
  /** as written; null where the cell holds a real day */
  readonly dueText: string | null;
  readonly progress: string | null;
  readonly completion: string;
  /** becomes a record without a file */
  readonly evidence: string | null;
  readonly extension: string | null;
  readonly note: string | null;
}
/** The problem of the board that a problem of the file is. */
export interface PreviewMatch {
  readonly row: RowId;
  readonly code: string;
  readonly by: 'code' | 'text';
}
/** One problem as an import understood it; shape of tests/samples/*.expected.json. */
export interface PreviewProblem {
  readonly code: string;
  readonly category: string | null;
  readonly subcategory: string | null;
  readonly original: string;
  readonly kind: 'immediate' | 'timed' | 'longterm';
  readonly source: string;
  readonly carriedOver: boolean;
  readonly splitFrom: string | null;
  readonly due: {
    readonly date: string | null;
    readonly immediate: boolean;
    readonly longTerm: boolean;
  } | null;
  readonly completion: string;
  readonly status: string;
  readonly duties: readonly PreviewDuty[];
  readonly tasks: readonly PreviewTask[];
  /** of a ledger file: sheet and 1-based first row */
  readonly sheet?: string;
  readonly row?: number;
  readonly nature?: string | null;
  /** the board's own problem; null when it is a new one */
  readonly board?: PreviewMatch | null;
  /** where it stands in the document: paragraph number and offsets in its text; several for text continued in the next paragraph */
  readonly anchors: readonly { readonly paragraph: number; readonly from: number; readonly to: number }[];
  /** pieces that 拆开 would make (有的…；有的…), empty when it can't be split */
  readonly pieces: readonly string[];
}
/** PATCH /api/imports/{id} `{edits: PreviewEdit[]}`: in order, all or none. `at` is a problem's code as last read; answers the new preview. */
export type PreviewEdit =
  | {
      readonly do: 'change';
      readonly at: string;
      readonly set: {
        readonly code?: string;
        readonly original?: string;
        readonly category?: string | null;
        readonly subcategory?: string | null;
        readonly kind?: 'immediate' | 'timed' | 'longterm';
        readonly source?: string;
      };
    }
  /** into its `pieces` */
  | { readonly do: 'split'; readonly at: string }
  /** with the problem before it */
  | { readonly do: 'merge'; readonly at: string }
  | { readonly do: 'drop'; readonly at: string }
  /** bring a dropped problem back; `at` is its code in `dropped` */
  | { readonly do: 'restore'; readonly at: string }
  /** of a ledger file; `task` is the code of a task as last read */
  | {
      readonly do: 'changeTask';
      readonly at: string;
      readonly task: string;
      readonly set: Partial<Omit<PreviewTask, 'code' | 'row' | 'due'>> & { readonly due?: PreviewDue };
    }
  | { readonly do: 'changeDuty'; readonly at: string; readonly set: Partial<PreviewDuty> }
  | { readonly do: 'dropTask'; readonly at: string; readonly task: string }
  /** the whole file is read again with this meaning of its headers, which is kept for the organisation; earlier corrections are lost */
  | {
      readonly do: 'columns';
      readonly columns: readonly { readonly header: string; readonly field: string | null }[];
    }
  /** a person has seen this warning; every `must` warning needs it before the import is applied */
  | { readonly do: 'settle'; readonly warning: string; readonly settled: boolean };
export interface PreviewWarning {
  readonly id: string;
  readonly code: string;
  readonly at: string;
  readonly severity: 'must' | 'should' | 'may';
  readonly text: string;
  readonly raw?: string;
  readonly settled?: boolean;
  /** of a ledger file: where it stands */
  readonly sheet?: string;
  readonly cell?: string;
}
/** A column of a ledger file and what it was taken for; null: not understood, not imported. */
export interface PreviewColumn {
  readonly sheet: string;
  /** `A`, `B` … */
  readonly column: string;
  /** as printed, levels joined by ` / ` */
  readonly header: string;
  readonly field: string | null;
}
export interface ImportPreview {
  readonly import: string;
  readonly ledger: LedgerId;
  readonly name: string;
  readonly state: 'open' | 'applied';
  readonly meta: {
    readonly title: string | null;
    readonly unit: string | null;
    readonly team: string | null;
    readonly date: string | null;
  };
  readonly problems: readonly PreviewProblem[];
  readonly dropped: readonly PreviewProblem[];
  readonly skipped: readonly {
    readonly what: string;
    readonly paragraph: number | null;
    /** of a ledger file */ readonly sheet?: string;
    readonly rows?: readonly number[];
  }[];
  readonly warnings: readonly PreviewWarning[];
  readonly paragraphs: readonly { readonly n: number; readonly text: string; readonly level: number }[];
  /** a feedback document issues problems, a ledger file brings their duties and tasks too */
  readonly form: 'feedback' | 'ledger';
  /** columns of a ledger file; empty for feedback documents */
  readonly columns: readonly PreviewColumn[];
  /** duties and tasks of the whole file, for the API's shape; empty for feedback documents */
  readonly duties: readonly (PreviewDuty & { readonly problem: string })[];
  readonly tasks: readonly PreviewTask[];
}

/** What holds for the whole installation. */
export interface InstallationView {
  /** one person may hold several of the three administrators' roles (三员) */
  readonly joinedAdministrators: boolean;
}
export interface PersonView {
  readonly id: PersonId;
  readonly username: string;
  readonly name: string;
  readonly active: boolean;
  readonly memberships: readonly {
    readonly id: string;
    readonly organisation: OrganisationId;
    readonly organisationName: string;
    readonly role: Role;
    readonly charge: readonly string[] | null;
  }[];
}
export interface AuditView {
  readonly n: number;
  readonly at: string;
  readonly by: string | null;
  readonly act: string;
  readonly target: string | null;
  readonly detail: string;
}

/** Everything a page load may read. Refusals are values. */
export interface Services {
  readonly demo: {
    readonly accounts: readonly {
      readonly username: string;
      readonly name: string;
      readonly organisations: readonly string[];
      readonly roles: readonly string[];
    }[];
    /** whose pages are shown side by side at demo.localhost, and where each begins */
    readonly seats: readonly { readonly username: string; readonly path: string }[];
  } | null;
  readonly setupNeeded: () => Promise<boolean>;
  readonly asker: (headers: Headers) => Promise<Asker | null>;
  readonly rounds: (asker: Asker) => Promise<readonly RoundSummary[]>;
  readonly round: (asker: Asker, round: string) => Promise<Outcome<RoundDetail>>;
  readonly overview: (asker: Asker, round: string) => Promise<Outcome<Overview>>;
  /** the problems behind a figure of the overview, one page */
  readonly figureRows: (asker: Asker, round: string, ask: FigureRowsAsk) => Promise<Outcome<FigureRows>>;
  readonly ledgers: (asker: Asker, round?: string) => Promise<readonly LedgerSummary[]>;
  readonly ledger: (asker: Asker, ledger: string) => Promise<Outcome<LedgerFrame>>;
  readonly ledgerRows: (asker: Asker, ledger: string) => Promise<Outcome<LedgerView>>;
  /** a page of a ledger's history; parameters as of its door */
  readonly history: (asker: Asker, ledger: string, query: URLSearchParams) => Promise<Outcome<HistoryPage>>;
  /** a ledger as it stood; `at` is a seq or an ISO instant */
  readonly past: (asker: Asker, ledger: string, at: string) => Promise<Outcome<PastView>>;
  readonly records: (asker: Asker, ledger: string, row: string | null) => Promise<Outcome<RowRecords>>;
  readonly feedback: (asker: Asker, ledger: string) => Promise<Outcome<readonly FeedbackView[]>>;
  /** the asker's departments (or the one named) with their rows */
  readonly departmentRows: (
    asker: Asker,
    organisation?: string,
  ) => Promise<Outcome<readonly DepartmentRows[]>>;
  readonly importPreview: (asker: Asker, id: string) => Promise<Outcome<ImportPreview>>;
  readonly snapshots: (
    asker: Asker,
    scope: { readonly ledger?: string; readonly round?: string },
  ) => Promise<Outcome<readonly SnapshotView[]>>;
  /** one snapshot, what it is of, and the others of the same ledger or round, newest first */
  readonly snapshot: (asker: Asker, id: string) => Promise<Outcome<SnapshotAmongOthers>>;
  readonly people: (asker: Asker) => Promise<Outcome<readonly PersonView[]>>;
  /** for the security administrator */
  readonly installation: (asker: Asker) => Promise<Outcome<InstallationView>>;
  readonly organisations: (asker: Asker) => Promise<Outcome<readonly OrganisationView[]>>;
  /** for the office that keeps them and whoever opens a ledger of its rounds */
  readonly dictionaries: (asker: Asker, office: string) => Promise<Outcome<OfficeDictionaries>>;
  readonly audit: (asker: Asker, before?: number) => Promise<Outcome<readonly AuditView[]>>;
}
