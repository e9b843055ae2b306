/** All open `/live` connections: reached by changes of rights and ended sessions. Knows no network. */
import type { PersonId } from '#domain/ids.ts';
import { CLOSE } from '#protocol/sync.ts';
import {
  createConnection,
  type LiveConnection,
  type LiveParts,
  type LiveSocket,
} from '#server/transport/live/connection.ts';
import type { SignedIn } from '#server/transport/sync/access.contract.ts';

export const CONNECTIONS_MAX = 5_000;
/** One person with many windows; more are refused. */
export const CONNECTIONS_PER_PERSON_MAX = 40;

export type Live = ReturnType<typeof createLive>;

export function createLive(parts: LiveParts) {
  const connections = new Map<LiveConnection, SignedIn>();

  return {
    /** May one more socket of this person be opened? */
    hasRoom(person: PersonId): boolean {
      if (connections.size >= CONNECTIONS_MAX) return false;
      const own = [...connections.values()].filter((signedIn) => signedIn.person === person);
      return own.length < CONNECTIONS_PER_PERSON_MAX;
    },
    open(socket: LiveSocket, signedIn: SignedIn): LiveConnection {
      const connection = createConnection(socket, signedIn.person, parts);
      connections.set(connection, signedIn);
      return connection;
    },
    /** The socket closed, from either side. */
    gone(connection: LiveConnection): void {
      connection.gone();
      connections.delete(connection);
    },
    /** Rights of a person, or (a ledger, a round) of anybody: asked again before anything more is pushed. */
    async rightsChanged(what: { readonly person?: PersonId }): Promise<void> {
      const concerned = [...connections.keys()].filter(
        (connection) => what.person === undefined || connection.person === what.person,
      );
      await Promise.all(concerned.map((connection) => connection.recheck()));
    },
    sessionEnded(session: string): void {
      for (const [connection, signedIn] of connections)
        if (signedIn.session === session) connection.end(CLOSE.sessionEnded, 'session ended');
    },
    close(): void {
      for (const connection of connections.keys()) connection.end(CLOSE.unavailable, 'server stops');
    },
  };
}
