/** An applied change as its part of a commit: log with the answer to its op, changes, bindings, and a command's records. */
import type { Kysely } from 'kysely';
import type { CommitPart } from '#server/rooms/commit-part.ts';
import { answerText, type OpAnswer } from '#server/rooms/op-book.ts';
import { changesOf, writeBinding, writeLog } from '#server/rooms/records.ts';
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

/** Answers the new head of the chain. */
export function writeInto(part: CommitPart, db: Kysely<Schema>, place: WritePlace, write: Write): string {
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
    content_hash: op?.contentHash ?? null,
    answer: op ? answerText(write) : null,
  };
  const changes = write.changes ?? changesOf(applied.cells, applied.texts);
  const hash = writeLog(part, db, { entry, changes });
  for (const { client, binding } of write.newClients)
    writeBinding(part, { ledger, epoch, client_id: client, person: binding.person, page_id: binding.page });
  part.add(write.statements);
  return hash;
}
