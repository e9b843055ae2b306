/** One changed field of a machine sheet as the intents of a bulk edit: what each of its cells shall hold, and what it holds now. */
import { generateNKeysBetween } from 'fractional-indexing';
import { cellKey, textKey } from '#domain/lists/cell-names.ts';
import type { Field } from '#domain/lists/fields.ts';
import type { Row } from '#domain/projections/rows.ts';

type IntentValue = string | number | boolean | null;
/** As `editCells` takes it. `base` is left out where the row does not tell what the cell holds: places of people. */
export interface RowIntent {
  readonly cell?: string;
  readonly text?: string;
  readonly value: IntentValue;
  readonly base?: IntentValue;
}

const scalar = (value: unknown): IntentValue =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;

/** Member → value: a tick is true, what a dictionary or counter holds is itself, people have a place that rows don't tell. */
const membersOf = (field: Field, value: unknown): ReadonlyMap<string, unknown> =>
  Array.isArray(value)
    ? new Map(value.map((member) => [String(member), field.type.kind === 'tick' ? true : undefined]))
    : new Map(Object.entries(value as Record<string, unknown>));

function intentsOfMembers(row: Row, field: Field, value: unknown): readonly RowIntent[] {
  const [now, wanted] = [membersOf(field, Reflect.get(row, field.name)), membersOf(field, value)];
  const places = generateNKeysBetween(null, null, wanted.size);
  const intent = (member: string, held: IntentValue): RowIntent => {
    const cell = cellKey(row.id, field.name, member);
    const base = now.get(member);
    if (field.type.kind === 'order' && now.has(member)) return { cell, value: held };
    return { cell, value: held, base: scalar(base) };
  };
  const removed = [...now.keys()].filter((member) => !wanted.has(member));
  return [
    ...removed.map((member) => intent(member, null)),
    ...[...wanted].map(([member, held], n) =>
      intent(member, field.type.kind === 'order' ? places[n]! : scalar(held)),
    ),
  ];
}

/** What has to be written so that the row's field holds `value`. */
export function intentsOf(row: Row, field: Field, value: unknown): readonly RowIntent[] {
  if (field.member) return intentsOfMembers(row, field, value);
  const base = scalar(Reflect.get(row, field.name));
  if (field.type.kind === 'prose')
    return [{ text: textKey(row.id, field.name), value: String(value), base: base ?? '' }];
  return [{ cell: cellKey(row.id, field.name), value: scalar(value), base }];
}
