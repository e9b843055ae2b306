/**
 * What pages may ask of the server (handed on through `event.locals.services`) and the shapes the API answers with.
 * Pure types: read models only. Every write goes through the doors under /api.
 */
import type { LedgerId, OrganisationId, PersonId, RoundId, RowId } from '#domain/ids.ts';
import type { Figures } from '#domain/projections/figures.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { LedgerActor, Membership, Role } from '#domain/roles.ts';

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
export interface OverviewUnit extends Figures {
  readonly ledger: LedgerId;
  readonly name: string;
  readonly mayOpen: boolean;
}
/** `at` is the store-wide commit number of the view (docs/protocol.md, /live). */
export interface Overview {
  readonly round: RoundId;
  readonly name: string;
  readonly at: number;
  readonly units: readonly OverviewUnit[];
  readonly total: Figures;
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
  readonly duties: readonly unknown[];
  readonly tasks: readonly unknown[];
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
  readonly skipped: readonly { readonly what: string; readonly paragraph: number | null }[];
  readonly warnings: readonly PreviewWarning[];
  readonly paragraphs: readonly { readonly n: number; readonly text: string; readonly level: number }[];
  /** duties and tasks of the whole file, for the API's shape; empty for feedback documents */
  readonly duties: readonly unknown[];
  readonly tasks: readonly unknown[];
}

export interface SnapshotView {
  readonly id: string;
  readonly number: number;
  readonly scope: 'ledger' | 'round';
  readonly title: string;
  readonly reason: string | null;
  readonly by: string;
  readonly at: string;
  readonly seq: number;
  readonly sha256: string;
  readonly previousSha256: string | null;
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
      readonly roleText: string;
    }[];
  } | null;
  readonly setupNeeded: () => Promise<boolean>;
  readonly asker: (headers: Headers) => Promise<Asker | null>;
  readonly rounds: (asker: Asker) => Promise<readonly RoundSummary[]>;
  readonly round: (asker: Asker, round: string) => Promise<Outcome<RoundDetail>>;
  readonly overview: (asker: Asker, round: string) => Promise<Outcome<Overview>>;
  readonly ledgers: (asker: Asker, round?: string) => Promise<readonly LedgerSummary[]>;
  readonly ledger: (asker: Asker, ledger: string) => Promise<Outcome<LedgerFrame>>;
  readonly ledgerRows: (asker: Asker, ledger: string) => Promise<Outcome<LedgerView>>;
  readonly records: (asker: Asker, ledger: string, row: string | null) => Promise<Outcome<RowRecords>>;
  readonly feedback: (asker: Asker, ledger: string) => Promise<Outcome<readonly FeedbackView[]>>;
  readonly importPreview: (asker: Asker, id: string) => Promise<Outcome<ImportPreview>>;
  readonly snapshots: (
    asker: Asker,
    scope: { readonly ledger?: string; readonly round?: string },
  ) => Promise<Outcome<readonly SnapshotView[]>>;
  readonly people: (asker: Asker) => Promise<Outcome<readonly PersonView[]>>;
  readonly organisations: (asker: Asker) => Promise<Outcome<readonly OrganisationView[]>>;
  readonly audit: (asker: Asker, before?: number) => Promise<Outcome<readonly AuditView[]>>;
}
