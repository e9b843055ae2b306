/** Who else is here, from awareness: identity as the server put it in, a colour that stays with the person. */
import type { Awareness } from 'y-protocols/awareness';
import type { PresenceState } from '#protocol/sync.ts';
import type { Peer } from './board.contract.ts';

export const PEER_COLOURS = 8;

/** 1–8, the same for a person on every page (FNV-1a of the id). */
export function colourOf(person: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < person.length; n += 1) {
    hash = Math.imul(hash ^ person.charCodeAt(n), 0x01000193) >>> 0;
  }
  return (hash % PEER_COLOURS) + 1;
}

const isAt = (at: unknown): at is NonNullable<Peer['at']> => {
  if (typeof at !== 'object' || at === null) return false;
  const { list, row, field, writing } = at as Record<string, unknown>;
  return (
    typeof list === 'string' &&
    typeof row === 'string' &&
    typeof field === 'string' &&
    typeof writing === 'boolean'
  );
};

/** The other pages on this ledger; states without an identity are not shown. */
export function peersOf(awareness: Awareness): Peer[] {
  const peers: Peer[] = [];
  for (const [clientId, state] of awareness.getStates() as Map<number, Partial<PresenceState>>) {
    const { user, at } = state;
    if (clientId === awareness.clientID || !user) continue;
    const { id: person, name, organisation } = user;
    peers.push({
      clientId,
      person,
      name,
      organisation,
      colour: colourOf(person),
      ...(isAt(at) ? { at } : {}),
    });
  }
  return peers.sort((a, b) => a.clientId - b.clientId);
}
