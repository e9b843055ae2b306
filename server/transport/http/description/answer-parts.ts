/** Shapes that answers of several doors are made of. Strict, so that the tests find what an answer holds beyond them. */
import * as v from 'valibot';
import { ORGANISATION_KINDS } from '#domain/administration.ts';
import { COUNTING_FIGURES } from '#domain/projections/figures.ts';
import { ROLES } from '#domain/roles.ts';

export const Id = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{16}$/));
/** `YYYY-MM-DD` */
export const Day = v.pipe(v.string(), v.isoDate());
export const Instant = v.pipe(v.string(), v.isoTimestamp());
export const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
export const Sha256 = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

export const Done = v.strictObject({ ok: v.literal(true) });
export const Made = v.strictObject({ id: Id });

/** A collection: `{items, next?}`. */
export const itemsOf = <Item extends v.GenericSchema>(item: Item) =>
  v.strictObject({ items: v.array(item), next: v.optional(v.string()) });

/** One count a name. */
export const countsOf = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, Count])) as Record<Name, typeof Count>;

export const Figures = v.strictObject({
  ...countsOf(COUNTING_FIGURES),
  rate: v.nullable(v.pipe(v.number(), v.minValue(0), v.maxValue(100))),
  divisor: Count,
});
export const Organisation = v.strictObject({
  id: Id,
  name: v.string(),
  kind: v.picklist(ORGANISATION_KINDS),
});
export const Role = v.picklist(ROLES);
/** Units in charge of a leader; null: the leading group, whole rounds. */
export const Charge = v.nullable(v.array(Id));
