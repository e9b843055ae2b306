/** The implementation of `Services`: everything a page load may read, each answer behind the rights of the asker. */
import type { Asker, Services } from '#protocol/services.ts';
import { createAdministrationServices } from '#server/services/administration.ts';
import { createDepartmentServices } from '#server/services/departments.ts';
import { createDictionaryServices } from '#server/services/dictionaries.ts';
import { createFigureRowServices } from '#server/services/figure-rows.ts';
import { createHistoryServices } from '#server/services/history.ts';
import { createLedgerServices } from '#server/services/ledgers.ts';
import type { ServiceParts } from '#server/services/parts.ts';
import { createRecordServices } from '#server/services/records.ts';
import { createRoundServices } from '#server/services/rounds.ts';

export interface ServicesParts extends ServiceParts {
  readonly demo: Services['demo'];
  readonly setupNeeded: () => Promise<boolean>;
  readonly asker: (headers: Headers) => Promise<Asker | null>;
}

export function createServices(parts: ServicesParts): Services {
  const rounds = createRoundServices(parts);
  return {
    demo: parts.demo,
    setupNeeded: parts.setupNeeded,
    asker: parts.asker,
    ...rounds,
    ...createFigureRowServices(parts, rounds.overview),
    ...createLedgerServices(parts),
    ...createHistoryServices(parts),
    ...createRecordServices(parts),
    ...createDepartmentServices(parts),
    ...createAdministrationServices(parts),
    ...createDictionaryServices(parts),
  };
}
