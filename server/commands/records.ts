/** Turns the records of a decision into SQL statements of the same commit. Decides nothing. */
import { sql, type CompiledQuery, type Kysely } from 'kysely';
import type { CommandRecord } from '#domain/commands/command.ts';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import type { Steps } from '#domain/steps.ts';
import {
  closeImport,
  feedbackStatements,
  type PreparedFeedback,
} from '#server/exchange/feedback/document-record.ts';
import { bytesOfRows, rowsIn, valueAt } from '#server/store/bulk.ts';
import type { Schema } from '#server/store/schema.ts';

export interface Recording {
  readonly db: Kysely<Schema>;
  readonly ledger: LedgerId;
  readonly person: PersonId;
  readonly commit: { readonly seq: number; readonly at: string };
  /** of the import that a `feedback` record names */
  readonly feedback: PreparedFeedback | null;
}

type Evidence = Extract<CommandRecord, { kind: 'evidence' }>;

/** Records beside which one statement for all of them is worth its while. */
const MANY_FROM = 20;

function* evidenceStatements(
  evidence: readonly Evidence[],
  { db, ledger, person, commit }: Recording,
): Steps<CompiledQuery[]> {
  const rows = evidence.map(({ id, row, title, number, note }) => [id, row, title, number, note]);
  const pieces = yield* bytesOfRows(rows);
  return pieces.map((bytes) =>
    sql`insert into evidence (id, ledger, row, kind, title, number, note, person, at, seq)
      select ${valueAt(0)}, ${ledger}, ${valueAt(1)}, 'described', ${valueAt(2)}, ${valueAt(3)}, ${valueAt(4)},
        ${person}, ${commit.at}, ${commit.seq}
      from ${rowsIn(bytes)}`.compile(db),
  );
}

/** The statements of all records of a decision, with places to stop. */
export function* statementsOfAll(
  records: readonly CommandRecord[],
  recording: Recording,
): Steps<CompiledQuery[]> {
  const evidence = records.filter((record) => record.kind === 'evidence');
  if (evidence.length < MANY_FROM) return records.flatMap((record) => statementsOf(record, recording));
  const others = records.filter((record) => record.kind !== 'evidence');
  return [
    ...(yield* evidenceStatements(evidence, recording)),
    ...others.flatMap((record) => statementsOf(record, recording)),
  ];
}

function statementsOf(record: CommandRecord, recording: Recording): CompiledQuery[] {
  const { db, ledger, person, commit } = recording;
  const of = { ledger, person, at: commit.at, seq: commit.seq };
  switch (record.kind) {
    case 'evidence': {
      const { id, row, title, number, note } = record;
      return [
        db
          .insertInto('evidence')
          .values({ ...of, id, row, kind: 'described', title, number, note })
          .compile(),
      ];
    }
    case 'review': {
      const { id, problem, loop, step, decision, opinion, organisation, contentHash } = record;
      return [
        db
          .insertInto('review')
          .values({
            ...of,
            id,
            problem,
            loop,
            step,
            decision,
            opinion,
            organisation,
            content_hash: contentHash,
          })
          .compile(),
      ];
    }
    case 'correction': {
      const { id, problem, oldText, newText, reason } = record;
      return [
        db
          .insertInto('correction')
          .values({ ...of, id, problem, old_text: oldText, new_text: newText, reason })
          .compile(),
      ];
    }
    case 'binned':
      return [
        db
          .insertInto('bin')
          .values({ ...of, row: record.row, list: record.list })
          .compile(),
      ];
    case 'unbinned':
      return [db.deleteFrom('bin').where('ledger', '=', ledger).where('row', '=', record.row).compile()];
    case 'restored': {
      const { snapshot, before, reason } = record;
      return [
        db
          .insertInto('restoration')
          .values({ ...of, snapshot, before, reason })
          .compile(),
      ];
    }
    case 'imported':
      return [closeImport(db, record.import, commit.seq)];
    case 'feedback': {
      if (!recording.feedback) throw new Error(`import ${record.import} was not read before it is recorded`);
      return [...feedbackStatements(db, recording.feedback, { ...of, id: record.id, rows: record.rows })];
    }
  }
}
