/** Doors of rounds: their list, settings, what they name, their ledgers, the overview and the round's files. */
import * as v from 'valibot';
import { mayCreateRound } from '#domain/permissions.ts';
import { accept, type Outcome } from '#domain/refusals.ts';
import { whileWanted } from '#server/transport/http/while-wanted.ts';
import type { OrganisationId } from '#domain/ids.ts';
import { DEFAULT_SETTINGS } from '#server/access/administration.ts';
import type { Door, Knock } from '#server/transport/http/door.ts';
import type { ExportFormat } from '#server/exchange/exchange.contract.ts';
import { door, jsonOf } from '#server/transport/http/make-door.ts';
import {
  exportsRound,
  managesRound,
  signedIn,
  snapshotsRound,
  watchesRound,
  type OnRound,
} from '#server/transport/http/permits.ts';
import { created, file, items, json, type Answer } from '#server/transport/http/reply.ts';
import { TakeSnapshot } from '#server/transport/http/doors/snapshots.ts';

const text = v.pipe(v.string(), v.maxLength(512));
const id = v.pipe(v.string(), v.regex(/^[0-9A-Za-z]{16}$/));
const Settings = v.object({
  closureChain: v.pipe(v.array(text), v.minLength(1), v.maxLength(4)),
  longTermOutOfRate: v.boolean(),
});
const NewRound = v.object({
  name: text,
  mode: v.optional(text, ''),
  /** left out: the one office that the asker belongs to */
  office: v.optional(id),
  startsOn: text,
  focusEndsOn: text,
  settings: v.optional(v.partial(Settings), {}),
});
const RoundChanges = v.object({
  name: v.optional(text),
  mode: v.optional(text),
  startsOn: v.optional(text),
  focusEndsOn: v.optional(text),
  settings: v.optional(v.partial(Settings)),
  ended: v.optional(v.boolean()),
});
const NewLedger = v.object({
  unit: id,
  team: v.optional(v.nullable(id)),
  resident: v.optional(v.nullable(id)),
});
const Organisation = v.object({ organisation: id });

async function exported(knock: Knock, scope: OnRound, format: ExportFormat): Promise<Outcome<Answer>> {
  const made = await whileWanted(knock, (wanted) =>
    knock.parts.exchange.exportRound(scope.round, format, { ...scope.asker, wanted }),
  );
  return made.ok ? accept(file(made.value)) : made;
}

export const roundDoors: readonly Door[] = [
  door('GET', '/api/rounds', signedIn, null, async (knock, asker) =>
    accept(items(await knock.parts.services.rounds(asker))),
  ),
  door('POST', '/api/rounds', signedIn, jsonOf(NewRound), async (knock, asker, input) => {
    const own = asker.memberships.find((held) => held.role === 'office')?.organisation;
    const office = (input.office ?? own ?? '') as OrganisationId;
    const granted = mayCreateRound(asker.memberships, office);
    if (!granted.ok) return granted;
    const settings = { ...DEFAULT_SETTINGS, ...input.settings };
    const made = await knock.parts.administration.rounds.add(asker.person, { ...input, office, settings });
    return made.ok ? accept(created(made.value)) : made;
  }),
  door('GET', '/api/rounds/{round}', signedIn, null, async (knock, asker) => {
    const found = await knock.parts.services.round(asker, knock.path['round'] ?? '');
    return found.ok ? accept(json(found.value)) : found;
  }),
  door('PATCH', '/api/rounds/{round}', managesRound, jsonOf(RoundChanges), async (knock, scope, input) => {
    const changed = await knock.parts.administration.rounds.change(scope.asker.person, scope.round, input);
    return changed.ok ? accept(json({ ok: true })) : changed;
  }),
  door('GET', '/api/rounds/{round}/overview', signedIn, null, async (knock, asker) => {
    const view = await knock.parts.services.overview(asker, knock.path['round'] ?? '');
    return view.ok ? accept(json(view.value)) : view;
  }),
  door('GET', '/api/rounds/{round}/problems', watchesRound, null, async (knock, scope) => {
    const { query } = knock;
    const rows = await knock.parts.services.figureRows(scope.asker, scope.round, {
      figure: query.get('figure'),
      unit: query.get('unit'),
      after: query.get('after'),
    });
    return rows.ok ? accept(json(rows.value)) : rows;
  }),
  door(
    'POST',
    '/api/rounds/{round}/ledgers',
    managesRound,
    jsonOf(NewLedger),
    async (knock, scope, input) => {
      const made = await knock.parts.administration.rounds.addLedger(scope.asker.person, {
        ...input,
        round: scope.round,
      });
      return made.ok ? accept(created(made.value)) : made;
    },
  ),
  door(
    'POST',
    '/api/rounds/{round}/teams',
    managesRound,
    jsonOf(Organisation),
    async (knock, scope, input) => {
      const named = await knock.parts.administration.rounds.addTeam(
        scope.asker.person,
        scope.round,
        input.organisation,
      );
      return named.ok ? accept(json({ ok: true })) : named;
    },
  ),
  door(
    'POST',
    '/api/rounds/{round}/supervisors',
    managesRound,
    jsonOf(Organisation),
    async (knock, scope, input) => {
      const named = await knock.parts.administration.rounds.addSupervisor(
        scope.asker.person,
        scope.round,
        input.organisation,
      );
      return named.ok ? accept(json({ ok: true })) : named;
    },
  ),
  ...(['team', 'supervisor'] as const).map((what) =>
    door(
      'DELETE',
      `/api/rounds/{round}/${what}s/{organisation}`,
      managesRound,
      null,
      async (knock: Knock, scope: OnRound) => {
        const { rounds } = knock.parts.administration;
        const by = scope.asker.person;
        const unnamed = await rounds.unname(by, what, scope.round, knock.path['organisation'] ?? '');
        return unnamed.ok ? accept(json({ ok: true })) : unnamed;
      },
    ),
  ),
  door('GET', '/api/rounds/{round}/export.xlsx', exportsRound, null, (knock, scope) =>
    exported(knock, scope, 'xlsx'),
  ),
  door('GET', '/api/rounds/{round}/export.json', exportsRound, null, (knock, scope) =>
    exported(knock, scope, 'json'),
  ),
  door('GET', '/api/rounds/{round}/snapshots', signedIn, null, async (knock, asker) => {
    const list = await knock.parts.services.snapshots(asker, { round: knock.path['round'] ?? '' });
    return list.ok ? accept(items(list.value)) : list;
  }),
  door(
    'POST',
    '/api/rounds/{round}/snapshots',
    snapshotsRound,
    jsonOf(TakeSnapshot),
    async (knock, scope, input) => {
      const taken = await knock.parts.exchange.takeSnapshot({ round: scope.round }, scope.asker, input);
      return taken.ok ? accept(created(taken.value)) : taken;
    },
  ),
];
