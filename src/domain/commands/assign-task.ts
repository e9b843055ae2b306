/** `assignTask`: the office has a department report on a task, or takes that back; the department then sees this row (W14). */
import * as v from 'valibot';
import { parseWith, rowId, type Command } from '#domain/commands/command.ts';
import { isId } from '#domain/ids.ts';
import { formatNamed } from '#domain/lists/named.ts';
import { mayAssign } from '#domain/permissions.ts';
import { accept, refuse } from '#domain/refusals.ts';

const schema = v.object({ row: rowId, organisation: v.nullable(v.custom<string>(isId)) });
export type AssignTask = v.InferOutput<typeof schema>;

export const assignTask: Command<AssignTask> = {
  name: 'assignTask',
  schema,
  parse: (input) => parseWith(schema, input),
  idsNeeded: () => 0,
  organisationOf: ({ organisation }) => organisation,
  decide: ({ row, organisation: wanted }, { index, actor, planPassed, organisation }) => {
    const allowed = mayAssign(actor, index.facts(row, planPassed));
    if (!allowed.ok) return allowed;
    const task = index.row(row);
    if (task?.list !== 'tasks') return refuse('NO_SUCH_ROW');
    if (wanted !== null && (organisation?.id !== wanted || organisation.kind !== 'department'))
      return refuse('BAD_REFERENCE', { field: 'organisation' });
    const assigned = wanted === null || organisation === null ? null : formatNamed(wanted, organisation.name);
    return accept({
      cells: assigned === task.assigned ? [] : [{ row, field: 'assigned', value: assigned }],
      value: { assigned: wanted },
    });
  },
};
