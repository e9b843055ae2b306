/** Read model of departments: the rows that the asker's departments report on, from SQL. */
import type { OrganisationId } from '#domain/ids.ts';
import { mayReadDepartment } from '#domain/permissions.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import type { DepartmentRows } from '#protocol/department.ts';
import type { Asker } from '#protocol/services.ts';
import type { ServiceParts } from '#server/services/parts.ts';

export function createDepartmentServices({ departments }: ServiceParts) {
  /** All of the asker's departments, or the one that is named: FORBIDDEN when it is not theirs. */
  async function departmentRows(
    asker: Asker,
    organisation?: string,
  ): Promise<Outcome<readonly DepartmentRows[]>> {
    if (organisation !== undefined) {
      const granted = mayReadDepartment(asker.memberships, organisation as OrganisationId);
      if (!granted.ok) return granted;
    }
    const own = asker.memberships
      .filter((held) => held.role === 'department')
      .map((held) => held.organisation)
      .filter((id) => organisation === undefined || id === organisation);
    const rows = await Promise.all([...new Set(own)].map((id) => departments.current(id)));
    return accept(rows.filter((each) => each !== undefined));
  }
  return { departmentRows };
}
