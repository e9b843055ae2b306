/** Counts the five tasks on our pages in Chromium, beside the same in a spreadsheet. Counts, no times: the figures are the same on every machine. */
import { chromium, type Browser } from '@playwright/test';
import playwright from '../../../playwright.config.ts';
import { LedgerPage } from '../../e2e/ledger-page.ts';
import { enter } from '../../e2e/people.ts';
import { Caller, claimedLedger, emptyLedger } from '../../e2e/round.ts';
import { Stage } from '../../e2e/stage.ts';
import type { BenchResult } from '../run.ts';
import { TASKS, type Effort, type Task } from './effort.ts';
import { Hands } from './hands.ts';
import { SIZES, SPREADSHEET, sumOf } from './spreadsheet.ts';
import { fillMeasures, findOverdue, handIn, importFeedback, returnOne } from './tasks.ts';

interface Listed {
  readonly items: readonly { readonly id: string }[];
}

/** The demo's round of as many units as the spreadsheet's side is counted for. */
async function demoRound(office: Caller): Promise<string> {
  const { items } = (await office.call('GET', '/api/rounds')) as {
    items: readonly { id: string; units: number }[];
  };
  const found = items.find(({ units }) => units === SIZES.units);
  if (!found) throw new Error(`The demo has no round of ${SIZES.units} units.`);
  return found.id;
}

/** A ledger in which an application waits for this reviewer. */
async function waitingFor(reviewer: Caller): Promise<string> {
  const { items } = (await reviewer.call('GET', '/api/ledgers')) as Listed;
  for (const { id } of items) {
    const { problems } = await reviewer.rows(id);
    if (problems.some(({ status }) => status === 'first_review')) return id;
  }
  throw new Error('Nothing waits for the first reviewer.');
}

async function counted(
  browser: Browser,
  stage: Stage,
  [username, path]: readonly [username: string, path: string],
  task: (hands: Hands) => Promise<void>,
): Promise<Effort> {
  const { context, page } = await enter(browser, stage.url, username);
  const hands = await Hands.at(page);
  await page.goto(`${stage.url}${path}`);
  if (path.startsWith('/ledgers/')) await new LedgerPage(page).live();
  await page.waitForLoadState('networkidle');
  await task(hands);
  const effort = hands.effort();
  await context.close();
  return effort;
}

const inWords = ({ keys, points, clicks, drags }: Effort): string =>
  `${keys} keys, ${points} ways, ${clicks} clicks, ${drags} drags`;

export async function run(): Promise<BenchResult> {
  const stage = await new Stage().start();
  const { executablePath, args } = playwright.use!.launchOptions!;
  const browser = await chromium.launch({ executablePath, args });
  try {
    const office = await Caller.enter(stage, 'office');
    const round = await demoRound(office);
    const review = await waitingFor(await Caller.enter(stage, 'resident1'));
    const { ledger: measures } = await claimedLedger(stage, SIZES.measures);
    const ours: Record<Task, () => Promise<Effort>> = {
      'import a feedback document': async () => {
        const { ledger } = await emptyLedger(stage);
        return counted(browser, stage, ['office', `/ledgers/${ledger}?list=problems`], importFeedback);
      },
      'fill ten measures': () =>
        counted(browser, stage, ['unit1', `/ledgers/${measures}?list=tasks`], fillMeasures),
      'find what is overdue': () => counted(browser, stage, ['office', `/rounds/${round}`], findOverdue),
      'return one application with an opinion': () =>
        counted(browser, stage, ['resident1', `/ledgers/${review}?list=problems`], returnOne),
      'hand in the round’s table': () => counted(browser, stage, ['office', `/rounds/${round}`], handIn),
    };
    const metrics: Record<string, string> = {};
    for (const task of TASKS) {
      metrics[`${task}: here`] = inWords(await ours[task]());
      metrics[`${task}: spreadsheet`] = inWords(sumOf(SPREADSHEET[task]));
    }
    return { name: 'hands', metrics };
  } finally {
    await browser.close();
    await stage.close();
  }
}
