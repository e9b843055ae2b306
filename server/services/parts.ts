/** What the read models are built from. */
import type { Directory } from '#server/access/directory.ts';
import type { OrganisationId } from '#domain/ids.ts';
import type { Bounds } from '#protocol/bounds.ts';
import type { OrganisationView } from '#protocol/services.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import type { Rights } from '#server/services/rights.ts';
import type { History } from '#server/history/history.contract.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import type { DepartmentViews, Views } from '#server/views/views.contract.ts';
import type { Store } from '#server/store/store.ts';

export interface ServiceParts {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly directory: Directory;
  readonly rights: Rights;
  readonly views: Pick<Views, 'figures' | 'overview'>;
  readonly departments: Pick<DepartmentViews, 'current'>;
  readonly exchange: Pick<Exchange, 'feedbackOf' | 'listSnapshots' | 'readPreview'>;
  readonly history: Pick<History, 'askedBy'>;
  /** YYYY-MM-DD where the installation is */
  readonly today: () => string;
  /** the calendar day there of an instant */
  readonly dayOf: (at: Date) => string;
  readonly auditPageRows: number;
  readonly bounds: () => Bounds;
}

/** Names of organisations by id; unknown ids are left out. */
export async function organisationsById(
  store: Store,
  ids: readonly (string | null)[],
): Promise<ReadonlyMap<string, OrganisationView>> {
  const wanted = [...new Set(ids.filter((id) => id !== null))];
  if (wanted.length === 0) return new Map();
  const rows = await store.db
    .selectFrom('organisation')
    .select(['id', 'name', 'kind'])
    .where('id', 'in', wanted)
    .execute();
  return new Map(
    rows.map((row) => [row.id, { id: row.id as OrganisationId, name: row.name, kind: row.kind }]),
  );
}
