/**
 * Rule G7 for cells: keys are never deleted. Whatever an update writes over or deletes, the value in force afterwards
 * must be a living one: its own, or the one that stood there.
 */
import * as Y from 'yjs';
import { GRANTED, refuse, type Refusal, type Verdict } from '#domain/refusals.ts';
import { foreseeLanding } from '#server/rooms/guard/landing.ts';
import type { Deletions } from '#server/rooms/guard/deletions.ts';
import type { Places } from '#server/rooms/guard/places.ts';
import type { Fresh } from '#server/rooms/guard/structs.ts';

const forgedDelete: Refusal = refuse('FORGED_DELETE');
const forgedShape: Refusal = refuse('FORGED_SHAPE');

const isAlive = (struct: Fresh, deletions: Deletions): boolean =>
  !(struct.item.content instanceof Y.ContentDeleted) && !deletions.fresh.has(struct);

const endsWith = (item: Y.Item | undefined, id: Y.ID | null): boolean =>
  item !== undefined &&
  id !== null &&
  id.client === item.id.client &&
  id.clock === item.id.clock + item.length - 1;

/** `writes`: the new structs of one cell in the order of their clocks, per client. */
export function checkCellOutcome(
  doc: Y.Doc,
  places: Places,
  key: string,
  writes: readonly Fresh[],
  deletions: Deletions,
): Verdict {
  const current = places.currentOf(key);
  const deletesCurrent = deletions.cells.has(key);
  if (writes.length === 0) return deletesCurrent ? forgedDelete : GRANTED;
  const only = writes.length === 1 ? writes[0]! : undefined;
  if (only && endsWith(current, originOf(only))) return isAlive(only, deletions) ? GRANTED : forgedDelete;

  const runs = runsOf(writes);
  if (!runs) return forgedShape;
  let takesOver = false;
  for (const { head, tail } of runs) {
    const lands = landsLast(doc, places, key, head, current);
    if (lands === undefined) return forgedShape;
    if (lands && !isAlive(tail, deletions)) return forgedDelete;
    takesOver ||= lands;
  }
  return deletesCurrent && !takesOver ? forgedDelete : GRANTED;
}

/** Does this run of writes become the value in force, as far as the stored items go? Undefined: not foreseeable. */
function landsLast(
  doc: Y.Doc,
  places: Places,
  key: string,
  head: Fresh,
  current: Y.Item | undefined,
): boolean | undefined {
  if (current === undefined || endsWith(current, originOf(head))) return true;
  if (head.start > head.item.id.clock) return false;
  return foreseeLanding(doc, head.item, places.firstOf({ kind: 'cell', name: key }))?.last;
}

/** Where the head of a struct is known already, Yjs puts the rest behind it whatever the struct says. */
const originOf = ({ item, start }: Fresh): Y.ID | null =>
  start > item.id.clock ? Y.createID(item.id.client, start - 1) : item.origin;

interface Run {
  readonly head: Fresh;
  tail: Fresh;
}

/** Writes of one cell as runs, each put over the one before it. Undefined when two are put over the same one. */
function runsOf(writes: readonly Fresh[]): readonly Run[] | undefined {
  const byEnd = new Map<string, Fresh>(
    writes.map((write) => [`${write.item.id.client}:${write.end - 1}`, write]),
  );
  const next = new Map<Fresh, Fresh>();
  const heads: Fresh[] = [];
  for (const write of writes) {
    const origin = originOf(write);
    const before = origin ? byEnd.get(`${origin.client}:${origin.clock}`) : undefined;
    if (!before) heads.push(write);
    else if (next.has(before)) return undefined;
    else next.set(before, write);
  }
  return heads.map((head) => {
    let tail = head;
    for (let over = next.get(tail); over; over = next.get(tail)) tail = over;
    return { head, tail };
  });
}
