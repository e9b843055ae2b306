/** Runs one governed command: parse, read what it needs, decide under the room's lock, write cells and records in one commit. */
import { createHash } from 'node:crypto';
import type { CompiledQuery } from 'kysely';
import { cellKey, textKey } from '#document/keys.ts';
import { cellsOf, readText } from '#document/ledger-doc.ts';
import type { CommandContext, CommandDecision, SavedMoment } from '#domain/commands/command.ts';
import { isCommandName, prepareCommand, type PreparedCommand } from '#domain/commands/registry.ts';
import { parseOpId, type LedgerId, type OpId, type PersonId } from '#domain/ids.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import { mayCommand } from '#domain/permissions.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { allAtOnce, type Steps } from '#domain/steps.ts';
import { earlierReviews, ledgerSettings, namedOrganisation } from '#server/commands/facts.ts';
import { LedgerQueue } from '#server/commands/ledger-queue.ts';
import { statementsOfAll } from '#server/commands/records.ts';
import { prepareFeedback, type PreparedFeedback } from '#server/exchange/feedback/document-record.ts';
import type { RestoreMoment, RestoringMoment } from '#server/exchange/restoring/saved-moments.ts';
import type { Committed, DecidingRoom, Decision, LongDecision, Rooms } from '#server/rooms/room.contract.ts';
import { inTurns } from '#server/rooms/turns.ts';
import type { Store } from '#server/store/store.ts';

export interface CommandParts {
  readonly store: Store;
  readonly rooms: Rooms;
  /** a fresh identifier of 16 characters */
  readonly ids: () => string;
  /** the person as the ledger sees them now; null without any reach */
  readonly actorFor: (person: PersonId, ledger: LedgerId) => Promise<LedgerActor | null>;
  /** what a snapshot that is to be written forward holds, and how the one of the moment before is made */
  readonly restoreMoment: RestoreMoment;
}

export interface CommandCall {
  readonly ledger: LedgerId;
  /** the person as this ledger saw them at the door; asked again when the command's turn has come */
  readonly actor: LedgerActor;
  readonly session: string;
  /** `{command, opId, …}` as it came from outside */
  readonly body: unknown;
}

export type CommandAnswer = Outcome<Committed & { readonly value: unknown }>;

interface ReadBefore {
  readonly context: Pick<CommandContext, 'parties' | 'closureChain' | 'reviews' | 'organisation' | 'ids'>;
  /** the import that the command names; its refusal waits for the decision, because a repeated opId is answered first */
  readonly feedback: Outcome<PreparedFeedback> | null;
  /** likewise of the snapshot that it names */
  readonly saved: Outcome<RestoringMoment> | null;
}

const sha256 = (content: string): string => createHash('sha256').update(content, 'utf8').digest('hex');

/** The name of the command in a body; empty where there is none. */
export const commandNameOf = (body: unknown): string => {
  const name: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'command') : undefined;
  return typeof name === 'string' ? name : '';
};

type HashedCommand = PreparedCommand & { readonly sha256: string };

/** SHA-256 in hex of the command's name and canonical input, as the room makes it of a short one. */
function* hashOf({ name, content }: PreparedCommand): Steps<string> {
  const hash = createHash('sha256').update(`${name}\n`);
  for (const piece of content) {
    hash.update(piece);
    yield;
  }
  return hash.digest('hex');
}

/** Identifiers made between two places to stop. */
const IDS_PER_STEP = 500;

function* freshIds(ids: () => string, count: number): Steps<readonly string[]> {
  const made: string[] = [];
  while (made.length < count) {
    made.push(ids());
    if (made.length % IDS_PER_STEP === 0) yield;
  }
  return made;
}

/** Split a body into the command's name, its opId and its input. */
async function parseBody(
  body: unknown,
): Promise<Outcome<{ readonly opId: OpId; readonly prepared: HashedCommand }>> {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return refuse('BAD_REQUEST', { field: '' });
  const { command, opId: given, ...input } = body as Record<string, unknown>;
  if (!isCommandName(command)) return refuse('BAD_REQUEST', { field: 'command' });
  const opId = parseOpId(given);
  if (!opId) return refuse('BAD_REQUEST', { field: 'opId' });
  const prepared = await inTurns(prepareCommand(command, input));
  if (!prepared.ok) return prepared;
  return accept({ opId, prepared: { ...prepared.value, sha256: await inTurns(hashOf(prepared.value)) } });
}

/** What a cell or text holds in the room's document now. */
function currentIn(doc: DecidingRoom['doc']): CommandContext['current'] {
  const cells = cellsOf(doc);
  return (key, prose) => {
    if (!prose) return cells.get(key) ?? null;
    const [row = '', field = ''] = key.split('/');
    return readText(doc, row, field);
  };
}

const QUEUES = new WeakMap<Rooms, LedgerQueue>();

/** One queue per ledger keeps what was read from SQL true until the decision. */
function queueOf(rooms: Rooms): LedgerQueue {
  const queue = QUEUES.get(rooms) ?? new LedgerQueue();
  QUEUES.set(rooms, queue);
  return queue;
}

async function readBefore(
  { store, ids }: CommandParts,
  { ledger, actor }: CommandCall,
  prepared: PreparedCommand,
): Promise<Outcome<Omit<ReadBefore, 'saved'>>> {
  const settings = await ledgerSettings(store, ledger);
  if (!settings) return refuse('NOT_FOUND');
  const reviews = prepared.reviewsOf === null ? [] : await earlierReviews(store, ledger, prepared.reviewsOf);
  const organisation =
    prepared.organisation === null ? null : await namedOrganisation(store, prepared.organisation);
  return accept({
    context: {
      ...settings,
      reviews,
      organisation,
      ids: await inTurns(freshIds(ids, prepared.idsNeeded)),
    },
    feedback:
      prepared.document === null ? null : await prepareFeedback(store.db, ledger, prepared.document, actor),
  });
}

/** A domain decision in the room's terms: keys instead of rows and fields, statements instead of records. */
function toRoom(
  { store }: CommandParts,
  call: CommandCall,
  before: ReadBefore,
  decision: CommandDecision,
  first: readonly CompiledQuery[],
): LongDecision<unknown> {
  const { ledger, actor } = call;
  const { cells, texts = [], records = [], value } = decision;
  const feedback = before.feedback?.ok ? before.feedback.value : null;
  return {
    cells: cells.map(({ row, field, member, value: written }) => ({
      key: cellKey(row, field, member),
      value: written,
    })),
    texts: texts.map(({ row, field, value: written }) => ({ key: textKey(row, field), value: written })),
    statements: function* (commit) {
      const recording = { db: store.db, ledger, person: actor.person, commit, feedback };
      return [...first, ...(yield* statementsOfAll(records, recording))];
    },
    value,
  };
}

/** What was decided with places to stop, as a command of one turn wants it. */
function inOneTurn(decided: Outcome<LongDecision<unknown>>): Outcome<Decision<unknown>> {
  if (!decided.ok) return decided;
  const { statements, ...decision } = decided.value;
  return accept({
    ...decision,
    ...(statements && { statements: (commit) => allAtOnce(statements(commit)) }),
  });
}

/** The saved moment with the snapshot of the state that stands now, and what its commit writes of that. */
function* withBefore(
  { makeBefore, ...saved }: RestoringMoment,
  room: DecidingRoom,
): Steps<Outcome<{ readonly moment: SavedMoment; readonly statements: readonly CompiledQuery[] }>> {
  const made = yield* makeBefore(room);
  if (!made.ok) return made;
  const { before, statements } = made.value;
  return accept({ moment: { ...saved, before }, statements });
}

async function runAlone(
  parts: CommandParts,
  call: CommandCall,
  opId: OpId,
  prepared: HashedCommand,
): Promise<CommandAnswer> {
  const read = await readBefore(parts, call, prepared);
  if (!read.ok) return read;
  const run = (saved: ReadBefore['saved']): Promise<CommandAnswer> =>
    decideAndWrite(parts, call, { opId, prepared, before: { ...read.value, saved } });
  const { ledger, actor } = call;
  if (prepared.snapshot === null) return run(null);
  return parts.restoreMoment({ ledger, actor, opId, ...prepared.snapshot }, run);
}

async function decideAndWrite(
  parts: CommandParts,
  call: CommandCall,
  {
    opId,
    prepared,
    before,
  }: { readonly opId: OpId; readonly prepared: HashedCommand; readonly before: ReadBefore },
): Promise<CommandAnswer> {
  // it may have waited behind others: the rights of this moment count
  const actor = await parts.actorFor(call.actor.person, call.ledger);
  if (actor === null) return refuse('FORBIDDEN');
  const still = mayCommand(actor, prepared.name);
  if (!still.ok) return still;
  const deciding = function* (room: DecidingRoom): Steps<Outcome<LongDecision<unknown>>> {
    if (before.feedback && !before.feedback.ok) return before.feedback;
    if (before.saved && !before.saved.ok) return before.saved;
    const { at, planPassed } = room;
    const lists = room.lists();
    yield;
    const index = indexLists(lists);
    yield;
    const saved = before.saved && (yield* withBefore(before.saved.value, room));
    if (saved && !saved.ok) return saved;
    const now = {
      lists,
      index,
      actor,
      at,
      planPassed,
      current: currentIn(room.doc),
      saved: saved?.value.moment ?? null,
      hash: sha256,
    };
    const decided = yield* prepared.decide({ ...before.context, ...now });
    return decided.ok
      ? accept(toRoom(parts, call, before, decided.value, saved?.value.statements ?? []))
      : decided;
  };
  return parts.rooms.command<unknown>(call.ledger, {
    opId,
    name: prepared.name,
    content: { sha256: prepared.sha256 },
    actor,
    session: call.session,
    decide: (room) => inOneTurn(allAtOnce(deciding(room))),
    // the snapshot before a restore is as large as the ledger, however little is restored
    ...((prepared.isLong || before.saved) && { long: deciding }),
  });
}

/**
 * Run the command of this body on the ledger. Same opId, same answer. Refusals: BAD_REQUEST, NOT_FOUND, UNAVAILABLE, those
 * of the command (docs/rules.md W), of the room and of the store.
 */
export async function runCommand(parts: CommandParts, call: CommandCall): Promise<CommandAnswer> {
  const allowed = mayCommand(call.actor, commandNameOf(call.body));
  if (!allowed.ok) return allowed;
  const parsed = await parseBody(call.body);
  if (!parsed.ok) return parsed;
  const { opId, prepared } = parsed.value;
  return queueOf(parts.rooms).run(call.ledger, () => runAlone(parts, call, opId, prepared));
}
