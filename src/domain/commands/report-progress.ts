/** `reportProgress`: a department writes the progress of a task that is assigned to it, asked the same as typing (W15). */
import * as v from 'valibot';
import { checkTexts } from '#domain/commands/check-intents.ts';
import { parseWith, rowId, type Command } from '#domain/commands/command.ts';
import { fieldOf } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import { mayReportProgress } from '#domain/permissions.ts';
import { accept, refuse } from '#domain/refusals.ts';

const FIELD = 'progress';
/** `base`: the text that the writer saw, when they care that nobody wrote meanwhile */
const schema = v.object({ row: rowId, progress: v.string(), base: v.optional(v.string()) });
export type ReportProgress = v.InferOutput<typeof schema>;

export const reportProgress: Command<ReportProgress> = {
  name: 'reportProgress',
  schema,
  parse: (input) => {
    const parsed = parseWith(schema, input);
    if (!parsed.ok) return parsed;
    const checked = checkValue(fieldOf('tasks', FIELD)!, parsed.value.progress);
    return checked.ok ? parsed : checked;
  },
  idsNeeded: () => 0,
  decide: ({ row, progress, base }, { lists, index, actor, planPassed }) => {
    const allowed = mayReportProgress(actor, index.facts(row, planPassed));
    if (!allowed.ok) return allowed;
    const task = index.row(row);
    if (task?.list !== 'tasks') return refuse('NO_SUCH_ROW');
    if (progress === task.progress) return accept({ cells: [], value: {} });
    if (base !== undefined && base !== task.progress) return refuse('CONTENT_CHANGED', { field: FIELD });
    const bounds = checkTexts(lists, task.progress === '' ? 1 : 0);
    if (!bounds.ok) return bounds;
    return accept({ cells: [], texts: [{ row, field: FIELD, value: progress }], value: {} });
  },
};
