/** The one thread that writes ledgers.db. It answers in order, and after one failed commit it never touches the file again. */
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { MIGRATIONS } from '#server/store/migrations/index.ts';
import { migrate } from '#server/store/sqlite/migrate.ts';
import type { Reply, Request, WriterSettings } from '#server/store/sqlite/messages.ts';
import { refuseDamage } from '#server/store/sqlite/soundness.ts';
import { createWriter, type Writer } from '#server/store/sqlite/writer.ts';

/** The WAL is folded into the database after so many commits, behind the answer. */
const COMMITS_PER_CHECKPOINT = 128;
/** A WAL that one large import blew up shrinks back to this when it starts again. */
const WAL_BYTES_KEPT_MAX = 64 * 1024 * 1024;
const BUSY_WAIT_MS = 5_000;
const LOCK_WAIT_MS = 1_000;

const port = parentPort;
if (!port) throw new Error('server/store/sqlite/worker.ts runs as a worker thread only.');
const settings = workerData as WriterSettings;
const reply = (message: Reply): void => port.postMessage(message);
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Held open as long as the thread lives: two processes on one folder would each believe in rooms of their own. */
function occupy(file: string): Database.Database {
  const lock = new Database(`${file}.lock`, { timeout: LOCK_WAIT_MS });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw new Error(`it is in use by another process (${sentence(error)}).`, { cause: error });
  }
  return lock;
}

function open(): Database.Database {
  const database = new Database(settings.file, { timeout: BUSY_WAIT_MS });
  // SQLite was built to sync a WAL only at checkpoints: FULL is what makes a commit durable
  database.pragma('journal_mode = WAL');
  database.pragma(`synchronous = ${settings.synchronous}`);
  database.pragma('fullfsync = ON');
  database.pragma('checkpoint_fullfsync = ON');
  database.pragma('foreign_keys = ON');
  // an automatic checkpoint swallows its errors; ours, in `fold`, does not
  database.pragma('wal_autocheckpoint = 0');
  database.pragma(`journal_size_limit = ${WAL_BYTES_KEPT_MAX}`);
  migrate(database, MIGRATIONS);
  if (settings.pagesMax !== undefined) database.pragma(`max_page_count = ${settings.pagesMax}`);
  return database;
}

let lock: Database.Database | undefined;
let database: Database.Database | undefined;
let writer: Writer | undefined;
let broken: string | undefined;
let commits = 0;

function fold(from: Database.Database): void {
  commits += 1;
  if (commits % COMMITS_PER_CHECKPOINT !== 0) return;
  try {
    from.pragma('wal_checkpoint(PASSIVE)');
  } catch (error) {
    broken = sentence(error);
    reply({ kind: 'broken', id: null, reason: broken });
  }
}

function commit(request: Extract<Request, { kind: 'commit' }>): void {
  if (broken !== undefined || !database || !writer) {
    reply({ kind: 'broken', id: request.id, reason: broken ?? 'The store is not open.' });
    return;
  }
  try {
    reply({ kind: 'committed', id: request.id, results: writer.commit(request.groups) });
  } catch (error) {
    broken = sentence(error);
    reply({ kind: 'broken', id: request.id, reason: broken });
    return;
  }
  fold(database);
}

port.on('message', (request: Request) => {
  if (request.kind === 'commit') return commit(request);
  if (broken === undefined) {
    database?.close();
    lock?.close();
  }
  reply({ kind: 'closed' });
});

try {
  lock = occupy(settings.file);
  refuseDamage(settings.file);
  database = open();
  writer = createWriter(database);
  reply({ kind: 'opened' });
} catch (error) {
  broken = `${settings.file} can't be opened: ${sentence(error)}`;
  reply({ kind: 'unopened', reason: broken });
}
