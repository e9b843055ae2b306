/** Doors of a ledger's past: who changed what, what changed since one looked last, and that one has looked. */
import * as v from 'valibot';
import { accept } from '#domain/refusals.ts';
import { historyAskOf } from '#server/history/ask.ts';
import type { Door } from '#server/transport/http/door.ts';
import { door, jsonOf } from '#server/transport/http/make-door.ts';
import { opensLedger } from '#server/transport/http/permits.ts';
import { json } from '#server/transport/http/reply.ts';

/** Left out: the newest commit of this moment. */
const Seen = v.object({ seq: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))) });

export const historyDoors: readonly Door[] = [
  door('GET', '/api/ledgers/{ledger}/history', opensLedger, null, async (knock, scope) => {
    const ask = historyAskOf(knock.query);
    if (!ask.ok) return ask;
    const page = await knock.parts.history.askedBy(scope.asker.person).page(scope.ledger, ask.value);
    return page.ok ? accept(json(page.value)) : page;
  }),
  door('GET', '/api/ledgers/{ledger}/changes-since', opensLedger, null, async (knock, scope) => {
    const { person } = scope.asker;
    const changed = await knock.parts.history.askedBy(person).changedSince(scope.ledger, person);
    return changed.ok ? accept(json(changed.value)) : changed;
  }),
  door('POST', '/api/ledgers/{ledger}/seen', opensLedger, jsonOf(Seen), async (knock, scope, input) => {
    const seen = await knock.parts.lastSeen.mark(scope.ledger, scope.asker.person, input.seq ?? null);
    return seen.ok ? accept(json({ ok: true, seen: seen.value })) : seen;
  }),
];
