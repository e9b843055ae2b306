/** What goes out to one connection, and when it must wait: a slow reader never costs the others memory. */
import { BUFFERED_BYTES_MAX, BUFFERED_BYTES_PAUSE, STUCK_MS_MAX } from '#server/rooms/limits.ts';

/** The edge's side of a connection; tests bring pairs in memory. */
export interface Wire {
  readonly send: (frame: Uint8Array) => void;
  readonly close: (code: number, reason: string) => void;
  /** bytes handed to `send` that have not left yet */
  readonly bufferedBytes: () => number;
}

export type Flow = 'flowing' | 'paused' | 'stuck';

export class Outflow {
  readonly #wire: Wire;
  /** everything committed up to here has been sent */
  sentSeq = 0;
  #paused = false;
  #lowestBytes = 0;
  #progressAtMs = 0;
  /** a whole document may be more than the bound; it counts until it has gone */
  #graceBytes = 0;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  send(frame: Uint8Array): void {
    this.#wire.send(frame);
  }

  /** A frame that must go out however large it is. */
  sendWhole(frame: Uint8Array): void {
    this.#graceBytes += frame.length;
    this.#wire.send(frame);
  }

  /** A live update, unless the reader is behind: then it gets everything at once later. */
  sendLive(frame: Uint8Array, seq: number, nowMs: number): void {
    if (!this.#paused && this.#wire.bufferedBytes() > BUFFERED_BYTES_PAUSE) this.#pause(nowMs);
    if (this.#paused) return;
    this.#wire.send(frame);
    this.sentSeq = seq;
  }

  /** Presence is worth nothing late. */
  sendFleeting(frame: Uint8Array): void {
    if (!this.#paused && this.#wire.bufferedBytes() <= BUFFERED_BYTES_PAUSE) this.#wire.send(frame);
  }

  /** Look at a paused connection: has it drained (`flowing`), does it still move, or is it to be closed? */
  check(nowMs: number): Flow {
    const bytes = this.#wire.bufferedBytes();
    if (bytes <= BUFFERED_BYTES_PAUSE) {
      this.#graceBytes = 0;
      this.#paused = false;
      return 'flowing';
    }
    if (bytes > BUFFERED_BYTES_MAX + this.#graceBytes) return 'stuck';
    if (bytes < this.#lowestBytes) {
      this.#lowestBytes = bytes;
      this.#progressAtMs = nowMs;
    }
    return nowMs - this.#progressAtMs > STUCK_MS_MAX ? 'stuck' : 'paused';
  }

  #pause(nowMs: number): void {
    this.#paused = true;
    this.#lowestBytes = this.#wire.bufferedBytes();
    this.#progressAtMs = nowMs;
  }
}
