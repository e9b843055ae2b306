/** Read models of what stands beside the rows: evidence, reviews, corrections, the bin, feedback documents and snapshots. */
import type { OrganisationId, PersonId, RoundId, RowId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type {
  Asker,
  FeedbackView,
  ImportPreview,
  RowRecords,
  SnapshotAmongOthers,
  SnapshotView,
} from '#protocol/services.ts';
import type { ServiceParts } from '#server/services/parts.ts';
import { mayExportRound } from '#domain/permissions.ts';
import { mayHandleImport, mayImportLedger } from '#domain/permissions-of-imports.ts';

/** Records shown of one ledger at most, newest first. */
const RECORDS_MAX = 2_000;
const BIN_TITLE_LENGTH = 60;
/** Read files that wait to be written, shown of one ledger. */
const WAITING_IMPORTS_MAX = 20;

/** What a deleted row is called in the bin: its code, else the beginning of its text. */
function titleOf(cells: string | null, text: string | null): string {
  const read: unknown = cells === null ? null : JSON.parse(cells);
  const cell = (key: string): string => {
    const value: unknown = typeof read === 'object' && read !== null ? Reflect.get(read, key) : null;
    return typeof value === 'string' ? value : '';
  };
  return [cell('code'), (cell('original') || text || '').slice(0, BIN_TITLE_LENGTH)]
    .filter((part) => part !== '')
    .join(' ');
}

export function createRecordServices(parts: ServiceParts) {
  const { store, rights, exchange } = parts;
  const { db } = store;

  async function records(asker: Asker, ledger: string, row: string | null): Promise<Outcome<RowRecords>> {
    const granted = await rights.ledger(asker, ledger);
    if (!granted.ok) return granted;
    const evidence = await db
      .selectFrom('evidence')
      .innerJoin('person', 'person.id', 'evidence.person')
      .select([
        'evidence.id',
        'evidence.row',
        'evidence.kind',
        'evidence.title',
        'evidence.number',
        'evidence.note',
        'person.name as by',
        'evidence.at',
      ])
      .where('evidence.ledger', '=', ledger)
      .$if(row !== null, (query) => query.where('evidence.row', '=', row))
      .orderBy('evidence.at', 'desc')
      .limit(RECORDS_MAX)
      .execute();
    const reviews = await db
      .selectFrom('review')
      .innerJoin('person', 'person.id', 'review.person')
      .leftJoin('organisation', 'organisation.id', 'review.organisation')
      .select([
        'review.id',
        'review.problem',
        'review.loop',
        'review.step',
        'review.decision',
        'review.opinion',
        'person.name as by',
        'organisation.name as organisation',
        'review.organisation as voice',
        'review.at',
      ])
      .where('review.ledger', '=', ledger)
      .$if(row !== null, (query) => query.where('review.problem', '=', row))
      .orderBy('review.at', 'desc')
      .orderBy('review.seq', 'desc')
      .limit(RECORDS_MAX)
      .execute();
    const corrections = await db
      .selectFrom('correction')
      .innerJoin('person', 'person.id', 'correction.person')
      .select([
        'correction.id',
        'correction.old_text as oldText',
        'correction.new_text as newText',
        'correction.reason',
        'person.name as by',
        'correction.at',
      ])
      .where('correction.ledger', '=', ledger)
      .$if(row !== null, (query) => query.where('correction.problem', '=', row))
      .orderBy('correction.at', 'desc')
      .limit(RECORDS_MAX)
      .execute();
    const bin = await db
      .selectFrom('bin')
      .innerJoin('person', 'person.id', 'bin.person')
      .leftJoin('row_current', (join) =>
        join.onRef('row_current.ledger', '=', 'bin.ledger').onRef('row_current.row', '=', 'bin.row'),
      )
      .leftJoin('row_text', (join) =>
        join
          .onRef('row_text.ledger', '=', 'bin.ledger')
          .onRef('row_text.row', '=', 'bin.row')
          .on('row_text.field', 'in', ['cause', 'measure']),
      )
      .select(['bin.row', 'bin.list', 'person.name as by', 'bin.at', 'row_current.cells', 'row_text.text'])
      .where('bin.ledger', '=', ledger)
      .orderBy('bin.at', 'desc')
      .limit(RECORDS_MAX)
      .execute();
    return accept({
      evidence: evidence.map((each) => ({ ...each, row: each.row as RowId })),
      reviews: reviews.map((each) => ({
        ...each,
        problem: each.problem as RowId,
        organisation: each.organisation ?? '',
        voice: each.voice as OrganisationId | null,
      })),
      corrections,
      bin: bin.map(({ cells, text, ...each }) => ({
        ...each,
        row: each.row as RowId,
        title: titleOf(cells, text),
      })),
    });
  }

  async function feedback(asker: Asker, ledger: string): Promise<Outcome<readonly FeedbackView[]>> {
    const granted = await rights.ledger(asker, ledger);
    return granted.ok ? accept(await exchange.feedbackOf(granted.value.parties.ledger)) : granted;
  }

  /** Snapshots of a ledger for whoever opens it; of a round for whoever reads all of it. */
  async function snapshots(
    asker: Asker,
    scope: { readonly ledger?: string; readonly round?: string },
  ): Promise<Outcome<readonly SnapshotView[]>> {
    if (scope.ledger !== undefined) {
      const granted = await rights.ledger(asker, scope.ledger);
      return granted.ok
        ? accept(await exchange.listSnapshots({ ledger: granted.value.parties.ledger }))
        : granted;
    }
    if (scope.round === undefined) return refuse('BAD_REQUEST');
    const granted = await rights.round(asker, scope.round, mayExportRound);
    return granted.ok ? accept(await exchange.listSnapshots({ round: scope.round as RoundId })) : granted;
  }

  async function snapshot(asker: Asker, id: string): Promise<Outcome<SnapshotAmongOthers>> {
    const scope = await rights.scopeOfSnapshot(id);
    if (!scope.ok) return scope;
    const all = await snapshots(asker, scope.value);
    if (!all.ok) return all;
    const found = all.value.find((one) => one.id === id);
    if (!found) return refuse('NOT_FOUND');
    return accept({
      snapshot: found,
      scope: scope.value,
      others: all.value.filter((one) => one.id !== id),
    });
  }

  async function importPreview(asker: Asker, id: string): Promise<Outcome<ImportPreview>> {
    const owner = await rights.importOf(id);
    if (!owner.ok) return owner;
    const { ledger, person } = owner.value;
    const granted = await rights.ledger(asker, ledger, (actor) => mayHandleImport(actor, person));
    return granted.ok ? exchange.readPreview(id) : granted;
  }

  async function waitingImports(asker: Asker, ledger: string) {
    const granted = await rights.ledger(asker, ledger, mayImportLedger);
    if (!granted.ok) return granted;
    const { actor } = granted.value;
    const rows = await db
      .selectFrom('import')
      .innerJoin('person', 'person.id', 'import.person')
      .select(['import.id', 'import.name', 'import.person', 'person.name as by', 'import.at'])
      .where('import.ledger', '=', ledger)
      .where('import.state', '=', 'open')
      .orderBy('import.at', 'desc')
      .limit(WAITING_IMPORTS_MAX)
      .execute();
    return accept(
      rows
        .filter((row) => mayHandleImport(actor, row.person as PersonId).ok)
        .map(({ id, name, by, at }) => ({ id, name, by, at })),
    );
  }

  return { records, feedback, snapshots, snapshot, importPreview, waitingImports };
}
