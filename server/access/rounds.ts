/** Rounds, what they name, and their ledgers. Decides no rights of its own: the doors ask permissions.ts first. */
import type { CompiledQuery } from 'kysely';
import { commitAct, type AdministrationParts, type By } from '#server/access/administration.parts.ts';
import { CLOSURE_CHAINS, ROUND_NAME_LENGTH_MAX, isPrintedName } from '#domain/administration.ts';
import type { LedgerId, RoundId } from '#domain/ids.ts';
import { accept, refuse, type Outcome, type Refusal } from '#domain/refusals.ts';
import type { RoundSettings } from '#protocol/services.ts';
import { newLedger } from '#server/store/new-ledger.ts';

export interface RoundFields {
  readonly name: string;
  /** 巡察方式, e.g. 常规巡察 */
  readonly mode: string;
  /** YYYY-MM-DD */
  readonly startsOn: string;
  /** last day of 集中整改, YYYY-MM-DD */
  readonly focusEndsOn: string;
  readonly settings: RoundSettings;
}
/** What is left out stays. */
export type RoundChanges = Partial<Omit<RoundFields, 'settings'>> & {
  readonly settings?: Partial<RoundSettings> | undefined;
  /** filed below the others, or back among them; freezes nothing */
  readonly ended?: boolean | undefined;
};
export interface NewRound extends RoundFields {
  readonly office: string;
}

export const DEFAULT_SETTINGS: RoundSettings = {
  closureChain: ['first_review', 'audit'],
  longTermOutOfRate: false,
};

const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString().startsWith(text);

function refusalOf(round: RoundFields): Refusal | null {
  if (!isPrintedName(round.name.trim(), ROUND_NAME_LENGTH_MAX))
    return refuse('BAD_REQUEST', { field: 'name' });
  const mode = round.mode.trim();
  if (mode !== '' && !isPrintedName(mode, ROUND_NAME_LENGTH_MAX))
    return refuse('BAD_REQUEST', { field: 'mode' });
  if (!isDay(round.startsOn)) return refuse('BAD_DATE', { field: 'startsOn' });
  if (!isDay(round.focusEndsOn) || round.focusEndsOn < round.startsOn)
    return refuse('BAD_DATE', { field: 'focusEndsOn' });
  const chain = round.settings.closureChain.join();
  return CLOSURE_CHAINS.some((known) => known.join() === chain)
    ? null
    : refuse('BAD_REQUEST', { field: 'closureChain' });
}

export function createRounds(parts: AdministrationParts) {
  const { store } = parts;
  const kindOf = async (organisation: string): Promise<string | null> =>
    (
      await store.db
        .selectFrom('organisation')
        .select('kind')
        .where('id', '=', organisation)
        .executeTakeFirst()
    )?.kind ?? null;
  const known = async (round: string): Promise<boolean> =>
    (await store.db.selectFrom('round').select('id').where('id', '=', round).executeTakeFirst()) !==
    undefined;

  async function partiesRefusal(team: string | null, resident: string | null): Promise<Refusal | null> {
    if (team !== null && (await kindOf(team)) !== 'team') return refuse('BAD_REFERENCE', { field: 'team' });
    return resident !== null && (await kindOf(resident)) === null
      ? refuse('BAD_REFERENCE', { field: 'resident' })
      : null;
  }
  /** The team of a ledger is one of its round's teams. */
  const teamStatements = (round: string, team: string | null): readonly CompiledQuery[] =>
    team === null
      ? []
      : [
          store.db
            .insertInto('round_team')
            .values({ round, organisation: team })
            .onConflict((there) => there.doNothing())
            .compile(),
        ];

  async function add(by: By, round: NewRound): Promise<Outcome<{ readonly id: RoundId }>> {
    const refused = refusalOf(round);
    if (refused) return refused;
    if ((await kindOf(round.office)) === null) return refuse('BAD_REFERENCE', { field: 'office' });
    const id = parts.ids() as RoundId;
    const row = {
      name: round.name.trim(),
      mode: round.mode.trim(),
      office: round.office,
      starts_on: round.startsOn,
      focus_ends_on: round.focusEndsOn,
      settings: JSON.stringify(round.settings),
    };
    const committed = await commitAct(
      parts,
      { by, act: 'round.create', target: id, detail: { ...row, settings: round.settings } },
      [
        store.db
          .insertInto('round')
          .values({ id, ...row, created_at: parts.clock().toISOString() })
          .compile(),
      ],
    );
    return committed.ok ? accept({ id }) : committed;
  }

  async function change(by: By, id: string, changes: RoundChanges): Promise<Outcome<null>> {
    const found = await store.db.selectFrom('round').selectAll().where('id', '=', id).executeTakeFirst();
    if (!found) return refuse('NOT_FOUND');
    const round: RoundFields = {
      name: changes.name ?? found.name,
      mode: changes.mode ?? found.mode,
      startsOn: changes.startsOn ?? found.starts_on,
      focusEndsOn: changes.focusEndsOn ?? found.focus_ends_on,
      settings: { ...(JSON.parse(found.settings) as RoundSettings), ...changes.settings },
    };
    const refused = refusalOf(round);
    if (refused) return refused;
    const ended = changes.ended ?? found.ended_at !== null;
    const endedAt = ended ? (found.ended_at ?? parts.clock().toISOString()) : null;
    const committed = await commitAct(
      parts,
      { by, act: 'round.change', target: id, detail: { ...changes } },
      [
        store.db
          .updateTable('round')
          .set({
            name: round.name.trim(),
            mode: round.mode.trim(),
            starts_on: round.startsOn,
            focus_ends_on: round.focusEndsOn,
            settings: JSON.stringify(round.settings),
            ended_at: endedAt,
          })
          .where('id', '=', id)
          .compile(),
      ],
    );
    if (!committed.ok) return committed;
    await parts.rightsChanged({});
    return accept(null);
  }

  /** One round × one unit. `team` joins the round's teams; `resident` is the first reviewer. */
  async function addLedger(
    by: By,
    ledger: {
      readonly round: string;
      readonly unit: string;
      readonly team?: string | null;
      readonly resident?: string | null;
    },
  ): Promise<Outcome<{ readonly id: LedgerId }>> {
    if (!(await known(ledger.round))) return refuse('NOT_FOUND');
    const team = ledger.team ?? null;
    const resident = ledger.resident ?? null;
    if ((await kindOf(ledger.unit)) !== 'unit') return refuse('BAD_REFERENCE', { field: 'unit' });
    const refused = await partiesRefusal(team, resident);
    if (refused) return refused;
    const id = parts.ids() as LedgerId;
    const committed = await commitAct(
      parts,
      {
        by,
        act: 'ledger.create',
        target: id,
        detail: { round: ledger.round, unit: ledger.unit, team, resident },
      },
      [
        store.db
          .insertInto('ledger')
          .values(
            newLedger({
              id,
              round: ledger.round,
              unit: ledger.unit,
              team,
              resident,
              created_at: parts.clock().toISOString(),
            }),
          )
          .compile(),
        ...teamStatements(ledger.round, team),
      ],
    );
    if (!committed.ok) return committed.code === 'CONFLICT' ? refuse('LEDGER_EXISTS') : committed;
    await parts.rightsChanged({});
    return accept({ id });
  }

  /** Another team or first reviewer for a ledger; what is left out stays. */
  async function changeLedger(
    by: By,
    id: string,
    changes: { readonly team?: string | null; readonly resident?: string | null },
  ): Promise<Outcome<null>> {
    const found = await store.db
      .selectFrom('ledger')
      .select(['team', 'resident', 'round'])
      .where('id', '=', id)
      .executeTakeFirst();
    if (!found) return refuse('NOT_FOUND');
    const team = changes.team === undefined ? found.team : changes.team;
    const resident = changes.resident === undefined ? found.resident : changes.resident;
    const refused = await partiesRefusal(team, resident);
    if (refused) return refused;
    const committed = await commitAct(
      parts,
      { by, act: 'ledger.change', target: id, detail: { team, resident } },
      [
        store.db.updateTable('ledger').set({ team, resident }).where('id', '=', id).compile(),
        ...teamStatements(found.round, team),
      ],
    );
    if (!committed.ok) return committed;
    await parts.rightsChanged({ ledger: id as LedgerId });
    return accept(null);
  }

  async function name(
    by: By,
    what: 'team' | 'supervisor',
    round: string,
    organisation: string,
  ): Promise<Outcome<null>> {
    if (!(await known(round))) return refuse('NOT_FOUND');
    const kind = await kindOf(organisation);
    if (kind === null || (what === 'team' && kind !== 'team'))
      return refuse('BAD_REFERENCE', { field: 'organisation' });
    const row = { round, organisation };
    const committed = await commitAct(
      parts,
      { by, act: `round.${what}`, target: round, detail: { organisation } },
      [
        what === 'team'
          ? store.db
              .insertInto('round_team')
              .values(row)
              .onConflict((there) => there.doNothing())
              .compile()
          : store.db
              .insertInto('round_supervisor')
              .values(row)
              .onConflict((there) => there.doNothing())
              .compile(),
      ],
    );
    if (!committed.ok) return committed;
    await parts.rightsChanged({});
    return accept(null);
  }

  /** A team or supervisor that was named by mistake. One that a ledger of the round names stays: `STILL_NAMED {count}`. */
  async function unname(
    by: By,
    what: 'team' | 'supervisor',
    round: string,
    organisation: string,
  ): Promise<Outcome<null>> {
    const table = what === 'team' ? 'round_team' : 'round_supervisor';
    const named = await store.db
      .selectFrom(table)
      .select('organisation')
      .where('round', '=', round)
      .where('organisation', '=', organisation)
      .executeTakeFirst();
    if (!named) return refuse('NOT_FOUND');
    if (what === 'team') {
      const following = await store.db
        .selectFrom('ledger')
        .select('id')
        .where('round', '=', round)
        .where('team', '=', organisation)
        .execute();
      if (following.length > 0) return refuse('STILL_NAMED', { count: following.length });
    }
    const committed = await commitAct(
      parts,
      { by, act: `round.${what}Off`, target: round, detail: { organisation } },
      [
        store.db
          .deleteFrom(table)
          .where('round', '=', round)
          .where('organisation', '=', organisation)
          .compile(),
      ],
    );
    if (!committed.ok) return committed;
    await parts.rightsChanged({});
    return accept(null);
  }

  return {
    add,
    change,
    unname: (...act: Parameters<typeof unname>): Promise<Outcome<null>> => parts.inTurn(() => unname(...act)),
    addLedger,
    changeLedger,
    addTeam: (by: By, round: string, organisation: string) => name(by, 'team', round, organisation),
    addSupervisor: (by: By, round: string, organisation: string) =>
      name(by, 'supervisor', round, organisation),
  };
}
