/** Where a ledger's log stands: what is applied in memory, what is in statements already made, what is on disk. */
import type { Kysely } from 'kysely';
import type { CommitPart } from '#server/rooms/commit-part.ts';
import type { Write } from '#server/rooms/room.parts.ts';
import { writeInto, type WritePlace } from '#server/rooms/write-statements.ts';
import type { Schema } from '#server/store/schema.ts';

export class LogHead {
  /** seq of the last applied update, and of the last one on disk */
  applied: number;
  durable: number;
  durableHash: string;
  /** head of the chain in statements already made */
  built: { readonly seq: number; readonly hash: string };
  readonly #hashes = new Map<number, string>();

  constructor(seq: number, hash: string) {
    this.applied = this.durable = seq;
    this.durableHash = hash;
    this.built = { seq, hash };
  }

  get isQuiet(): boolean {
    return this.applied === this.durable;
  }

  write(part: CommitPart, db: Kysely<Schema>, place: Omit<WritePlace, 'prevHash'>, write: Write): void {
    const hash = writeInto(part, db, { ...place, prevHash: this.built.hash }, write);
    this.built = { seq: place.seq, hash };
    this.#hashes.set(place.seq, hash);
  }

  /** The commit of this write has ended; answers its hash. */
  settled(seq: number, onDisk: boolean): string {
    const hash = this.#hashes.get(seq) ?? '';
    this.#hashes.delete(seq);
    if (onDisk) {
      this.durable = seq;
      this.durableHash = hash;
    }
    return hash;
  }
}
