/** What goes out to one connection, and when it must wait: a slow reader never costs the others memory. */
import type { CoreLimits } from '#server/core-settings.ts';

/** The edge's side of a connection; tests bring pairs in memory. */
export interface Wire {
  readonly send: (frame: Uint8Array) => void;
  /** from now to the end of this turn of the loop, what is sent leaves together */
  readonly gather?: () => void;
  readonly close: (code: number, reason: string) => void;
  /** bytes handed to `send` that have not left yet */
  readonly bufferedBytes: () => number;
}

export type Flow = 'flowing' | 'paused' | 'stuck';

export type FlowLimits = Pick<CoreLimits, 'bufferedBytesPause' | 'bufferedBytesMax' | 'stuckMs'>;

export class Outflow {
  readonly #wire: Wire;
  readonly #limits: FlowLimits;
  /** everything committed up to here has been sent */
  sentSeq = 0;
  #paused = false;
  #lowestBytes = 0;
  #progressAtMs = 0;
  /** a whole document may be more than the bound; it counts until it has gone */
  #graceBytes = 0;

  constructor(wire: Wire, limits: FlowLimits) {
    this.#wire = wire;
    this.#limits = limits;
  }

  get isPaused(): boolean {
    return this.#paused;
  }

  /** An answer: others of the same commit may follow. */
  send(frame: Uint8Array): void {
    this.#wire.gather?.();
    this.#wire.send(frame);
  }

  /** A frame that must go out however large it is. */
  sendWhole(frame: Uint8Array): void {
    this.#graceBytes += frame.length;
    this.#wire.send(frame);
  }

  /** A live update, unless the reader is behind: then it gets everything at once later. */
  sendLive(frame: Uint8Array, seq: number, nowMs: number): void {
    if (this.fallsBehind(nowMs)) return;
    this.#wire.send(frame);
    this.sentSeq = seq;
  }

  /** Is more unread than live frames wait for? From now on they do, until it has gone. */
  fallsBehind(nowMs: number): boolean {
    if (!this.#paused && this.#wire.bufferedBytes() > this.#limits.bufferedBytesPause) this.#pause(nowMs);
    return this.#paused;
  }

  /** Presence is worth nothing late. */
  sendFleeting(frame: Uint8Array): void {
    if (!this.#paused && this.#wire.bufferedBytes() <= this.#limits.bufferedBytesPause)
      this.#wire.send(frame);
  }

  /** Look at a paused connection: has it drained (`flowing`), does it still move, or is it to be closed? */
  check(nowMs: number): Flow {
    const bytes = this.#wire.bufferedBytes();
    if (bytes <= this.#limits.bufferedBytesPause) {
      this.#graceBytes = 0;
      this.#paused = false;
      return 'flowing';
    }
    if (bytes > this.#limits.bufferedBytesMax + this.#graceBytes) return 'stuck';
    if (bytes < this.#lowestBytes) {
      this.#lowestBytes = bytes;
      this.#progressAtMs = nowMs;
    }
    return nowMs - this.#progressAtMs > this.#limits.stuckMs ? 'stuck' : 'paused';
  }

  #pause(nowMs: number): void {
    this.#paused = true;
    this.#lowestBytes = this.#wire.bufferedBytes();
    this.#progressAtMs = nowMs;
  }
}
