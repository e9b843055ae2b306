/** What a ledger page is drawn with besides the rows, as it is kept for a reload without a connection. */
import type { LedgerFrame } from '#protocol/services.ts';

export interface Framed {
  readonly frame: LedgerFrame;
  readonly round: {
    readonly startsOn: string;
    readonly focusEndsOn: string;
    readonly mayWatch: boolean;
  } | null;
  /** of the layout's data: whose page it is */
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly username: string;
    readonly mustChangePassword: boolean;
    readonly memberships: readonly {
      readonly id: string;
      readonly role: string;
      readonly organisationName: string;
    }[];
  };
  /** version of the pages that kept it: an older shape is not shown */
  readonly version: string;
}

/** Null when it is not this version's. */
export function framed(kept: unknown, version: string): Framed | null {
  const found = kept as Partial<Framed> | null;
  return found?.version === version && found.frame && found.person ? (found as Framed) : null;
}
