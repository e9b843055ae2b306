/**
 * What pages may ask of the server (handed on through `event.locals.services`) and the shapes the API answers with.
 * Pure types: read models only. Every write goes through the doors under /api.
 */
import type { LedgerId, OrganisationId, PersonId, RoundId, RowId } from '#domain/ids.ts';
import type { Figures } from '#domain/projections/figures.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { HistoryPage, PastView } from '#protocol/history.ts';
import type { LedgerActor, Membership, Role } from '#domain/roles.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { ImportPreview } from '#protocol/import-preview.ts';
import type { Bounds } from '#protocol/bounds.ts';
import type { OfficeDictionaries } from '#protocol/dictionaries.ts';
import type { FigureRows, FigureRowsAsk } from '#protocol/figure-rows.ts';
import type { Overview } from '#protocol/overview.ts';
import type { SnapshotAmongOthers, SnapshotView } from '#protocol/snapshots.ts';

export type { SnapshotAmongOthers, SnapshotView };
export type * from '#protocol/import-preview.ts';

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
  /** null: it goes on */
  readonly endedAt: string | null;
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
    readonly problem: RowId;
    readonly loop: number;
    readonly step: string;
    readonly decision: string;
    readonly opinion: string | null;
    readonly by: string;
    readonly organisation: string;
    /** the organisation in whose name it was decided */
    readonly voice: OrganisationId | null;
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
  /** id → name of the people, organisations, rounds and units that the act mentions; names are all an auditor reads of them */
  readonly names: Readonly<Record<string, string>>;
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
  /** files of a ledger that were read, not yet written, and are the asker's to handle; newest first */
  readonly waitingImports: (
    asker: Asker,
    ledger: string,
  ) => Promise<
    Outcome<
      readonly { readonly id: string; readonly name: string; readonly by: string; readonly at: string }[]
    >
  >;
  readonly snapshots: (
    asker: Asker,
    scope: { readonly ledger?: string; readonly round?: string },
  ) => Promise<Outcome<readonly SnapshotView[]>>;
  /** one snapshot, what it is of, and the others of the same ledger or round, newest first */
  readonly snapshot: (asker: Asker, id: string) => Promise<Outcome<SnapshotAmongOthers>>;
  readonly people: (asker: Asker) => Promise<Outcome<readonly PersonView[]>>;
  /** settings of the environment and fixed bounds, for the system administrator */
  readonly bounds: (asker: Asker) => Promise<Outcome<Bounds>>;
  /** for the security administrator */
  readonly installation: (asker: Asker) => Promise<Outcome<InstallationView>>;
  readonly organisations: (asker: Asker) => Promise<Outcome<readonly OrganisationView[]>>;
  /** for the office that keeps them and whoever opens a ledger of its rounds */
  readonly dictionaries: (asker: Asker, office: string) => Promise<Outcome<OfficeDictionaries>>;
  readonly audit: (asker: Asker, before?: number) => Promise<Outcome<readonly AuditView[]>>;
}
