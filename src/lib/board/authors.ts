/** Who stands behind a client id, as far as this page has seen them present. Identity comes from the server only. */
import type { PresenceState } from '#protocol/sync.ts';

/** Names remembered of people who have left. */
const AUTHORS_MAX = 2_000;

export class Authors {
  readonly #names = new Map<number, string>();

  note(clientId: number, state: Partial<PresenceState>): void {
    const name = state.user?.name;
    if (name === undefined) return;
    this.#names.delete(clientId);
    this.#names.set(clientId, name);
    for (const oldest of this.#names.keys()) {
      if (this.#names.size <= AUTHORS_MAX) break;
      this.#names.delete(oldest);
    }
  }

  /** Empty when it is not known who that was. */
  nameOf(clientId: number | undefined): string {
    return (clientId === undefined ? undefined : this.#names.get(clientId)) ?? '';
  }
}
