/**
 * Large commands on a live ledger: an import of 2,500 problems and 10,000 tasks applied, and a paste of 45,000 intents; how long
 * they take, how long the event loop is ever held up, and what somebody who types meanwhile waits, in the same ledger and in another.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { workbookOf } from '#server/exchange/ledger-files/workbook.testing.ts';
import type { ImportPreview } from '#protocol/services.ts';
import { makeCast, type Cast } from '../contract/cast.ts';
import {
  at,
  openHouse,
  opId,
  upload,
  type House,
  type Reply,
  type Sent,
  type Visitor,
} from '../contract/house.ts';
import { largeSheet } from './excel.ts';
import { watchOwnWork } from './own-work.ts';
import type { BenchResult } from './run.ts';
import type { WaitingUser } from './waiting-user.ts';

/** What the paste writes into each task; texts into some of them. */
const PASTED = { due: '2026-10-31', dueText: '10月底前', immediate: true, withinFocus: true } as const;
const PASTED_TEXTS = 5_000;
const SETTLE_MS = 400;

class User {
  readonly #worker: Worker;

  constructor(user: WaitingUser) {
    this.#worker = new Worker(new URL('./waiting-user.ts', import.meta.url), { workerData: user });
  }
  hear = (): Promise<unknown> =>
    new Promise((resolve, reject) => {
      this.#worker.once('message', resolve);
      this.#worker.once('error', reject);
    });
  ask(word: string): Promise<{ longestMs: number; edits: number }> {
    const heard = this.hear() as Promise<{ longestMs: number; edits: number }>;
    this.#worker.postMessage(word);
    return heard;
  }
  forget = (): void => this.#worker.postMessage('forget');
}

const done = (reply: Reply): Reply => {
  if (reply.status !== 200) throw new Error(reply.text.slice(0, 300));
  return reply;
};
const command = async (who: Visitor, ledger: string, body: object): Promise<Reply> =>
  done(await who.post(`/api/ledgers/${ledger}/commands`, { opId: opId(), ...body }));

/** Somebody of the office who types into a problem of this ledger. */
async function typing(house: House, office: Visitor, ledger: string): Promise<User> {
  const answer = await command(office, ledger, {
    command: 'issueFeedback',
    problems: [{ code: '9-9', original: '原有问题整改不到位。' }],
  });
  const row = at(answer.json, 'value', 'problems', 0, 'row') as string;
  const user = new User({
    url: `ws://127.0.0.1:${house.port}/sync/${ledger}`,
    cookie: office.cookie,
    cell: `${row}/category`,
  });
  await user.hear();
  return user;
}

interface Measured {
  readonly ms: number;
  readonly blockMs: number;
  readonly ownMs: number;
  readonly sameMs: number;
  readonly otherMs: number;
}

async function measured(same: User, other: User, work: () => Promise<unknown>): Promise<Measured> {
  await pause(SETTLE_MS);
  same.forget();
  other.forget();
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  await pause(SETTLE_MS);
  delay.reset();
  const own = watchOwnWork();
  const start = performance.now();
  await work();
  const ms = performance.now() - start;
  // texts follow the commit into SQL, and whoever is in the ledger gets the update
  await pause(SETTLE_MS * 5);
  delay.disable();
  own.stop();
  const [inSame, inOther] = await Promise.all([same.ask('longest'), other.ask('longest')]);
  const waited = { sameMs: inSame.longestMs, otherMs: inOther.longestMs };
  return { ms, blockMs: delay.max / 1e6, ownMs: own.longestMs(), ...waited };
}

const figuresUnder = (
  name: string,
  { ms, blockMs, ownMs, sameMs, otherMs }: Measured,
): Record<string, number> => ({
  [`${name}: ms`]: ms,
  [`${name}: event loop held up at most ms`]: blockMs,
  [`${name}: own work in one turn at most ms`]: ownMs,
  [`${name}: an edit of the same ledger waited at most ms`]: sameMs,
  [`${name}: an edit of another ledger waited at most ms`]: otherMs,
});

/** Sends the file without looking at the answer: taking 7 MB of JSON apart would be this process's own block. */
async function sent(house: House, office: Visitor, ledger: string, file: Sent): Promise<void> {
  const { bytes, headers } = file;
  const answer = await fetch(`http://127.0.0.1:${house.port}/api/ledgers/${ledger}/import`, {
    method: 'POST',
    headers: { ...headers, cookie: office.cookie },
    body: new Uint8Array(bytes!),
  });
  await answer.arrayBuffer();
  if (answer.status !== 200) throw new Error(`The preview was answered with ${answer.status}.`);
}

async function previewed(office: Visitor, cast: Cast, file: Sent): Promise<string> {
  const reply = done(await office.send('POST', `/api/ledgers/${cast.ledger}/import`, file));
  const preview = reply.json as ImportPreview;
  const edits = preview.warnings
    .filter(({ severity }) => severity === 'must')
    .map((warning) => ({ do: 'settle', warning: warning.id, settled: true }));
  for (let from = 0; from < edits.length; from += 500)
    done(await office.patch(`/api/imports/${preview.import}`, { edits: edits.slice(from, from + 500) }));
  return preview.import;
}

export async function run(): Promise<BenchResult> {
  const house = await openHouse();
  try {
    const cast = await makeCast(house);
    const office = await cast.as('office');
    const file = upload('台账.xlsx', workbookOf([largeSheet()]));
    const id = await previewed(office, cast, file);
    const same = await typing(house, office, cast.ledger);
    const other = await typing(house, office, cast.otherLedger);
    const imported = await measured(same, other, async () =>
      done(await office.post(`/api/imports/${id}/apply`, { opId: opId() })),
    );
    const again = await measured(same, other, () => sent(house, office, cast.ledger, file));
    const lists = (await office.get(`/api/ledgers/${cast.ledger}`)).json;
    const tasks = at(lists, 'tasks') as { id: string }[];
    const intents = tasks.flatMap(({ id: row }, n) => [
      ...Object.entries(PASTED).map(([field, value]) => ({ cell: `${row}/${field}`, value })),
      ...(n < PASTED_TEXTS ? [{ text: `${row}/supervisionNote`, value: `第${n}件请按期办结。` }] : []),
    ]);
    const pasted = await measured(same, other, () =>
      command(office, cast.ledger, { command: 'editCells', intents }),
    );
    return {
      name: 'apply',
      metrics: {
        'problems / tasks brought in': `${(at(lists, 'problems') as unknown[]).length - 1} / ${tasks.length}`,
        ...figuresUnder('import', imported),
        ...figuresUnder('preview of the same file against that board', again),
        'intents pasted / of them texts': `${intents.length} / ${PASTED_TEXTS}`,
        ...figuresUnder('paste', pasted),
      },
    };
  } finally {
    await house.close();
  }
}
