/** The record of an issued feedback document: its bytes, and its paragraphs with spans that lead to rows and back. */
import type { CompiledQuery, Kysely } from 'kysely';
import { mayHandleImport } from '#domain/permissions-of-imports.ts';
import { accept, GRANTED, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { FeedbackParagraph } from '#protocol/services.ts';
import type { PersonId, RowId } from '#domain/ids.ts';
import type { Schema } from '#server/store/schema.ts';
import { parseStored } from '#server/exchange/stored-preview.ts';

/** Read before the room is locked, so that the decision can stay synchronous. */
export interface PreparedFeedback {
  readonly import: string;
  /** what the rows of the command become, by code */
  readonly paragraphs: (rows: Readonly<Record<string, RowId>>) => readonly FeedbackParagraph[];
}

/** Refusals: NOT_FOUND (no such import of this ledger), FORBIDDEN (somebody else's, P8), IMPORT_APPLIED. */
export async function prepareFeedback(
  db: Kysely<Schema>,
  ledger: string,
  id: string,
  actor?: LedgerActor,
): Promise<Outcome<PreparedFeedback>> {
  const row = await db
    .selectFrom('import')
    .select(['preview', 'state', 'person'])
    .where('id', '=', id)
    .where('ledger', '=', ledger)
    .executeTakeFirst();
  if (!row) return refuse('NOT_FOUND');
  const handled = actor ? mayHandleImport(actor, row.person as PersonId) : GRANTED;
  if (!handled.ok) return handled;
  if (row.state !== 'open') return refuse('IMPORT_APPLIED');
  return accept({
    import: id,
    paragraphs: (rows) => {
      const { paragraphs, problems } = parseStored(row.preview);
      return paragraphs.map(({ n, text, level }) => ({
        n,
        text,
        level,
        spans: problems
          .flatMap((problem) =>
            problem.anchors
              .filter((anchor) => anchor.paragraph === n)
              .map(({ from, to }) => ({ from, to, row: rows[problem.code] ?? null, code: problem.code })),
          )
          .sort((a, b) => a.from - b.from || a.to - b.to),
      }));
    },
  });
}

/** An import is applied once. */
export const closeImport = (db: Kysely<Schema>, id: string, seq: number): CompiledQuery =>
  db.updateTable('import').set({ state: 'applied', applied_seq: seq }).where('id', '=', id).compile();

/** For the transaction of `issueFeedback`: keeps the document and closes the import. */
export function feedbackStatements(
  db: Kysely<Schema>,
  prepared: PreparedFeedback,
  issued: {
    readonly id: string;
    readonly ledger: string;
    readonly person: string;
    readonly seq: number;
    readonly at: string;
    readonly rows: Readonly<Record<string, RowId>>;
  },
): readonly CompiledQuery[] {
  const { id, ledger, person, seq, at, rows } = issued;
  const document = db
    .insertInto('feedback_document')
    .columns(['id', 'ledger', 'name', 'media_type', 'sha256', 'bytes', 'paragraphs', 'person', 'at', 'seq'])
    .expression((query) =>
      query
        .selectFrom('import')
        .select(({ val, ref }) => [
          val(id).as('id'),
          val(ledger).as('ledger'),
          ref('name').as('name'),
          ref('media_type').as('media_type'),
          ref('sha256').as('sha256'),
          ref('bytes').as('bytes'),
          val(JSON.stringify(prepared.paragraphs(rows))).as('paragraphs'),
          val(person).as('person'),
          val(at).as('at'),
          val(seq).as('seq'),
        ])
        .where('import.id', '=', prepared.import),
    );
  return [document.compile(), closeImport(db, prepared.import, seq)];
}
