/** How far a person has looked at a ledger: one number, for themselves alone (rule H7). */
import { sql } from 'kysely';
import type { LedgerId, PersonId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Store } from '#server/store/store.ts';

export interface LastSeen {
  /** `seq` null: the newest commit. Never goes back; answers where it stands. `BAD_REQUEST` beyond the newest commit. */
  readonly mark: (ledger: LedgerId, person: PersonId, seq: number | null) => Promise<Outcome<number>>;
}

export function createLastSeen(store: Store): LastSeen {
  const { db } = store;
  const standing = (ledger: LedgerId, person: PersonId) =>
    db
      .selectFrom('last_seen')
      .select('seq')
      .where('person', '=', person)
      .where('ledger', '=', ledger)
      .executeTakeFirst();

  return {
    mark: async (ledger, person, wanted) => {
      const head = await db.selectFrom('ledger').select('seq').where('id', '=', ledger).executeTakeFirst();
      if (!head) return refuse('NOT_FOUND');
      const seq = wanted ?? head.seq;
      if (seq > head.seq) return refuse('BAD_REQUEST', { field: 'seq' });
      const before = await standing(ledger, person);
      if (before && before.seq >= seq) return accept(before.seq);
      if (store.readOnly !== null) return refuse('STORE_READ_ONLY');
      const marked = db
        .insertInto('last_seen')
        .values({ person, ledger, seq })
        .onConflict((conflict) =>
          conflict
            .columns(['person', 'ledger'])
            .doUpdateSet({ seq: sql<number>`max(last_seen.seq, excluded.seq)` }),
        );
      const [result] = await store.commit([[marked.compile()]]);
      return result?.ok ? accept(seq) : refuse('CONFLICT');
    },
  };
}
