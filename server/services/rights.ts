/** The one place where a request's rights on a round or ledger are looked up: doors and pages ask here, permissions.ts decides. */
import type { PersonId } from '#domain/ids.ts';
import type { Directory } from '#server/access/directory.ts';
import { mayOpenLedger, mayReadDepartment, mayWatchRound, type RoundParties } from '#domain/permissions.ts';
import { accept, refuse, type Outcome, type Verdict } from '#domain/refusals.ts';
import { actorFor, type LedgerActor, type LedgerParties, type Membership } from '#domain/roles.ts';
import type { Asker } from '#protocol/services.ts';
import type { MayWatch, MayWatchDepartment } from '#server/views/views.contract.ts';
import type { Store } from '#server/store/store.ts';

export interface LedgerReach {
  readonly actor: LedgerActor;
  readonly parties: LedgerParties;
}

const isOfDepartment = (asker: Asker): boolean =>
  asker.memberships.some((held) => held.role === 'department');

export type Rights = ReturnType<typeof createRights>;

/** Whose an import is. */
export interface ImportOwner {
  readonly ledger: string;
  readonly person: PersonId;
}

export function createRights(store: Store, directory: Directory) {
  /** `NOT_FOUND`, `FORBIDDEN` (nothing of theirs reaches it), or what the verdict says. */
  async function ledger(
    asker: Asker,
    id: string,
    verdict: (actor: LedgerActor) => Verdict = mayOpenLedger,
  ): Promise<Outcome<LedgerReach>> {
    const [parties] = await directory.parties({ ledger: id });
    if (!parties) return refuse('NOT_FOUND');
    const actor = await directory.actorOn(asker, parties);
    if (!actor) return refuse(isOfDepartment(asker) ? 'DEPARTMENT_ROWS_ONLY' : 'FORBIDDEN');
    const opened = mayOpenLedger(actor);
    if (!opened.ok) return opened;
    const decided = verdict(actor);
    return decided.ok ? accept({ actor, parties }) : decided;
  }

  /** Whoever may give commands in the ledger: those who open it, and departments for their rows (P12). */
  async function commands(asker: Asker, id: string): Promise<Outcome<LedgerReach>> {
    const opened = await ledger(asker, id);
    if (opened.ok || opened.code !== 'DEPARTMENT_ROWS_ONLY') return opened;
    const [parties] = await directory.parties({ ledger: id });
    const actor = parties && (await directory.actorOn(asker, parties));
    return actor ? accept({ actor, parties }) : opened;
  }

  async function round(
    asker: Asker,
    id: string,
    verdict: (memberships: readonly Membership[], round: RoundParties) => Verdict = mayWatchRound,
  ): Promise<Outcome<RoundParties>> {
    const parties = await directory.roundParties(id);
    if (!parties) return refuse('NOT_FOUND');
    const decided = verdict(asker.memberships, parties);
    return decided.ok ? accept(parties) : decided;
  }

  /** The ledgers (of a round, or all) that the asker may open whole. */
  async function openLedgers(asker: Asker, of: { readonly round?: string }): Promise<readonly LedgerReach[]> {
    const open: LedgerReach[] = [];
    for (const parties of await directory.parties(of)) {
      // what a department reports on opens no ledger, so nobody asks for it here
      const actor = actorFor(asker.person, asker.name, asker.memberships, parties);
      if (actor && mayOpenLedger(actor).ok) open.push({ actor, parties });
    }
    return open;
  }

  /** A4: the ledgers of a round whose figures this person watches; for the live views, asked again when rights change. */
  const watchable: MayWatch = async (person, id) => {
    const asker = await directory.asker(person, '');
    if (!asker) return refuse('SESSION_ENDED');
    const granted = await round(asker, id);
    if (!granted.ok) return granted;
    return accept(new Set((await openLedgers(asker, { round: id })).map((reach) => reach.parties.ledger)));
  };

  /** P12: the rows of a department are watched by its own people. */
  const watchesDepartment: MayWatchDepartment = async (person, organisation) => {
    const asker = await directory.asker(person, '');
    return asker === null ? refuse('SESSION_ENDED') : mayReadDepartment(asker.memberships, organisation);
  };

  /** The ledger that an import belongs to, and who uploaded it. */
  async function importOf(id: string): Promise<Outcome<ImportOwner>> {
    const found = await store.db
      .selectFrom('import')
      .select(['ledger', 'person'])
      .where('id', '=', id)
      .executeTakeFirst();
    return found ? accept({ ledger: found.ledger, person: found.person as PersonId }) : refuse('NOT_FOUND');
  }

  async function scopeOfSnapshot(
    id: string,
  ): Promise<Outcome<{ readonly ledger: string } | { readonly round: string }>> {
    const found = await store.db
      .selectFrom('snapshot')
      .select(['scope', 'ledger', 'round'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (found?.scope === 'ledger' && found.ledger !== null) return accept({ ledger: found.ledger });
    if (found?.scope === 'round' && found.round !== null) return accept({ round: found.round });
    return refuse('NOT_FOUND');
  }

  return {
    ledger,
    commands,
    round,
    openLedgers,
    watchable,
    watchesDepartment,
    importOf,
    scopeOfSnapshot,
  };
}
