/** Named snapshots of a ledger or round and everything that leaves as a file. Contents are canonical JSON, hashed and chained. */
import { checkFreeText } from '#domain/lists/values.ts';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome, type Verdict } from '#domain/refusals.ts';
import { word } from '#messages/sentence.ts';
import type { SnapshotView } from '#protocol/services.ts';
import type { SnapshotCause } from '#protocol/snapshots.ts';
import { sha256Hex } from '#server/exchange/canonical.ts';
import type {
  Exchange,
  ExportedFile,
  Exporter,
  ExportFormat,
  SnapshotScope,
} from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts } from '#server/exchange/exchange.parts.ts';
import type { ExportContent, SnapshotStamp } from '#paper/content.ts';
import { createGathering, type ScopeNames } from '#server/exchange/exports/gather.ts';
import { slicesOf } from '#server/exchange/exports/slices.ts';
import { fileName } from '#server/exchange/file-name.ts';
import { keptSnapshot } from '#server/exchange/kept-snapshots.ts';
import { nextInChain } from '#server/store/snapshot-links.ts';
import { createOneAtATime } from '#server/exchange/one-at-a-time.ts';
import { beforeSnapshot, readHead, type MakeBefore } from '#server/exchange/restoring/before-snapshot.ts';

export const TITLE_CHARS_MAX = 100;
export const REASON_CHARS_MAX = 1_000;
const SNAPSHOTS_LISTED_MAX = 1_000;
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Whose an automatic snapshot is that no person's act led to; as in the log. */
const NOBODY: Exporter = { person: 'server' as PersonId, name: '' };

const keyOf = (scope: SnapshotScope): string =>
  'ledger' in scope ? `ledger ${scope.ledger}` : `round ${scope.round}`;

function checkWords(title: string, reason: string): Verdict {
  if (title === '') return refuse('EMPTY_TEXT', { field: 'title' });
  const verdict = checkFreeText('title', title, TITLE_CHARS_MAX);
  return verdict.ok ? checkFreeText('reason', reason, REASON_CHARS_MAX) : verdict;
}

/** The content's own JSON object with `snapshot` as one more key: taking it out again gives the hashed bytes. */
function jsonExport(content: Uint8Array, stamp: SnapshotStamp, by: Exporter, exportedAt: string): Uint8Array {
  const tail = new TextEncoder().encode(
    `,"snapshot":${JSON.stringify({ ...stamp, exportedAt, exporter: by.name })}}`,
  );
  const joined = new Uint8Array(content.length - 1 + tail.length);
  joined.set(content.subarray(0, -1));
  joined.set(tail, content.length - 1);
  return joined;
}

/** For who writes the next snapshot of a ledger in a commit of their own. */
export interface SnapshotChain {
  /** No other snapshot of the ledger is taken while `run` runs. */
  readonly beforeRestore: <T>(
    ledger: LedgerId,
    by: Exporter,
    run: (make: () => Promise<Outcome<MakeBefore>>) => Promise<T>,
  ) => Promise<T>;
}

export function createSnapshots(
  parts: ExchangeParts,
): SnapshotChain &
  Pick<
    Exchange,
    'takeSnapshot' | 'takeAutomatic' | 'listSnapshots' | 'exportSnapshot' | 'exportLedger' | 'exportRound'
  > {
  const { store, workshop, clock, ids, log } = parts;
  const { db } = store;
  const gathering = createGathering(parts);
  const inTurn = createOneAtATime();

  const ofScope = (scope: SnapshotScope) =>
    'ledger' in scope
      ? db.selectFrom('snapshot').where('scope', '=', 'ledger').where('ledger', '=', scope.ledger)
      : db.selectFrom('snapshot').where('scope', '=', 'round').where('round', '=', scope.round);

  const last = (scope: SnapshotScope) =>
    ofScope(scope)
      .select(['id', 'number', 'seq', 'sha256', 'chain_hash'])
      .orderBy('number', 'desc')
      .limit(1)
      .executeTakeFirst();

  const canonical = async (content: ExportContent, wanted?: AbortSignal) => {
    const input = await slicesOf(content);
    return workshop.run(
      { name: 'canonicalContent', input, handedOver: input },
      () => refuse('UNAVAILABLE'),
      wanted,
    );
  };

  interface Taking {
    readonly title: string;
    readonly reason: string | null;
    readonly by: Exporter;
    readonly cause: SnapshotCause;
  }

  /** Call in turn: the number and the hash before must still hold when it is written. */
  async function keep(
    scope: SnapshotScope,
    { title, reason, by, cause }: Taking,
  ): Promise<Outcome<SnapshotView>> {
    const gathered = await gathering.of(scope);
    if (!gathered.ok) return gathered;
    const made = await canonical(gathered.value.content);
    if (!made.ok) return made;
    if (store.readOnly !== null) return refuse('STORE_READ_ONLY');
    const before = await last(scope);
    const kept = nextInChain(before, {
      id: ids(),
      scope: 'ledger' in scope ? 'ledger' : 'round',
      title,
      reason,
      person: by.person,
      at: clock.now().toISOString(),
      seq: gathered.value.seq,
      ledger: 'ledger' in scope ? scope.ledger : null,
      round: 'round' in scope ? scope.round : null,
      sha256: made.value.sha256,
      cause,
    });
    const insert = db.insertInto('snapshot').values({ ...kept, content: made.value.bytes });
    const [result] = await store.commit([[insert.compile()]]);
    if (!result?.ok) return refuse('CONFLICT');
    const { id, number, at, seq, sha256 } = kept;
    return accept({
      ...{ id, number, title, reason, at, seq, sha256, cause },
      scope: 'ledger' in scope ? 'ledger' : 'round',
      by: by.name,
      previousSha256: kept.previous_sha256,
      chainSha256: kept.chain_hash,
      droppedAt: null,
    });
  }

  const takeSnapshot: Exchange['takeSnapshot'] = async (scope, by, input) => {
    const title = input.title.trim();
    const reason = input.reason?.trim() ?? '';
    const verdict = checkWords(title, reason);
    if (!verdict.ok) return verdict;
    return inTurn(keyOf(scope), () => keep(scope, { title, reason: reason || null, by, cause: 'manual' }));
  };

  const takeAutomatic: Exchange['takeAutomatic'] = (scope, cause, by) =>
    inTurn(keyOf(scope), async () => {
      const before = await last(scope);
      if (!(await readHead(store, scope.ledger, before?.seq ?? 0)).isWritten)
        return accept(before ? { id: before.id, number: before.number } : null);
      const title = word('snapshot_cause', cause, 'zh-CN');
      const taken = await keep(scope, { title, reason: null, by: by ?? NOBODY, cause });
      return taken.ok ? accept({ id: taken.value.id, number: taken.value.number }) : taken;
    });

  const beforeRestore: SnapshotChain['beforeRestore'] = (ledger, by, run) =>
    inTurn(keyOf({ ledger }), () =>
      run(async () => {
        const names = await gathering.ledgerNames(ledger);
        if (!names) return refuse('NOT_FOUND');
        const before = await last({ ledger });
        const head = await readHead(store, ledger, before?.seq ?? 0);
        return accept(beforeSnapshot({ store, id: ids(), names, by, last: before, head }));
      }),
    );

  const listSnapshots: Exchange['listSnapshots'] = async (scope) => {
    const rows = await ofScope(scope)
      .leftJoin('person', 'person.id', 'snapshot.person')
      .select([
        'snapshot.id',
        'snapshot.number',
        'snapshot.title',
        'snapshot.reason',
        'person.name as by',
        'snapshot.at',
        'snapshot.seq',
        'snapshot.sha256',
        'snapshot.previous_sha256 as previousSha256',
        'snapshot.chain_hash as chainSha256',
        'snapshot.cause',
        'snapshot.dropped_at as droppedAt',
      ])
      .orderBy('snapshot.number', 'desc')
      .limit(SNAPSHOTS_LISTED_MAX)
      .execute();
    return rows.map((row) => ({
      ...row,
      by: row.by ?? '',
      cause: row.cause as SnapshotCause,
      scope: 'ledger' in scope ? 'ledger' : 'round',
    }));
  };

  async function file(
    content: Uint8Array,
    stamp: SnapshotStamp,
    names: ScopeNames,
    day: string,
    format: ExportFormat,
    by: Exporter,
  ): Promise<Outcome<ExportedFile>> {
    const exportedAt = clock.now().toISOString();
    const label = stamp.number === null ? names.name : `${names.name}-存档${stamp.number}`;
    const name = fileName(label, day, format);
    if (format === 'json')
      return accept({
        name,
        mediaType: 'application/json',
        bytes: jsonExport(content, stamp, by, exportedAt),
      });
    const head = {
      snapshot: stamp,
      exporter: by.name,
      office: names.office,
      exportedAt,
      day,
      longTermOutOfRate: names.longTermOutOfRate,
    };
    const job = { name: 'writeWorkbook', input: { content, head }, handedOver: [content] } as const;
    const made = await workshop.run(job, () => refuse('UNAVAILABLE'), by.wanted);
    return made.ok ? accept({ name, mediaType: XLSX, bytes: made.value }) : made;
  }

  /** The present: hashed like a snapshot, kept nowhere; it points back at the last snapshot. */
  async function present(
    scope: SnapshotScope,
    format: ExportFormat,
    by: Exporter,
  ): Promise<Outcome<ExportedFile>> {
    const made = await canonicalNow(scope, by.wanted);
    if (!made.ok) return made;
    const { bytes, sha256, names } = made.value;
    const before = await last(scope);
    const stamp = {
      number: null,
      title: null,
      at: clock.now().toISOString(),
      sha256,
      previousSha256: before?.sha256 ?? null,
      chainSha256: null,
    };
    return file(bytes, stamp, names, clock.today(), format, by);
  }

  /** Its own function, so that the rows are let go of before the file is made. */
  async function canonicalNow(
    scope: SnapshotScope,
    wanted: AbortSignal | undefined,
  ): Promise<Outcome<{ readonly bytes: Uint8Array; readonly sha256: string; readonly names: ScopeNames }>> {
    const gathered = await gathering.of(scope, wanted);
    if (!gathered.ok) return gathered;
    const { content, name, office, longTermOutOfRate } = gathered.value;
    const made = await canonical(content, wanted);
    return made.ok ? accept({ ...made.value, names: { name, office, longTermOutOfRate } }) : made;
  }

  const exportSnapshot: Exchange['exportSnapshot'] = async (id, format, by) => {
    const found = await keptSnapshot(store, id);
    if (!found.ok) return found;
    const { content, number, title, at, sha256, previousSha256, chainSha256, scope } = found.value;
    if (sha256Hex(content) !== sha256) {
      log.warn({ snapshot: id }, 'a snapshot no longer has the hash it was stored with');
      return refuse('SNAPSHOT_DAMAGED', { number });
    }
    const names = await gathering.names(scope);
    if (!names) return refuse('NOT_FOUND');
    const stamp = { number, title, at, sha256, previousSha256, chainSha256 };
    return file(content, stamp, names, clock.dayOf(new Date(at)), format, by);
  };

  return {
    takeSnapshot,
    takeAutomatic,
    beforeRestore,
    listSnapshots,
    exportSnapshot,
    exportLedger: (ledger, format, by) => present({ ledger }, format, by),
    exportRound: (round, format, by) => present({ round }, format, by),
  };
}
