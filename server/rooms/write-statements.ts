/** An applied change as the statements of its commit: log, changes, bindings, the op with its answer, and a command's records. */
import type { CompiledQuery, Kysely } from 'kysely';
import { resultText, type OpAnswer } from '#server/rooms/op-book.ts';
import { bindingStatement, changesOf, logStatements, opStatement } from '#server/rooms/records.ts';
import { accept, refuse } from '#domain/refusals.ts';
import type { Answered, EditResult, Write } from '#server/rooms/room.parts.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { Schema } from '#server/store/schema.ts';

export interface WritePlace {
  readonly ledger: string;
  readonly epoch: number;
  readonly seq: number;
  readonly at: string;
  readonly commitNo: number;
  readonly prevHash: string;
}

/** As whom somebody writes: kept in the log as it is at this moment. */
export const standingOf = ({ person, name, roles, organisations }: LedgerActor) => ({
  person,
  name,
  role: roles.join(','),
  organisation: organisations.join(','),
});

/** How a write ended, as the answer of a command. */
export const outcomeOf = <T>(result: EditResult, value: T): Answered<T> => {
  if (result.ok) return accept({ ...result.committed, value });
  return 'dropped' in result ? refuse('UNAVAILABLE') : result.refusal;
};

/** What is answered to whoever sends the same op again. */
export function answerTo(
  write: Write,
  at: { readonly seq: number; readonly at: string; readonly hash: string },
): OpAnswer {
  const { person, superseded, value } = write;
  return { person, contentHash: write.op?.contentHash ?? '', ...at, superseded, value };
}

/** Answers the new head of the chain, too. */
export function writeStatements(
  db: Kysely<Schema>,
  place: WritePlace,
  write: Write,
): { readonly hash: string; readonly statements: readonly CompiledQuery[] } {
  const { ledger, epoch, seq, at } = place;
  const { applied, op, person } = write;
  const entry = {
    commit_no: place.commitNo,
    ledger,
    seq,
    epoch,
    at,
    person,
    role: write.role,
    session: write.session,
    op_id: op?.id ?? null,
    act: write.act,
    update_bytes: applied.update,
    prev_hash: place.prevHash,
    name: write.name,
    organisation: write.organisation,
  };
  const changes = write.changes ?? changesOf(applied.cells, applied.texts);
  const { hash, statements } = logStatements(db, { entry, changes });
  const more = write.newClients.map(({ client, binding }) =>
    bindingStatement(db, { ledger, epoch, client_id: client, person: binding.person, page_id: binding.page }),
  );
  if (op) {
    const result = resultText(answerTo(write, { seq, at, hash }));
    more.push(opStatement(db, { ledger, op_id: op.id, person, content_hash: op.contentHash, seq, result }));
  }
  return { hash, statements: [...statements, ...more, ...write.statements] };
}
