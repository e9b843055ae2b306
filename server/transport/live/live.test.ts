/** `/live` without a network: plain objects for sockets, views whose figures the test sets. */
import { beforeEach, describe, expect, it, vi, afterEach } from 'vitest';
import type { LedgerId, PersonId, RoundId } from '#domain/ids.ts';
import type { Figures } from '#domain/projections/figures.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { Changed, LiveMessage } from '#protocol/live.ts';
import type { Overview } from '#protocol/overview.ts';
import { SUBSCRIPTIONS_MAX } from '#server/transport/live/connection.ts';
import { CONNECTIONS_PER_PERSON_MAX, createLive } from '#server/transport/live/live.ts';
import { overviewFor } from '#server/views/overview.ts';
import type { RoundFigures, Views } from '#server/views/views.contract.ts';

const ROUND = 'round00000000001' as RoundId;
const VIEW = `overview:${ROUND}`;
const [L1, L2] = ['ledger0000000001', 'ledger0000000002'] as [LedgerId, LedgerId];
const ANNA = 'person0000000001' as PersonId;
const figures = (problems: number): Figures => ({
  problems,
  closed: 0,
  longTerm: 0,
  basicallyDone: 0,
  open: problems,
  reported: 0,
  overdue: 0,
  dueSoon: 0,
  inReview: 0,
  rate: 0,
  divisor: problems,
});
const reviews = {
  figures: { closedThisWeek: 0, returned: 0, returnedTwice: 0, attention: 0 },
  problemsSeq: 1,
  closings: new Map<string, number>(),
  attention: [],
  recent: [],
};
const roundAt = (at: number, first: number, second: number): RoundFigures => ({
  round: ROUND,
  name: '示例轮次',
  at,
  longTermOutOfRate: false,
  today: '2026-06-10',
  startsOn: '2026-06-01',
  focusEndsOn: '2026-08-31',
  units: [
    { ledger: L1, name: '单位1', figures: figures(first), reviews },
    { ledger: L2, name: '单位2', figures: figures(second), reviews },
  ],
});

describe('/live', () => {
  let state: RoundFigures | undefined;
  let watchers: Set<(figures: RoundFigures) => void>;
  let granted: Outcome<ReadonlySet<LedgerId>>;
  let grants: Promise<void>;
  let reported: unknown[];
  let live: ReturnType<typeof createLive>;

  const views: Views = {
    current: () => Promise.resolve(state),
    watch: (_round, listener) => {
      watchers.add(listener);
      return () => watchers.delete(listener);
    },
    overview: (_round, ledgers) => Promise.resolve(state && overviewFor(state, new Set(ledgers))),
    figures: () => Promise.resolve(new Map()),
    close: () => undefined,
  };
  beforeEach(() => {
    [state, watchers, reported] = [roundAt(7, 1, 2), new Set(), []];
    granted = accept(new Set([L1, L2]));
    grants = Promise.resolve();
    live = createLive({
      views,
      mayWatch: () => grants.then(() => granted),
      departments: { current: () => Promise.resolve(undefined), watch: () => () => undefined },
      mayWatchDepartment: () => Promise.resolve(refuse('FORBIDDEN')),
      dictionaries: { watch: () => () => undefined, current: () => Promise.resolve(undefined) },
      mayWatchDictionaries: () => Promise.resolve(refuse('FORBIDDEN')),
      report: (error) => reported.push(error),
    });
  });
  afterEach(() => {
    vi.useRealTimers();
    expect(reported).toEqual([]);
  });

  function connect(person = ANNA, session = 'session') {
    const said: LiveMessage[] = [];
    const socket = {
      bufferedAmount: 0,
      closed: undefined as number | undefined,
      send: (text: string) => void said.push(JSON.parse(text) as LiveMessage),
      close: (code: number) => void (socket.closed = code),
    };
    const connection = live.open(socket, { person, session, name: '安某' });
    const say = (message: object) => connection.receive(JSON.stringify(message));
    const answers = (count: number) =>
      vi.waitFor(() => expect(said).toHaveLength(count), { timeout: 5_000, interval: 2 });
    const values = () => said.map((message) => (message as Changed).value as Overview);
    return { said, socket, connection, say, answers, values };
  }
  function move(to: RoundFigures): void {
    state = to;
    for (const watcher of watchers) watcher(to);
  }

  it('[L3] a subscription is answered at once with the whole view and the commit it is of', async () => {
    const { say, answers, said } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW, at: 5 });
    await answers(1);
    expect(said[0]).toEqual({
      type: 'CHANGED',
      view: VIEW,
      from: 5,
      to: 7,
      value: overviewFor(roundAt(7, 1, 2), new Set([L1, L2])),
    });
  });

  it('[L4] changes say from which commit to which they lead; what looks the same is not pushed', async () => {
    const { say, answers, said } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    await answers(1);
    move(roundAt(8, 1, 2));
    move(roundAt(9, 1, 3));
    expect(said).toHaveLength(2);
    expect(said[1]).toMatchObject({ type: 'CHANGED', from: 7, to: 9, value: { total: { problems: 4 } } });
  });

  it('[L3] UNSUBSCRIBE ends it; a second SUBSCRIBE of one view replaces the first', async () => {
    const { say, answers, said } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    say({ type: 'SUBSCRIBE', view: VIEW, at: 7 });
    await answers(2);
    expect(watchers.size).toBe(1);
    say({ type: 'UNSUBSCRIBE', view: VIEW });
    await vi.waitFor(() => expect(watchers.size).toBe(0));
    move(roundAt(9, 9, 9));
    expect(said).toHaveLength(2);
  });

  it.each(['overview:nowhere', 'desk:1', `overview:${ROUND}:more`])(
    '[L3] an unknown view is refused: %s',
    async (view) => {
      const { say, answers, said } = connect();
      say({ type: 'SUBSCRIBE', view });
      await answers(1);
      expect(said[0]).toEqual({ type: 'REFUSED', view, code: 'NOT_FOUND' });
    },
  );

  it('[L3] a round that does not exist is refused and not watched', async () => {
    state = undefined;
    const { say, answers, said } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    await answers(1);
    expect(said[0]).toMatchObject({ type: 'REFUSED', code: 'NOT_FOUND' });
    expect(watchers.size).toBe(0);
  });

  it('[L6] who may not watch is refused; who may watch a part gets that part and its totals', async () => {
    granted = refuse('FORBIDDEN');
    const stranger = connect();
    stranger.say({ type: 'SUBSCRIBE', view: VIEW });
    await stranger.answers(1);
    expect(stranger.said[0]).toMatchObject({ type: 'REFUSED', code: 'FORBIDDEN' });
    granted = accept(new Set([L2]));
    const partial = connect();
    partial.say({ type: 'SUBSCRIBE', view: VIEW });
    await partial.answers(1);
    expect(partial.values()[0]).toMatchObject({ units: [{ ledger: L2 }], total: { problems: 2 } });
    move(roundAt(8, 5, 2));
    expect(partial.said).toHaveLength(1);
  });

  it('[L6] changed rights reach an open subscription, and nothing is pushed while they are asked', async () => {
    const { say, answers, said, values } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    await answers(1);
    let answer = (): void => undefined;
    grants = new Promise((resolve) => (answer = resolve));
    granted = accept(new Set([L1]));
    const done = live.rightsChanged({ person: ANNA });
    move(roundAt(9, 4, 4));
    expect(said).toHaveLength(1);
    answer();
    await done;
    expect(said).toHaveLength(2);
    expect(values()[1]).toMatchObject({ at: 9, units: [{ ledger: L1 }], total: { problems: 4 } });
    granted = refuse('FORBIDDEN');
    await live.rightsChanged({});
    expect(said[2]).toEqual({ type: 'REFUSED', view: VIEW, code: 'FORBIDDEN' });
    move(roundAt(10, 9, 9));
    expect(said).toHaveLength(3);
  });

  it('[L6] a ledger that joins the round reaches those who watch it', async () => {
    granted = accept(new Set([L1]));
    const { say, answers, said, values } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    await answers(1);
    granted = accept(new Set([L1, L2]));
    await live.rightsChanged({});
    expect(said).toHaveLength(2);
    expect(values()[1]?.units.map((unit) => unit.ledger)).toEqual([L1, L2]);
  });

  it('[L6] a change of rights of somebody else asks nobody', async () => {
    const { say, answers, said } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    await answers(1);
    granted = refuse('FORBIDDEN');
    await live.rightsChanged({ person: 'person0000000002' as PersonId });
    expect(said).toHaveLength(1);
  });

  it('[L6] a change of rights during SUBSCRIBE is not overtaken by the older answer', async () => {
    const { say, said } = connect();
    let answer = (): void => undefined;
    grants = new Promise((resolve) => (answer = resolve));
    say({ type: 'SUBSCRIBE', view: VIEW });
    const done = live.rightsChanged({ person: ANNA });
    granted = accept(new Set([L2]));
    answer();
    await done;
    expect(
      said.map((message) => ((message as Changed).value as Overview).units.map((unit) => unit.ledger)),
    ).toEqual([[L2]]);
  });

  it('[L7] the end of a session closes its sockets with 4401 and nobody else’s', () => {
    const [mine, other] = [connect(), connect(ANNA, 'other')];
    live.sessionEnded('session');
    expect([mine.socket.closed, other.socket.closed]).toEqual([4401, undefined]);
  });

  it.each([
    '',
    '{',
    '[]',
    '{"type":"SUBSCRIBE"}',
    '{"type":"PUBLISH","view":"x"}',
    '{"type":"SUBSCRIBE","view":"x","at":-1}',
    '{"type":"SUBSCRIBE","view":"x","more":1}',
    '{"type":"UNSUBSCRIBE","view":"x","at":1}',
  ])('[L2] what is not a message of this protocol closes the socket: %s', (text) => {
    const { connection, socket } = connect();
    connection.receive(text);
    expect(socket.closed).toBe(4400);
  });

  it('[L8] subscriptions of a socket, sockets of a person and waiting messages are bounded', async () => {
    const { say, answers, said, socket } = connect();
    for (let n = 0; n <= SUBSCRIPTIONS_MAX; n += 1)
      say({ type: 'SUBSCRIBE', view: `overview:round${String(n).padStart(11, '0')}` });
    await answers(SUBSCRIPTIONS_MAX + 1);
    expect(said.at(-1)).toMatchObject({ type: 'REFUSED', code: 'TOO_MANY' });
    for (let n = 0; n < 100; n += 1) say({ type: 'SUBSCRIBE', view: VIEW });
    expect(socket.closed).toBe(4429);
    for (let n = 1; n < CONNECTIONS_PER_PERSON_MAX; n += 1) connect();
    expect(live.hasRoom(ANNA)).toBe(false);
    expect(live.hasRoom('person0000000002' as PersonId)).toBe(true);
  });

  it('[L8] a slow socket gets only the newest state once it has drained; a stuck one is closed', async () => {
    const { say, answers, said, socket } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    await answers(1);
    vi.useFakeTimers();
    socket.bufferedAmount = 2_000_000;
    move(roundAt(8, 2, 2));
    move(roundAt(9, 3, 3));
    vi.advanceTimersByTime(5_000);
    expect(said).toHaveLength(1);
    socket.bufferedAmount = 0;
    vi.advanceTimersByTime(250);
    expect(said).toHaveLength(2);
    expect(said[1]).toMatchObject({ from: 7, to: 9 });
    socket.bufferedAmount = 2_000_000;
    move(roundAt(10, 4, 4));
    vi.advanceTimersByTime(30_250);
    expect(socket.closed).toBe(4508);
  });

  it('[L7] nothing is sent to a socket that is gone', async () => {
    const { say, answers, said, connection } = connect();
    say({ type: 'SUBSCRIBE', view: VIEW });
    await answers(1);
    live.gone(connection);
    move(roundAt(9, 3, 3));
    expect(said).toHaveLength(1);
    expect(watchers.size).toBe(0);
  });
});
