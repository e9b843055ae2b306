/** Makes the organisations, people, round and ledgers of the example, or finds those that an earlier start has made. */
import type { LedgerId, OrganisationId, PersonId, RoundId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';
import { DEMO_PASSWORD } from '#server/access/demo-accounts.ts';
import { CATEGORY } from '#domain/dictionaries.ts';
import { DICTIONARY_EXAMPLES } from '#domain/dictionary-examples.ts';
import { readDictionaries } from '#server/access/dictionaries.ts';
import { DEFAULT_SETTINGS } from '#server/access/administration.ts';
import { readInstallation } from '#server/access/installation.ts';
import { dayAfter } from '#server/demo/days.ts';
import type { DemoParts } from '#server/demo/demo.parts.ts';
import {
  LEDGERS,
  ORGANISATIONS,
  PEOPLE,
  ROUNDS,
  type OrganisationKey,
  type RoundKey,
} from '#server/demo/parties.ts';

export interface Institution {
  readonly rounds: ReadonlyMap<RoundKey, RoundId>;
  readonly organisations: ReadonlyMap<OrganisationKey, OrganisationId>;
  /** by username */
  readonly people: ReadonlyMap<string, { readonly id: PersonId; readonly name: string }>;
  /** in the order of `LEDGERS` */
  readonly ledgers: readonly LedgerId[];
}

/** The example knows its own content: a refusal is a fault of the program. */
export function granted<T>(outcome: Outcome<T>, what: string): T {
  if (!outcome.ok)
    throw new Error(
      `The example round could not be made: ${what} was refused with ${outcome.code} ${JSON.stringify(outcome.params)}.`,
    );
  return outcome.value;
}

async function makeOrganisations({ store, access }: DemoParts): Promise<Institution['organisations']> {
  const made = new Map<OrganisationKey, OrganisationId>();
  for (const [key, [name, kind]] of Object.entries(ORGANISATIONS)) {
    const known = await store.db
      .selectFrom('organisation')
      .select('id')
      .where('name', '=', name)
      .where('kind', '=', kind)
      .executeTakeFirst();
    const id =
      known?.id ?? granted(await access.administration.organisations.add(null, { name, kind }), name).id;
    made.set(key as OrganisationKey, id as OrganisationId);
  }
  return made;
}

async function makePeople(
  { store, access }: DemoParts,
  organisations: Institution['organisations'],
): Promise<Institution['people']> {
  const made = new Map<string, { id: PersonId; name: string }>();
  for (const { username, name, holds } of PEOPLE) {
    const known = await store.db
      .selectFrom('person')
      .select('id')
      .where('username', '=', username)
      .executeTakeFirst();
    const person = { username, name, password: DEMO_PASSWORD, mustChangePassword: false };
    const id = (known?.id ??
      granted(await access.administration.people.add(null, person), username).id) as PersonId;
    made.set(username, { id, name });
    for (const [organisation, role] of holds) {
      const held = await access.administration.organisations.addMembership(null, {
        person: id,
        organisation: organisations.get(organisation)!,
        role,
      });
      // an earlier start may have come this far
      if (!held.ok && held.code !== 'MEMBERSHIP_EXISTS') granted(held, `${username} as ${role}`);
    }
  }
  return made;
}

async function makeRound(
  { store, access }: DemoParts,
  organisations: Institution['organisations'],
  key: RoundKey,
  today: string,
): Promise<RoundId> {
  const { name, feedback, focusEnds, closureChain } = ROUNDS[key];
  const known = await store.db.selectFrom('round').select('id').where('name', '=', name).executeTakeFirst();
  const fields = {
    name,
    mode: '常规巡察',
    office: organisations.get('office')!,
    // the concentrated period begins with the feedback
    startsOn: dayAfter(today, feedback),
    focusEndsOn: dayAfter(today, focusEnds),
    settings: { ...DEFAULT_SETTINGS, closureChain },
  };
  const round = (known?.id ??
    granted(await access.administration.rounds.add(null, fields), name).id) as RoundId;
  for (const supervisor of ['discipline', 'organization'] as const)
    granted(
      await access.administration.rounds.addSupervisor(null, round, organisations.get(supervisor)!),
      supervisor,
    );
  return round;
}

async function makeLedgers(
  { store, access }: DemoParts,
  organisations: Institution['organisations'],
  rounds: Institution['rounds'],
): Promise<LedgerId[]> {
  const made: LedgerId[] = [];
  for (const { round: key, organisation, team, resident } of LEDGERS) {
    const unit = organisations.get(organisation)!;
    const round = rounds.get(key)!;
    const known = await store.db
      .selectFrom('ledger')
      .select('id')
      .where('round', '=', round)
      .where('unit', '=', unit)
      .executeTakeFirst();
    const ledger = { round, unit, team: organisations.get(team)!, resident: organisations.get(resident)! };
    made.push(
      (known?.id ??
        granted(await access.administration.rounds.addLedger(null, ledger), organisation).id) as LedgerId,
    );
  }
  return made;
}

/** A18: the example's one administrator is all three, so the setting says that one person may be. */
async function joinAdministrators({ store, access }: DemoParts): Promise<void> {
  if ((await readInstallation(store)).joinedAdministrators) return;
  granted(
    await access.administration.installation.change(null, { joinedAdministrators: true }),
    'one administrator',
  );
}

/** A24: the words that the office's ledgers offer for the categories of a problem. */
async function keepCategories({ store, access }: DemoParts, office: OrganisationId): Promise<void> {
  const example = DICTIONARY_EXAMPLES.find(({ id }) => id === CATEGORY);
  const known = await readDictionaries(store, office);
  if (!example || known?.dictionaries.some(({ id }) => id === CATEGORY)) return;
  const entries = Object.entries(example.words).flatMap(([word, below], n) => [
    { id: `c${n + 1}`, word, under: null, retired: false },
    ...below.map((one, m) => ({ id: `c${n + 1}-${m + 1}`, word: one, under: `c${n + 1}`, retired: false })),
  ]);
  const wish = { name: example.name, retired: false, entries };
  granted(await access.administration.dictionaries.add(null, office, CATEGORY, wish), 'the categories');
}

export async function makeInstitution(parts: DemoParts, today: string): Promise<Institution> {
  const organisations = await makeOrganisations(parts);
  await joinAdministrators(parts);
  await keepCategories(parts, organisations.get('office')!);
  const people = await makePeople(parts, organisations);
  const rounds = new Map<RoundKey, RoundId>();
  for (const key of Object.keys(ROUNDS) as RoundKey[])
    rounds.set(key, await makeRound(parts, organisations, key, today));
  return { rounds, organisations, people, ledgers: await makeLedgers(parts, organisations, rounds) };
}
