/** Holds what a door answers against what /api/openapi.json says of it. Every contract test that speaks to a door goes through here. */
import * as v from 'valibot';
import { describedDoors, nameOf } from '#server/transport/http/description/described.ts';
import { Refusal } from '#server/transport/http/description/shapes.ts';
import { isBytes, type DoorWords } from '#server/transport/http/description/words.ts';
import { DOORS } from '#server/transport/http/doors.ts';
import { createRouter } from '#server/transport/http/router.ts';

const route = createRouter(DOORS);
const words = new Map<string, DoorWords>(
  describedDoors(DOORS).flatMap(({ doors }) =>
    doors.map(({ door, words: its }): [string, DoorWords] => [nameOf(door), its]),
  ),
);

const firstFault = (schema: v.GenericSchema, value: unknown): string | null => {
  const parsed = v.safeParse(schema, value);
  if (parsed.success) return null;
  const [issue] = parsed.issues;
  return `${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`;
};

/** What is wrong with an answer, or null. `json` is null where the answer is none. */
export function answerFault(method: string, path: string, status: number, json: unknown): string | null {
  const pathname = path.split('?')[0] ?? '';
  if (status >= 400) return pathname.startsWith('/api') ? firstFault(Refusal, json) : null;
  const found = route(method, pathname);
  const its = found.kind === 'door' ? words.get(nameOf(found.door)) : undefined;
  if (its === undefined || isBytes(its.answers)) return null;
  const statuses = [its.status ?? 200, ...(its.or200 ? [200] : [])];
  if (!statuses.includes(status)) return `status ${status} instead of ${statuses.join(' or ')}`;
  return firstFault(its.answers, json);
}
