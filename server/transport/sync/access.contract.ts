/** What the sync socket asks of accounts and memberships; implemented in server/access, never here. */
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import type { LedgerActor } from '#domain/roles.ts';

/** The person behind a session cookie. `session` is the same id that `Rooms.sessionEnded` is told. */
export interface SignedIn {
  readonly person: PersonId;
  readonly session: string;
  /** as shown to others; presence is stamped with it */
  readonly name: string;
}

/**
 * A person as one ledger sees them. `null`: no such ledger, or no reach. An actor whose only role is
 * `department` is refused with DEPARTMENT_ROWS_ONLY by the transport. Called again on `rightsChanged`.
 */
export type ActorFor = (person: PersonId, ledger: LedgerId) => Promise<LedgerActor | null>;

export interface SyncAccess {
  /** A missing Origin is allowed where there is a session; a foreign one never is (HTTP 403 on the upgrade). */
  readonly originAllowed: (request: IncomingMessage) => boolean;
  /** `null`: nobody is signed in, or the session ended. */
  readonly authenticate: (headers: IncomingHttpHeaders) => Promise<SignedIn | null>;
  readonly actorFor: ActorFor;
}
