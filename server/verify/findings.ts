/** What a verification finds: which ledger or round, at which number, and what differs. One break a sentence. */

export interface Finding {
  readonly kind: 'file' | 'log' | 'checkpoint' | 'operation' | 'decision' | 'snapshot';
  /** `ledger ID`, `round ID`, or a file */
  readonly where: string;
  /** commit of the log or number of the snapshot; null where it is of the whole */
  readonly at: number | null;
  /** a sentence without a full stop */
  readonly what: string;
}
export interface Counted {
  readonly ledgers: number;
  readonly commits: number;
  readonly checkpoints: number;
  readonly snapshots: number;
}
export interface Report {
  readonly findings: readonly Finding[];
  readonly counted: Counted;
  /** what could not be looked at, and what somebody decided to go on without, a sentence each */
  readonly notes: readonly string[];
}

export const NOTHING_COUNTED: Counted = { ledgers: 0, commits: 0, checkpoints: 0, snapshots: 0 };

export function joined(reports: readonly Report[]): Report {
  const sum = (of: keyof Counted): number => reports.reduce((total, { counted }) => total + counted[of], 0);
  return {
    findings: reports.flatMap(({ findings }) => findings),
    counted: {
      ledgers: sum('ledgers'),
      commits: sum('commits'),
      checkpoints: sum('checkpoints'),
      snapshots: sum('snapshots'),
    },
    notes: [...new Set(reports.flatMap(({ notes }) => notes))],
  };
}

export const sentenceOf = ({ where, at, what }: Finding): string =>
  at === null
    ? `${where}: ${what}.`
    : `${where}, ${where.startsWith('round') ? 'snapshot' : 'at'} ${at}: ${what}.`;
