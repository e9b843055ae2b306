/** Gathers what is durably committed of a ledger or round into the content of an export. Never sees an unacknowledged edit. */
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerId } from '#domain/ids.ts';
import type { SnapshotScope } from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts } from '#server/exchange/exchange.parts.ts';
import {
  ledgerContent,
  ROUND_FORMAT,
  type ExportContent,
  type LedgerContent,
  type LedgerNames,
} from '#paper/content.ts';

/** What a scope is called, who runs it and how its rate is counted. */
export interface ScopeNames {
  readonly name: string;
  /** name of the office that runs the round */
  readonly office: string;
  readonly longTermOutOfRate: boolean;
}
export interface Gathered extends ScopeNames {
  readonly content: ExportContent;
  /** of a ledger its own sequence number, of a round the sum: it grows with every commit of any of them */
  readonly seq: number;
}

export function createGathering({ store, rooms }: Pick<ExchangeParts, 'store' | 'rooms'>) {
  const { db } = store;
  const named = () =>
    db
      .selectFrom('ledger')
      .innerJoin('round', 'round.id', 'ledger.round')
      .innerJoin('organisation', 'organisation.id', 'ledger.unit')
      .innerJoin('organisation as office', 'office.id', 'round.office')
      .select([
        'ledger.id as ledger',
        'organisation.name as unit',
        'round.id as round',
        'round.name as roundName',
        'round.settings',
        'office.name as office',
      ]);
  const roundNamed = (id: string) =>
    db
      .selectFrom('round')
      .innerJoin('organisation as office', 'office.id', 'round.office')
      .select(['round.id', 'round.name', 'round.settings', 'office.name as office'])
      .where('round.id', '=', id)
      .executeTakeFirst();

  const longTermOutOfRate = (settings: string): boolean => {
    const parsed: unknown = JSON.parse(settings);
    return typeof parsed === 'object' && parsed !== null && Reflect.get(parsed, 'longTermOutOfRate') === true;
  };

  /** The instant at which that was committed: the same content must have the same hash whenever it is asked for. */
  async function committedAt(ledger: string, seq: number): Promise<string> {
    const commit = await db
      .selectFrom('log')
      .select('at')
      .where('ledger', '=', ledger)
      .where('seq', '=', seq)
      .executeTakeFirst();
    if (commit) return commit.at;
    const made = db.selectFrom('ledger').select('created_at').where('id', '=', ledger);
    return (await made.executeTakeFirstOrThrow()).created_at;
  }

  async function one(names: LedgerNames): Promise<Outcome<LedgerContent>> {
    const committed = await rooms.committed(names.ledger as LedgerId);
    if (!committed.ok) return committed;
    const { lists, seq } = committed.value;
    return accept(ledgerContent(names, { lists, seq, at: await committedAt(names.ledger, seq) }));
  }

  async function ledger(id: string): Promise<Outcome<Gathered>> {
    const names = await named().where('ledger.id', '=', id).executeTakeFirst();
    if (!names) return refuse('NOT_FOUND');
    const content = await one(names);
    if (!content.ok) return content;
    return accept({
      content: content.value,
      seq: content.value.seq,
      name: `${names.roundName}-${names.unit}`,
      office: names.office,
      longTermOutOfRate: longTermOutOfRate(names.settings),
    });
  }

  async function round(id: string, wanted: AbortSignal | undefined): Promise<Outcome<Gathered>> {
    const found = await roundNamed(id);
    if (!found) return refuse('NOT_FOUND');
    const ledgers: LedgerContent[] = [];
    // one after the other: a round of hundreds of ledgers must not open them all at once
    for (const names of await named()
      .where('ledger.round', '=', id)
      .orderBy('organisation.name')
      .orderBy('ledger.id')
      .execute()) {
      if (wanted?.aborted) return refuse('UNAVAILABLE');
      const content = await one(names);
      if (!content.ok) return content;
      ledgers.push(content.value);
    }
    const seq = ledgers.reduce((sum, each) => sum + each.seq, 0);
    return accept({
      content: { format: ROUND_FORMAT, round: found.id, name: found.name, ledgers },
      seq,
      name: found.name,
      office: found.office,
      longTermOutOfRate: longTermOutOfRate(found.settings),
    });
  }

  /** A ledger with its bin: what a restore has to know, and no snapshot holds. */
  async function whole(id: string): Promise<Outcome<LedgerContent>> {
    const names = await named().where('ledger.id', '=', id).executeTakeFirst();
    if (!names) return refuse('NOT_FOUND');
    const committed = await rooms.committed(id as LedgerId);
    if (!committed.ok) return committed;
    const { lists, seq, at } = committed.value;
    return accept({ ...ledgerContent(names, { lists, seq, at }), ...lists });
  }

  /** What a kept snapshot needs beside its content. */
  async function names(scope: SnapshotScope): Promise<ScopeNames | null> {
    if ('ledger' in scope) {
      const found = await named().where('ledger.id', '=', scope.ledger).executeTakeFirst();
      return found
        ? {
            name: `${found.roundName}-${found.unit}`,
            office: found.office,
            longTermOutOfRate: longTermOutOfRate(found.settings),
          }
        : null;
    }
    const found = await roundNamed(scope.round);
    return found
      ? { name: found.name, office: found.office, longTermOutOfRate: longTermOutOfRate(found.settings) }
      : null;
  }

  return {
    /** `wanted`: aborted when nobody waits for it any more */
    of: (scope: SnapshotScope, wanted?: AbortSignal) =>
      'ledger' in scope ? ledger(scope.ledger) : round(scope.round, wanted),
    names,
    /** Undefined when there is no such ledger. */
    ledgerNames: (id: LedgerId): Promise<LedgerNames | undefined> =>
      named().where('ledger.id', '=', id).executeTakeFirst(),
    whole,
  };
}
