/** The stage of the exchange's tests: a real embedded store; rooms and commands are stood in for. Used by tests only. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LedgerId, PersonId, RowId } from '#domain/ids.ts';
import type { ProblemRow } from '#domain/projections/rows.ts';
import { accept } from '#domain/refusals.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import { createExchange } from '#server/exchange/exchange.ts';
import { feedbackStatements, prepareFeedback } from '#server/exchange/feedback/document-record.ts';
import { openSqliteStore } from '#server/store/sqlite/open.ts';
import type { Store } from '#server/store/store.ts';
import { ledgerId, partiesOf } from './parties.ts';

export const LEDGER = ledgerId(1) as LedgerId;
export const PERSON = 'person0000000001' as PersonId;
export const BY = { person: PERSON, name: '办公室同志' };
export const ACTOR = {
  person: PERSON,
  name: BY.name,
  roles: ['office' as const],
  organisations: ['office0000000001' as never],
};
const AT = '2026-03-31T01:02:03.000Z';

/** The one problem of the ledger that the stand-in rooms know. */
export const standing = (original: string): ProblemRow => ({
  id: 'problem000000001' as RowId,
  list: 'problems',
  order: 'a0',
  deleted: false,
  code: '1-1',
  original,
  source: '县委巡察',
  category: '责任方面',
  subcategory: null,
  categories: {},
  symptom: '',
  nature: null,
  key: false,
  kind: 'timed',
  due: null,
  previousId: null,
  status: 'issued',
  claim: {},
  supervisionNote: '',
  evidenceCount: 0,
  completion: '未完成',
  longTerm: false,
});

export const value = <T>(outcome: { ok: true; value: T } | { ok: false; code: string }): T => {
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value;
};
export const codeOf = (outcome: { ok: boolean; code?: string }): string =>
  outcome.ok ? 'ok' : (outcome.code ?? '');

export interface Stage {
  readonly folder: string;
  readonly store: Store;
  readonly exchange: Exchange;
  /** what a test may look at and change behind the exchange's back */
  readonly board: {
    original: string;
    commands: { opId: string; problems: { code: string; source: string }[] }[];
  };
  readonly close: () => Promise<void>;
}

export async function openStage(): Promise<Stage> {
  let counter = 0;
  const nextId = (): string => `made${String((counter += 1)).padStart(12, '0')}`;
  const board: Stage['board'] = { original: '责任不实。', commands: [] };
  const folder = await mkdtemp(join(tmpdir(), 'sandan-exchange-'));
  const store = await openSqliteStore(folder);
  await store.commit([
    [
      ...partiesOf(store, 2),
      store.db
        .insertInto('person')
        .values({
          id: PERSON,
          username: 'office',
          name: BY.name,
          active: 1,
          must_change_password: 0,
          created_at: AT,
        })
        .compile(),
    ],
  ]);
  const exchange = createExchange({
    store,
    rooms: {
      committed: async (ledger) =>
        accept({
          lists: {
            problems:
              ledger === LEDGER
                ? [
                    standing(board.original),
                    { ...standing(board.original), id: 'problem000000002' as RowId, deleted: true },
                  ]
                : [],
            duties: [],
            tasks: [],
          },
          seq: 5,
          epoch: 1,
          at: AT,
        }),
    },
    runCommand: async (ledger, by, input) => {
      const command = input as {
        opId: string;
        document: string;
        problems: { code: string; source: string }[];
      };
      const prepared = await prepareFeedback(store.db, ledger, command.document);
      if (!prepared.ok) return prepared;
      board.commands.push(command);
      const rows = Object.fromEntries(
        command.problems.map((given, n) => [given.code, `row${String(n).padStart(13, '0')}` as RowId]),
      );
      const issued = { id: nextId(), ledger, person: by.actor.person, seq: 9, at: AT, rows };
      const logged = store.db.insertInto('log').values({
        commit_no: 9,
        ledger,
        seq: 9,
        epoch: 1,
        at: AT,
        person: by.actor.person,
        role: 'office',
        session: 'session',
        op_id: command.opId,
        act: 'command:issueFeedback',
        prev_hash: 'g',
        hash: 'h',
        content_hash: 'h',
        answer: JSON.stringify({ superseded: [], value: { problems: command.problems.length } }),
      });
      await store.commit([[...feedbackStatements(store.db, prepared.value, issued), logged.compile()]]);
      return accept({ seq: 9, value: { problems: command.problems.length } });
    },
    clock: {
      now: () => new Date(AT),
      today: () => '2026-03-31',
      dayOf: (at) => new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10),
    },
    ids: nextId,
    log: { warn: () => undefined },
  });
  return {
    folder,
    store,
    exchange,
    board,
    close: async () => {
      await exchange.close();
      await store.close();
      await rm(folder, { recursive: true });
    },
  };
}
