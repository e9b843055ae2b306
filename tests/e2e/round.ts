/** Sets journeys up through the doors: a round of its own with one empty ledger, problems issued and claimed. Looks at no page. */
import { randomBytes } from 'node:crypto';
import type { LedgerView } from '#protocol/services.ts';
import type { Stage } from './stage.ts';

const LETTERS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** An operation's id, as clients make them. */
export const freshId = (): string =>
  [...randomBytes(16)].map((byte) => LETTERS[byte % LETTERS.length]).join('');

export interface Place {
  readonly round: string;
  readonly ledger: string;
}

const UNIT = '示例县交通运输局';
const TEAM = '示例县委第一巡察组';
const RESIDENT = '示例县纪委监委第一派驻纪检监察组';

/** What a door answers, of which a journey needs the id. */
function idOf(body: unknown): string {
  const id: unknown = Reflect.get(Object(body), 'id');
  if (typeof id !== 'string') throw new Error(`no id in ${JSON.stringify(body)}`);
  return id;
}

/** One person at the doors, whose calls must succeed. */
export class Caller {
  readonly #stage: Stage;
  readonly cookie: string;

  constructor(stage: Stage, cookie: string) {
    this.#stage = stage;
    this.cookie = cookie;
  }

  static async enter(stage: Stage, username: string): Promise<Caller> {
    return new Caller(stage, await stage.cookie(username));
  }

  async call(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.#stage.call(this.cookie, method, path, body);
    if (answer.status >= 300)
      throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  async command(ledger: string, command: string, input: object): Promise<void> {
    await this.call('POST', `/api/ledgers/${ledger}/commands`, { command, opId: freshId(), ...input });
  }

  async rows(ledger: string): Promise<LedgerView> {
    return (await this.call('GET', `/api/ledgers/${ledger}`)) as LedgerView;
  }
}

/** A round with one empty ledger of unit1's unit, first reviewed by resident1's organisation. */
export async function emptyLedger(stage: Stage): Promise<Place> {
  const office = await Caller.enter(stage, 'office');
  const { items } = (await office.call('GET', '/api/organisations')) as {
    items: { id: string; name: string }[];
  };
  const organisation = (wanted: string): string => items.find(({ name }) => name === wanted)?.id ?? '';
  const dates = { startsOn: '2026-01-01', focusEndsOn: '2027-12-31' };
  const round = idOf(await office.call('POST', '/api/rounds', { name: '示例专项巡察整改', ...dates }));
  await office.call('POST', `/api/rounds/${round}/teams`, { organisation: organisation(TEAM) });
  const parties = { unit: organisation(UNIT), team: organisation(TEAM), resident: organisation(RESIDENT) };
  return { round, ledger: idOf(await office.call('POST', `/api/rounds/${round}/ledgers`, parties)) };
}

/** Such a ledger with `count` problems (codes 1-1, 1-2 …), issued by the office and claimed by the head. */
export async function claimedLedger(stage: Stage, count: number): Promise<Place> {
  const place = await emptyLedger(stage);
  const office = await Caller.enter(stage, 'office');
  const problems = Array.from({ length: count }, (_, n) => ({ code: `1-${n + 1}`, original: originalOf(n) }));
  await office.command(place.ledger, 'issueFeedback', { problems });
  const head = await Caller.enter(stage, 'unit1head');
  for (const { id } of (await head.rows(place.ledger)).problems)
    await head.command(place.ledger, 'claim', { row: id });
  return place;
}

/** The feedback's words about the n-th problem of `claimedLedger`, counted from 0. */
export const originalOf = (n: number): string => `第${n + 1}项制度执行不到位，示例台账登记不全。`;

/** A task of the n-th problem with this measure, made through the door by unit1. Answers the row's id. */
export async function addTask(stage: Stage, { ledger }: Place, n: number, measure: string): Promise<string> {
  const unit = await Caller.enter(stage, 'unit1');
  const problem = (await unit.rows(ledger)).problems[n]?.id;
  const row = freshId();
  const cell = (field: string, value: string) => ({ cell: `${row}/${field}`, value });
  const intents = [
    cell('list', 'tasks'),
    cell('order', 'a0'),
    cell('problem', problem ?? ''),
    { text: `${row}/measure`, value: measure },
  ];
  await unit.command(ledger, 'editCells', { intents });
  return row;
}
