/** The preview of an import and the corrections to it: shapes of its doors and page. Pure types. */
import type { LedgerId, RowId } from '#domain/ids.ts';

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
/** A cell of the board that a file of this ledger's own rows changes; `code` is the problem's or the task's. */
export interface PreviewChange {
  readonly row: string;
  readonly list: 'problems' | 'duties' | 'tasks';
  readonly code: string;
  readonly field: string;
  readonly board: string;
  readonly file: string;
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
  /** cells that were changed in the machine sheet of this very ledger; then there are no problems */
  readonly changes: readonly PreviewChange[];
  /** duties and tasks of the whole file, for the API's shape; empty for feedback documents */
  readonly duties: readonly (PreviewDuty & { readonly problem: string })[];
  readonly tasks: readonly PreviewTask[];
}
