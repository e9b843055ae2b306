/** A field of a row as the cells that give it a value again: one cell, or one key a member. */
import { generateNKeysBetween } from 'fractional-indexing';
import type { CellWrite } from '#domain/commands/command.ts';
import type { FieldChange, FieldValue } from '#domain/comparison/difference.ts';
import type { Field } from '#domain/lists/fields.ts';

const isList = (value: FieldValue): value is readonly string[] => Array.isArray(value);
const recordOf = (value: FieldValue): Readonly<Record<string, string | number>> =>
  typeof value === 'object' && value !== null && !isList(value)
    ? (value as Readonly<Record<string, string | number>>)
    : {};

function ofMembers(
  now: readonly string[],
  wanted: readonly string[],
  ticked: boolean,
): [string, CellWrite['value']][] {
  const gone = now
    .filter((member) => !wanted.includes(member))
    .map((member): [string, null] => [member, null]);
  const places = ticked ? [] : generateNKeysBetween(null, null, wanted.length);
  const come = wanted
    .map((member, n): [string, CellWrite['value']] => [member, places[n] ?? true])
    .filter(([member]) => !ticked || !now.includes(member));
  return [...gone, ...come];
}

function ofRecord(change: FieldChange): [string, CellWrite['value']][] {
  const [holds, wanted] = [recordOf(change.old), recordOf(change.now)];
  const gone = Object.keys(holds).filter((member) => !(member in wanted));
  return [
    ...gone.map((member): [string, null] => [member, null]),
    ...Object.entries(wanted).filter(([member, value]) => holds[member] !== value),
  ];
}

/** From what the field holds (`old`) to what it shall hold (`now`); not for texts. */
export function cellsOfField(row: string, field: Field, change: FieldChange): readonly CellWrite[] {
  const { name, type, member } = field;
  if (member === undefined) return [{ row, field: name, value: change.now as CellWrite['value'] }];
  const members =
    isList(change.old) || isList(change.now)
      ? ofMembers(
          isList(change.old) ? change.old : [],
          isList(change.now) ? change.now : [],
          type.kind === 'tick',
        )
      : ofRecord(change);
  return members.map(([key, value]) => ({ row, field: name, member: key, value }));
}
