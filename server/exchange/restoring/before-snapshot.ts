/**
 * The snapshot of the moment before a restore (N6): made of the very state that the restoring command decides on, in its turn, and
 * written by its commit, so that nobody's edit can come between.
 */
import { createHash } from 'node:crypto';
import type { CompiledQuery } from 'kysely';
import type { LedgerId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Steps } from '#domain/steps.ts';
import { word } from '#messages/sentence.ts';
import { ledgerContent, type LedgerNames } from '#paper/content.ts';
import { canonicalPieces } from '#server/exchange/canonical.ts';
import type { Exporter } from '#server/exchange/exchange.contract.ts';
import type { DecidingRoom } from '#server/rooms/room.contract.ts';
import { nextInChain } from '#server/store/snapshot-links.ts';
import type { Store } from '#server/store/store.ts';

interface NumberedSnapshot {
  readonly id: string;
  readonly number: number;
}
export interface MadeBefore {
  /** null where nothing was written since there is none at all */
  readonly before: NumberedSnapshot | null;
  /** of the restore's own commit, in front of everything that names it */
  readonly statements: readonly CompiledQuery[];
}
/** With places to stop; the ledger does not change between them. Refusal: UNAVAILABLE. */
export type MakeBefore = (
  room: Pick<DecidingRoom, 'lists' | 'seq' | 'at' | 'writtenAt'>,
) => Steps<Outcome<MadeBefore>>;

export interface BeforeSources {
  readonly store: Store;
  readonly id: string;
  readonly names: LedgerNames;
  readonly by: Exporter;
  /** the ledger's last snapshot, which stays its last one until the restore is committed */
  readonly last: (NumberedSnapshot & { readonly sha256: string; readonly chain_hash: string }) | undefined;
  /** newest commit on disk, and whether anything was written up to it since the last snapshot */
  readonly head: { readonly seq: number; readonly at: string; readonly isWritten: boolean };
}

export function beforeSnapshot({ store, id, names, by, last, head }: BeforeSources): MakeBefore {
  return function* (room) {
    if (room.seq === head.seq && !head.isWritten) {
      const before = last ? { id: last.id, number: last.number } : null;
      return accept({ before, statements: [] });
    }
    const at = room.writtenAt ?? (room.seq === head.seq ? head.at : null);
    // the ledger was read anew between: who asks again finds it as it is
    if (at === null) return refuse('UNAVAILABLE');
    const lists = room.lists();
    yield;
    const pieces: Buffer[] = [];
    const hash = createHash('sha256');
    for (const text of canonicalPieces(ledgerContent(names, { lists, seq: room.seq, at }))) {
      const piece = Buffer.from(text);
      hash.update(piece);
      pieces.push(piece);
      yield;
    }
    const content = Buffer.concat(pieces);
    yield;
    const kept = nextInChain(last, {
      ...{ id, scope: 'ledger', ledger: names.ledger, round: null },
      ...{ title: word('snapshot_cause', 'restore', 'zh-CN'), reason: null, cause: 'restore' },
      ...{ person: by.person, at: room.at, seq: room.seq, sha256: hash.digest('hex') },
    });
    const insert = store.db.insertInto('snapshot').values({ ...kept, content });
    return accept({ before: { id, number: kept.number }, statements: [insert.compile()] });
  };
}

/** What a repeated restore is given: its first answer comes before anything is decided. */
export const nothingBefore: MakeBefore = function* () {
  yield;
  return accept({ before: null, statements: [] });
};

/** The newest commit of a ledger, and whether anything after `seq` changed a row: a new epoch is the same rows, damage given up is not. */
export async function readHead(
  { db }: Pick<Store, 'db'>,
  ledger: LedgerId,
  seq: number,
): Promise<BeforeSources['head']> {
  const newest = await db
    .selectFrom('log')
    .select(['seq', 'at'])
    .where('ledger', '=', ledger)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!newest) return { seq: 0, at: '', isWritten: false };
  const written = await db
    .selectFrom('log')
    .select('seq')
    .where('ledger', '=', ledger)
    .where('seq', '>', seq)
    .where('seq', '<=', newest.seq)
    .where('act', '<>', 'epoch')
    .limit(1)
    .executeTakeFirst();
  return { ...newest, isWritten: written !== undefined };
}
