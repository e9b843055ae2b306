/** The live rows of departments: what is assigned to each, told to those who watch as commits come in. Never opens a ledger. */
import type { LedgerId, OrganisationId } from '#domain/ids.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { ViewsParts } from '#server/views/views.ts';
import { onNewDay } from '#server/views/days.ts';
import { readDepartmentRows } from '#server/views/department-rows.ts';
import { createPace } from '#server/views/pace.ts';
import type { DepartmentViews } from '#server/views/views.contract.ts';

export function createDepartmentViews({
  store,
  rooms,
  today,
  report,
}: Omit<ViewsParts, 'dayOf'>): DepartmentViews {
  const { db } = store;
  /** ledgers of which a watched department was last shown rows: it must hear of their loss, too */
  const shownOf = new Map<OrganisationId, ReadonlySet<LedgerId>>();

  const current = (organisation: OrganisationId): Promise<DepartmentRows | undefined> =>
    readDepartmentRows(db, organisation, today());
  const pace = createPace<OrganisationId, DepartmentRows>({
    async read(organisation) {
      const rows = await current(organisation);
      if (rows) shownOf.set(organisation, new Set(rows.tasks.map((task) => task.ledger)));
      return rows;
    },
    report,
  });

  /** Departments that the ledger's current rows are assigned to, among those watched. */
  async function markAssigned(ledger: LedgerId, watched: readonly OrganisationId[]): Promise<void> {
    const assigned = await db
      .selectFrom('row_current')
      .select('assigned')
      .distinct()
      .where('assigned', 'in', watched)
      .where('ledger', '=', ledger)
      .execute();
    for (const row of assigned) pace.mark(row.assigned as OrganisationId);
  }

  const stopListening = rooms.onCommit(({ ledger }) => {
    const watched = pace.keys();
    if (watched.length === 0) return;
    const others: OrganisationId[] = [];
    for (const organisation of watched) {
      const shown = shownOf.get(organisation);
      if (!shown || shown.has(ledger)) pace.mark(organisation);
      else others.push(organisation);
    }
    if (others.length > 0) markAssigned(ledger, others).catch(report);
  });
  const stopDays = onNewDay(today, pace.markAll);

  return {
    current,
    watch(organisation, listener) {
      const stop = pace.watch(organisation, listener);
      return () => {
        stop();
        if (!pace.keys().includes(organisation)) shownOf.delete(organisation);
      };
    },
    close() {
      stopListening();
      stopDays();
      pace.close();
    },
  };
}
