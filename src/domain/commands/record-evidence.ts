/** `recordEvidence`: the unit records what proves a task or a problem: a described document or its number (W6). */
import * as v from 'valibot';
import { parseWith, rowId, type Command } from '#domain/commands/command.ts';
import { optionalWords, requiredWords } from '#domain/commands/words.ts';
import { mayRecordEvidence } from '#domain/permissions.ts';
import { accept, refuse } from '#domain/refusals.ts';

const optional = v.optional(v.nullable(v.string()));
const schema = v.object({ row: rowId, title: optional, number: optional, note: optional });
export type RecordEvidence = v.InferOutput<typeof schema>;

export const recordEvidence: Command<RecordEvidence> = {
  name: 'recordEvidence',
  schema,
  parse: (input) => {
    const parsed = parseWith(schema, input);
    if (!parsed.ok) return parsed;
    const title = requiredWords('title', parsed.value.title, 'EMPTY_TEXT');
    if (!title.ok) return title;
    const number = optionalWords('number', parsed.value.number);
    if (!number.ok) return number;
    const note = optionalWords('note', parsed.value.note);
    return note.ok
      ? accept({ row: parsed.value.row, title: title.value, number: number.value, note: note.value })
      : note;
  },
  idsNeeded: () => 1,
  decide: ({ row, title, number, note }, { index, actor, ids, planPassed }) => {
    const allowed = mayRecordEvidence(actor, index.facts(row, planPassed));
    if (!allowed.ok) return allowed;
    const proven = index.row(row);
    if (!proven || proven.list === 'duties') return refuse('NO_SUCH_ROW');
    return accept({
      cells: [{ row, field: 'evidenceCount', value: proven.evidenceCount + 1 }],
      records: [
        {
          kind: 'evidence',
          id: ids[0]!,
          row,
          title: title ?? '',
          number: number ?? null,
          note: note ?? null,
        },
      ],
      value: { evidence: ids[0]!, evidenceCount: proven.evidenceCount + 1 },
    });
  },
};
