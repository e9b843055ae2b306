/**
 * The overview of a round of 70 units on the real server, in Chromium: from the navigation to its rows painted, from an edit on
 * a socket to the figure that shows it, alone and while others write; and how long the server's event loop ever stood still.
 * Goals: 500 ms, 300 ms. On a busy machine both also wait for a processor: the server's own processor time is counted apart.
 */
import { chromium, type Page } from '@playwright/test';
import { setCell } from '#document/write.ts';
import playwright from '../../playwright.config.ts';
import { Caller } from '../e2e/round.ts';
import { connect, type SocketClient } from '../e2e/socket-client.ts';
import { PASSWORD, Stage } from '../e2e/stage.ts';
import { makeLargeLedger } from './large-ledger.ts';
import { fillRound } from './large-round.ts';
import type { BenchResult } from './run.ts';

const UNITS = 70;
const PROBLEMS = 100;
const TASKS_EACH = 4;
const OPENINGS = 9;
const EDITS = 30;
/** between two edits whose way to the overview is timed: longer than the pause between two pushes, and not in step with it */
const BETWEEN_EDITS_MS = [310, 370, 430, 520, 640];
/** between two edits of somebody who writes meanwhile */
const STORM_EVERY_MS = 40;
const DONE = ['未完成', '已完成'] as const;

const at = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
};
const pause = (ms: number): Promise<void> => new Promise((wake) => setTimeout(wake, ms));

async function signIn(page: Page, url: string): Promise<void> {
  const response = await page.request.post(`${url}/api/auth/sign-in/username`, {
    data: { username: 'leader1', password: PASSWORD },
    headers: { origin: url },
  });
  if (!response.ok()) throw new Error(`sign-in: ${response.status()}`);
}

/** From the start of the navigation until the units' rows are painted, in ms by the page's own clock. */
async function open(page: Page, address: string): Promise<number> {
  await page.goto(address, { waitUntil: 'commit' });
  return page.evaluate(
    (units) =>
      new Promise<number>((resolve) => {
        const look = () => {
          if (document.querySelectorAll('tr[data-unit]').length >= units)
            requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
          else requestAnimationFrame(look);
        };
        look();
      }),
    UNITS,
  );
}

interface Standing {
  /** the longest the server's loop stood still since this was last asked, with the 10 ms between its samples, in ms */
  readonly pause: number;
  /** processor time of all its threads so far, in ms */
  readonly work: number;
}

async function standing(url: string): Promise<Standing> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const ms = (name: string): number => {
    const seconds = new RegExp(`^${name} ([\\d.e+-]+)$`, 'm').exec(text)?.[1];
    if (seconds === undefined) throw new Error(`the server does not say ${name}`);
    return Number(seconds) * 1_000;
  };
  return { pause: ms('nodejs_eventloop_lag_max_seconds'), work: ms('process_cpu_seconds_total') };
}

/** Timestamps (ms, both clocks are the machine's) of each change of the unit's row, newest last. */
async function watchRow(page: Page, unit: string): Promise<void> {
  await page.evaluate((name) => {
    const box = window as unknown as { painted: number[]; watching?: MutationObserver };
    box.watching?.disconnect();
    box.painted = [];
    const row = document.querySelector(`tr[data-unit="${name}"]`);
    if (!row) throw new Error(`no row of ${name}`);
    let before = row.textContent;
    box.watching = new MutationObserver(() => {
      if (row.textContent === before) return;
      before = row.textContent;
      requestAnimationFrame(() =>
        setTimeout(() => box.painted.push(performance.timeOrigin + performance.now())),
      );
    });
    box.watching.observe(row, { subtree: true, childList: true, characterData: true });
  }, unit);
}

/** Ms from each edit on the socket until the open overview had painted it. */
async function timeEdits(page: Page, client: SocketClient, task: string, unit: string): Promise<number[]> {
  await watchRow(page, unit);
  const times: number[] = [];
  for (let n = 0; n < EDITS; n += 1) {
    await pause(BETWEEN_EDITS_MS[n % BETWEEN_EDITS_MS.length]!);
    const sent = performance.timeOrigin + performance.now();
    const answer = await client.sendEdit((doc) => setCell(doc, `${task}/completion`, DONE[(n + 1) % 2]!));
    if (answer !== 'saved') throw new Error(answer);
    const seen = await page.waitForFunction(
      (count) => (window as unknown as { painted: number[] }).painted[count],
      n,
      { polling: 'raf', timeout: 10_000 },
    );
    times.push((await seen.jsonValue())! - sent);
  }
  return times;
}

/** Writes a cell that no figure counts until it is told to stop. */
function storm(client: SocketClient, task: string): () => Promise<void> {
  let isOn = true;
  const writing = (async () => {
    for (let n = 0; isOn; n += 1) {
      await client.sendEdit((doc) => setCell(doc, `${task}/owner`, `第${n}科室`));
      await pause(STORM_EVERY_MS);
    }
  })();
  return () => {
    isOn = false;
    return writing;
  };
}

export async function run(): Promise<BenchResult> {
  const stage = await new Stage().start();
  const { executablePath, args } = playwright.use!.launchOptions!;
  const browser = await chromium.launch({ executablePath, args });
  const clients: SocketClient[] = [];
  try {
    const { ledger } = await makeLargeLedger(stage, PROBLEMS, TASKS_EACH);
    const head = await Caller.enter(stage, 'unit1head');
    const { items } = (await head.call('GET', '/api/ledgers')) as {
      items: { id: string; round: string; unit: { name: string } }[];
    };
    const place = items.find(({ id }) => id === ledger)!;
    await stage.end('SIGTERM');
    const today = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
    const size = { units: UNITS - 1, problems: PROBLEMS, tasksEach: TASKS_EACH, today };
    await fillRound(stage.folder, place.round, size);
    await stage.start();

    const address = `${stage.url}/rounds/${place.round}`;
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    const page = await context.newPage();
    await signIn(page, stage.url);
    await standing(stage.url);
    const first = await open(page, address);
    const opened = await standing(stage.url);
    const openings: number[] = [];
    for (let n = 0; n < OPENINGS; n += 1) openings.push(await open(page, address));
    const reopened = await standing(stage.url);

    await page.goto(address);
    await page.waitForSelector('[data-live=live]');
    const rows = await head.rows(ledger);
    const [problem, other] = rows.problems;
    const tasks = rows.tasks.filter((task) => task.problem === problem!.id);
    const otherTask = rows.tasks.find((task) => task.problem === other!.id)!;
    const client = await connect(stage.url, ledger, head.cookie, true);
    clients.push(client);
    for (const task of tasks.slice(1))
      await client.sendEdit((doc) => setCell(doc, `${task.id}/completion`, '已完成'));
    await pause(1_000);
    const before = await standing(stage.url);
    const alone = await timeEdits(page, client, tasks[0]!.id, place.unit.name);
    const edited = await standing(stage.url);
    const second = await connect(stage.url, ledger, head.cookie, true);
    clients.push(second);
    const calm = storm(second, otherTask.id);
    const together = await timeEdits(page, client, tasks[0]!.id, place.unit.name);
    const crowded = await standing(stage.url);
    await calm();
    return {
      name: 'overview',
      metrics: {
        'units / problems / tasks': `${UNITS} / ${UNITS * PROBLEMS} / ${UNITS * PROBLEMS * TASKS_EACH}`,
        'first opening after a start, ms': first,
        'rows painted, median ms': at(openings, 0.5),
        'rows painted, slowest ms': at(openings, 1),
        'edit to figure, median ms': at(alone, 0.5),
        'edit to figure, p95 ms': at(alone, 0.95),
        'edit to figure while another writes 20 a second, median ms': at(together, 0.5),
        'edit to figure while another writes 20 a second, p95 ms': at(together, 0.95),
        'event loop, longest pause of the first opening, ms': opened.pause,
        'event loop, longest pause of an opening, ms': reopened.pause,
        'event loop, longest pause of a push, ms': edited.pause,
        'event loop, longest pause of a push while another writes, ms': crowded.pause,
        'processor time of the server for an opening, ms': (reopened.work - opened.work) / OPENINGS,
        'processor time of the server for an edit and its push, ms': (edited.work - before.work) / EDITS,
      },
    };
  } finally {
    for (const client of clients) client.close();
    await browser.close();
    await stage.close();
  }
}
