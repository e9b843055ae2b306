/**
 * Who is where in one room (S10): identity from the session, the rest from the client, bounded in size, gathered and encoded
 * once. Never stored.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { encodeMessage } from '#protocol/codec.ts';
import type { PresenceState } from '#protocol/sync.ts';

/** States in one awareness message; a stock client repeats those of others. */
const STATES_MAX = 2_000;

export interface AnnouncedState {
  readonly client: number;
  readonly clock: number;
  /** null: gone */
  readonly state: Readonly<Record<string, unknown>> | null;
}

/** Undefined when the bytes are no awareness update. States of more than `bytesMax` are left out. */
export function readAwareness(update: Uint8Array, bytesMax: number): readonly AnnouncedState[] | undefined {
  try {
    const decoder = decoding.createDecoder(update);
    const count = decoding.readVarUint(decoder);
    if (count > STATES_MAX) return undefined;
    const states: AnnouncedState[] = [];
    for (let n = 0; n < count; n += 1) {
      const client = decoding.readVarUint(decoder);
      const clock = decoding.readVarUint(decoder);
      const text = decoding.readVarString(decoder);
      if (Buffer.byteLength(text) > bytesMax) continue;
      const state: unknown = JSON.parse(text);
      if (state === null) states.push({ client, clock, state: null });
      else if (typeof state === 'object' && !Array.isArray(state))
        states.push({ client, clock, state: { ...state } });
    }
    return states;
  } catch {
    // lib0 and JSON throw plain errors on what is no awareness update
    return undefined;
  }
}

interface Present {
  readonly clock: number;
  /** JSON with the stamped identity; `null` for one that has gone */
  readonly text: string;
}

export class Presence {
  readonly #everyMs: number;
  readonly #send: (frame: Uint8Array) => void;
  readonly #present = new Map<number, Present>();
  readonly #changed = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  /** `send` gives a frame to everybody in the room. */
  constructor(everyMs: number, send: (frame: Uint8Array) => void) {
    this.#everyMs = everyMs;
    this.#send = send;
  }

  announce({ client, clock, state }: AnnouncedState, user: PresenceState['user']): void {
    const known = this.#present.get(client);
    if (known && clock < known.clock) return;
    this.#put(client, clock, state === null ? 'null' : JSON.stringify({ ...state, user }));
  }

  /** The connection that spoke for this client id is gone. */
  leave(client: number): void {
    const known = this.#present.get(client);
    if (known && known.text !== 'null') this.#put(client, known.clock + 1, 'null');
  }

  /** Everybody who is here, for one who joins; undefined when nobody is. */
  everybody(): Uint8Array | undefined {
    const here = [...this.#present].filter(([, { text }]) => text !== 'null');
    return here.length > 0 ? encode(here) : undefined;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #put(client: number, clock: number, text: string): void {
    this.#present.set(client, { clock, text });
    this.#changed.add(client);
    this.#timer ??= setTimeout(() => this.#flush(), this.#everyMs);
  }

  #flush(): void {
    this.#timer = undefined;
    const changed = [...this.#changed].map((client) => [client, this.#present.get(client)!] as const);
    this.#changed.clear();
    this.#send(encode(changed));
    for (const [client, { text }] of changed) if (text === 'null') this.#present.delete(client);
  }
}

function encode(states: readonly (readonly [number, Present])[]): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, states.length);
  for (const [client, { clock, text }] of states) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, clock);
    encoding.writeVarString(encoder, text);
  }
  return encodeMessage({ type: 'awareness', update: encoding.toUint8Array(encoder) });
}
