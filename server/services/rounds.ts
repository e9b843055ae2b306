/** Read models of rounds: which of them a person sees, what they name, and their ledgers. */
import type { Selectable } from 'kysely';
import { mayManageRound, mayWatchRound, type RoundParties } from '#domain/permissions.ts';
import type { RoundId } from '#domain/ids.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Overview } from '#protocol/overview.ts';
import type { Asker, LedgerSummary, RoundDetail, RoundSettings, RoundSummary } from '#protocol/services.ts';
import { ledgerSummaries } from '#server/services/ledgers.ts';
import { organisationsById, type ServiceParts } from '#server/services/parts.ts';
import type { RoundTable } from '#server/store/schema.ts';

export function createRoundServices(parts: ServiceParts) {
  const { store, directory, rights } = parts;

  async function summary(
    asker: Asker,
    row: Selectable<RoundTable>,
    named: RoundParties,
    units: number,
  ): Promise<RoundSummary> {
    const offices = await organisationsById(store, [row.office]);
    return {
      id: row.id as RoundId,
      name: row.name,
      mode: row.mode,
      officeName: offices.get(row.office)?.name ?? '',
      startsOn: row.starts_on,
      focusEndsOn: row.focus_ends_on,
      settings: JSON.parse(row.settings) as RoundSettings,
      units,
      endedAt: row.ended_at,
      mayManage: mayManageRound(asker.memberships, named).ok,
      mayWatch: mayWatchRound(asker.memberships, named).ok,
    };
  }

  /** Rounds that the asker manages or watches, or in which a ledger opens to them; newest first, ended ones after all others. */
  async function rounds(asker: Asker): Promise<readonly RoundSummary[]> {
    const rows = await store.db
      .selectFrom('round')
      .selectAll()
      .orderBy(({ eb }) => eb('ended_at', 'is not', null))
      .orderBy('starts_on', 'desc')
      .orderBy('id')
      .execute();
    const open = await rights.openLedgers(asker, {});
    const found: RoundSummary[] = [];
    for (const row of rows) {
      const named = await directory.roundParties(row.id);
      if (!named) continue;
      const all = await directory.parties({ round: row.id });
      const reached = await summary(asker, row, named, all.length);
      if (reached.mayManage || reached.mayWatch || open.some((reach) => reach.parties.round === row.id))
        found.push(reached);
    }
    return found;
  }

  async function round(asker: Asker, id: string): Promise<Outcome<RoundDetail>> {
    const open = await rights.openLedgers(asker, { round: id });
    const granted = await rights.round(asker, id, (held, named) => {
      const watch = mayWatchRound(held, named);
      const manage = mayManageRound(held, named);
      return watch.ok || (!manage.ok && open.length === 0) ? watch : { ok: true };
    });
    if (!granted.ok) return granted;
    const named = granted.value;
    const row = await store.db.selectFrom('round').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
    const all = await directory.parties({ round: id });
    const manages = mayManageRound(asker.memberships, named).ok;
    const ledgers: readonly LedgerSummary[] = await ledgerSummaries(
      parts,
      manages ? all : open.map((reach) => reach.parties),
      new Set(open.map((reach) => reach.parties.ledger)),
    );
    const organisations = await organisationsById(store, [...named.teams, ...named.supervisors]);
    const views = (ids: readonly string[]) =>
      ids.map((each) => organisations.get(each)).filter((view) => view !== undefined);
    return accept({
      ...(await summary(asker, row, named, all.length)),
      teams: views(named.teams),
      supervisors: views(named.supervisors),
      ledgers,
    });
  }

  /** A4: of the round's ledgers those that open to the asker, totals of those only. */
  async function overview(asker: Asker, id: string): Promise<Outcome<Overview>> {
    const granted = await rights.round(asker, id);
    if (!granted.ok) return granted;
    const open = await rights.openLedgers(asker, { round: id });
    const view = await parts.views.overview(
      id as RoundId,
      new Set(open.map((reach) => reach.parties.ledger)),
    );
    return view ? accept(view) : refuse('NOT_FOUND');
  }

  return { rounds, round, overview };
}
