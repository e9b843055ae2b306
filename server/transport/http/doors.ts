/** The one table of doors: every path of the API with its permission. What is not here does not exist. */
import type { Door } from '#server/transport/http/door.ts';
import { administrationDoors } from '#server/transport/http/doors/administration.ts';
import { authenticationDoors } from '#server/transport/http/doors/authentication.ts';
import { openApiOf } from '#server/transport/http/description/openapi.ts';
import { departmentDoors } from '#server/transport/http/doors/departments.ts';
import { descriptionDoors } from '#server/transport/http/doors/description.ts';
import { historyDoors } from '#server/transport/http/doors/history.ts';
import { dictionaryDoors } from '#server/transport/http/doors/dictionaries.ts';
import { ledgerDoors } from '#server/transport/http/doors/ledgers.ts';
import { officeDoors } from '#server/transport/http/doors/office.ts';
import { operationDoors } from '#server/transport/http/doors/operations.ts';
import { roundDoors } from '#server/transport/http/doors/rounds.ts';
import { snapshotDoors } from '#server/transport/http/doors/snapshots.ts';

export const DOORS: readonly Door[] = [
  ...operationDoors,
  ...descriptionDoors(() => JSON.stringify(openApiOf(DOORS))),
  ...authenticationDoors,
  ...administrationDoors,
  ...officeDoors,
  ...dictionaryDoors,
  ...roundDoors,
  ...ledgerDoors,
  ...historyDoors,
  ...departmentDoors,
  ...snapshotDoors,
];

/** Paths that belong to the doors; everything else is a page. */
export const ownsPath = (path: string): boolean =>
  path === '/api' ||
  path.startsWith('/api/') ||
  DOORS.some((door) => !door.pattern.startsWith('/api/') && door.pattern === path);
