/** `restoreSnapshot`: writes the content of a snapshot forward as far as the person may write it; rewinds nothing (N4–N6). */
import * as v from 'valibot';
import { checkTexts } from '#domain/commands/check-intents.ts';
import { parseWith, type Command, type CommandContext } from '#domain/commands/command.ts';
import { INTENTS_MAX, INTENT_TEXTS_MAX, REFUSED_NAMED_MAX } from '#domain/commands/edit-cells.ts';
import { requiredWords } from '#domain/commands/words.ts';
import { isId } from '#domain/ids.ts';
import { mayRestoreSnapshot } from '#domain/permissions.ts';
import { accept, GRANTED, refuse, type Verdict } from '#domain/refusals.ts';
import { planRestore, type RestorePlan } from '#domain/restoring/plan.ts';

const schema = v.object({
  snapshot: v.custom<string>(isId),
  reason: v.optional(v.nullable(v.string())),
  /** ids of rows and `row/field`; left out: everything */
  only: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** rows that came since go to the bin */
  binSince: v.optional(v.boolean(), false),
});
export type RestoreSnapshot = v.InferOutput<typeof schema>;

/** The bounds of a bulk edit: one commit holds everybody else up (W12). */
function checkBounds({ cells, texts }: RestorePlan, { lists, current }: CommandContext): Verdict {
  if (cells.length > INTENTS_MAX) return refuse('TOO_MANY', { max: INTENTS_MAX });
  if (texts.length > INTENT_TEXTS_MAX) return refuse('TOO_MANY', { max: INTENT_TEXTS_MAX });
  const more = texts.filter(({ row, field }) => (current(`${row}/${field}`, true) ?? '') === '').length;
  return more === 0 ? GRANTED : checkTexts(lists, more);
}

export const restoreSnapshot: Command<RestoreSnapshot> = {
  name: 'restoreSnapshot',
  schema,
  parse: (input) => {
    const parsed = parseWith(schema, input);
    if (!parsed.ok) return parsed;
    if ((parsed.value.only?.length ?? 0) > INTENTS_MAX) return refuse('TOO_MANY', { max: INTENTS_MAX });
    const reason = requiredWords('reason', parsed.value.reason, 'REASON_REQUIRED');
    return reason.ok ? accept({ ...parsed.value, reason: reason.value }) : reason;
  },
  idsNeeded: () => 0,
  snapshotOf: ({ snapshot, only }) => ({ snapshot, only: only ?? null }),
  decide: ({ reason, only, binSince }, context) => {
    const allowed = mayRestoreSnapshot(context.actor);
    if (!allowed.ok) return allowed;
    const { saved } = context;
    if (saved === null) return refuse('NOT_FOUND');
    const wish = { only: only === undefined ? null : new Set(only), binSince };
    const plan = planRestore(saved, wish, context);
    const bounds = checkBounds(plan, context);
    if (!bounds.ok) return bounds;
    const { cells, texts, records, fields, fromBin, toBin, left } = plan;
    const { number, before } = saved;
    return accept({
      cells,
      texts,
      records: [
        ...records,
        { kind: 'restored', snapshot: saved.snapshot, before: before?.id ?? null, reason: reason ?? '' },
      ],
      value: {
        number,
        before: before?.number ?? null,
        fields: fields.length,
        fromBin: fromBin.length,
        toBin: toBin.length,
        left: left.slice(0, REFUSED_NAMED_MAX).map(({ row, field, refusal }) => ({
          row,
          field,
          code: refusal.code,
          params: refusal.params,
        })),
        leftCount: left.length,
      },
    });
  },
};
