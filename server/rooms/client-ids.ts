/** Whose client id is whose in one document (G4): bound with the first write, claimed in memory before that. */
import type { Binding } from '#server/rooms/loading.ts';

/** The page of a client that never said HELLO: its id belongs to the person alone. */
export const PLAIN_PAGE = 'plain';
export const SERVER_BINDING: Binding = { person: 'server', page: 'server' };

export class ClientIds {
  readonly #bound: Map<number, Binding>;
  readonly #claimed = new Map<number, Binding & { links: number }>();
  readonly #hasStructs: (client: number) => boolean;

  constructor(bound: ReadonlyMap<number, Binding>, hasStructs: (client: number) => boolean) {
    this.#bound = new Map(bound);
    this.#hasStructs = hasStructs;
  }

  get count(): number {
    return this.#bound.size;
  }

  /** May this page of this person write and announce itself under the id? */
  mayUse(client: number, { person, page }: Binding): boolean {
    const owner = this.#bound.get(client) ?? this.#claimed.get(client);
    if (owner) return owner.person === person && owner.page === page;
    // structs without a binding are nobody's: they came with a rebuilt document
    return !this.#hasStructs(client);
  }

  /** Held while a connection lives; true when it may be used. */
  claim(client: number, binding: Binding): boolean {
    if (!this.mayUse(client, binding)) return false;
    const claimed = this.#claimed.get(client);
    if (claimed) claimed.links += 1;
    else this.#claimed.set(client, { ...binding, links: 1 });
    return true;
  }

  release(client: number): void {
    const claimed = this.#claimed.get(client);
    if (!claimed) return;
    claimed.links -= 1;
    if (claimed.links === 0) this.#claimed.delete(client);
  }

  /** Call with each id that writes; answers true when the binding has yet to be stored. */
  bind(client: number, binding: Binding): boolean {
    if (this.#bound.has(client)) return false;
    this.#bound.set(client, binding);
    return true;
  }

  personOf(client: number): string | undefined {
    return (this.#bound.get(client) ?? this.#claimed.get(client))?.person;
  }
}
