/**
 * Storage with the contract of server/store/store.ts over a database that outlives the server: a commit takes its time, and a
 * crash at any moment loses what was not on the disk, or may keep what was just reaching it. Can be made to lie.
 */
import Database from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { rebuilt } from '#document/rebuilt.ts';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import type { Schema } from '#server/store/schema.ts';
import { migrate } from '#server/store/sqlite/migrate.ts';
import { groupsToSend } from '#server/store/sqlite/messages.ts';
import { createWriter, type Writer } from '#server/store/sqlite/writer.ts';
import { StoreFailed, type GroupResult, type StatementGroup, type Store } from '#server/store/store.ts';
import type { Life, World } from './world.ts';

/** Faults that no honest storage has; the simulation must notice each of them. */
export type Lie =
  /** answers a commit before it is on the disk */
  | 'acknowledges-early'
  /** after a crash the last commit is gone, though it was on the disk */
  | 'loses-the-tail'
  /** after a crash nobody knows which operations were done */
  | 'forgets-operations';

export class Disk {
  readonly #world: World;
  readonly #lie: Lie | null;
  /** told after each commit that reached the disk */
  onDurable: () => void = () => undefined;
  database: Database.Database;
  /** the next commit meets an error of the disk */
  failing = false;
  #writer: Writer;
  #beforeLast: Buffer | undefined;
  #reaching: (() => void) | undefined;

  constructor(world: World, lie: Lie | null) {
    this.#world = world;
    this.#lie = lie;
    this.database = new Database(':memory:');
    this.database.pragma('foreign_keys = ON');
    migrate(this.database, MIGRATIONS);
    this.#writer = createWriter(this.database);
  }

  /** The power fails under the server that writes. */
  crash(): void {
    // what was on its way may have reached the disk, or not
    if (this.#reaching && this.#world.random.chance(0.3)) this.#reaching();
    this.#reaching = undefined;
    this.failing = false;
    if (this.#lie === 'loses-the-tail' && this.#beforeLast) this.#become(new Database(this.#beforeLast));
    if (this.#lie === 'forgets-operations')
      this.database.exec('UPDATE log SET content_hash = NULL, answer = NULL');
    this.onDurable();
  }

  #become(database: Database.Database): void {
    this.database.close();
    this.database = database;
    this.database.pragma('foreign_keys = ON');
    this.#writer = createWriter(this.database);
    this.#beforeLast = undefined;
  }

  #write(groups: readonly StatementGroup[]): readonly GroupResult[] {
    if (this.#lie === 'loses-the-tail') this.#beforeLast = this.database.serialize();
    const results = this.#writer.commit(groupsToSend(groups));
    this.onDurable();
    return results;
  }

  /** What one server is given. */
  open(life: Life): Store {
    const world = this.#world;
    const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: this.database }) });
    const listeners = new Set<(reason: string) => void>();
    let readOnly: string | null = null;
    let before: Promise<unknown> = Promise.resolve();
    const fail = (): StoreFailed => {
      if (readOnly === null) {
        readOnly = 'the disk of the simulation failed';
        for (const listener of listeners) listener(readOnly);
      }
      return new StoreFailed(readOnly);
    };
    const commitOne = (groups: readonly StatementGroup[]): Promise<readonly GroupResult[]> =>
      new Promise((resolve, reject) => {
        if (readOnly !== null) return reject(new StoreFailed(readOnly));
        const failing = this.failing;
        const reach = (): readonly GroupResult[] => {
          this.#reaching = undefined;
          return this.#write(groups);
        };
        this.#reaching = () => void reach();
        if (this.#lie === 'acknowledges-early') {
          world.after(world.delay(1, 40), () => void reach(), life);
          return resolve(groups.map(() => ({ ok: true })));
        }
        world.after(
          world.delay(0.2, world.random.chance(0.05) ? 200 : 6),
          () => {
            if (failing) {
              // after a failed fsync nothing is known of what was written
              if (world.random.chance(0.5)) reach();
              this.#reaching = undefined;
              return reject(fail());
            }
            const results = reach();
            world.after(world.delay(0, 1), () => resolve(results), life);
          },
          life,
        );
      });
    return {
      db,
      commit: (groups) => {
        const done = before.then(() => commitOne(groups));
        before = done.catch(() => undefined);
        return done;
      },
      get readOnly() {
        return readOnly;
      },
      onReadOnly: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      mergeUpdates: (updates) => this.#encoded(life, () => wholeOf(updates)),
      rebuild: (updates, changes) => this.#encoded(life, () => rebuilt(wholeOf(updates), changes)),
      close: () => Promise.resolve(),
    };
  }

  /** The encoding thread takes its time, too. */
  #encoded(life: Life, make: () => Y.Doc): Promise<Uint8Array> {
    return new Promise((resolve) => {
      this.#world.after(this.#world.delay(1, 30), () => resolve(Y.encodeStateAsUpdate(make())), life);
    });
  }
}

function wholeOf(updates: readonly Uint8Array[]): Y.Doc {
  const doc = createLedgerDoc();
  doc.transact(() => {
    for (const update of updates) Y.applyUpdate(doc, update);
  });
  return doc;
}
