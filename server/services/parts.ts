/** What the read models are built from. */
import type { Directory } from '#server/access/directory.ts';
import type { LedgerId, OrganisationId } from '#domain/ids.ts';
import type { Figures } from '#domain/projections/figures.ts';
import type { OrganisationView, Overview } from '#protocol/services.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import type { Rights } from '#server/services/rights.ts';
import type { Store } from '#server/store/store.ts';

export interface ServiceParts {
  readonly store: Store;
  readonly rooms: Rooms;
  readonly directory: Directory;
  readonly rights: Rights;
  /** figures of ledgers as of the last commit and of today */
  readonly figures: (ledgers: readonly LedgerId[]) => Promise<ReadonlyMap<LedgerId, Figures>>;
  /** the live view of a round over these ledgers */
  readonly overview: (round: string, ledgers: readonly LedgerId[]) => Promise<Overview>;
  /** YYYY-MM-DD where the installation is */
  readonly today: () => string;
  readonly auditPageRows: number;
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
