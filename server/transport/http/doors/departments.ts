/** The door of departments: the rows that they report on, and nothing else of any ledger. */
import { accept } from '#domain/refusals.ts';
import type { Door } from '#server/transport/http/door.ts';
import { door } from '#server/transport/http/make-door.ts';
import { reportsOnRows } from '#server/transport/http/permits.ts';
import { items } from '#server/transport/http/reply.ts';

export const departmentDoors: readonly Door[] = [
  door('GET', '/api/department/rows', reportsOnRows, null, async (knock, asker) => {
    const organisation = knock.query.get('organisation') ?? undefined;
    const rows = await knock.parts.services.departmentRows(asker, organisation);
    return rows.ok ? accept(items(rows.value)) : rows;
  }),
];
