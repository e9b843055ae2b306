/** The main journey as it is lived: five people, one ledger, from the feedback document to the closed problem. */
import { expect, test } from '@playwright/test';
import { mainJourney } from './main-journey.ts';
import { emptyLedger } from './round.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J1] the office issues a feedback document, the unit writes while others watch, and a problem is closed by review', async ({ browser }) => {
  const people = await mainJourney(browser, stage.url, await emptyLedger(stage));
  expect(people.flatMap(({ complaints }) => complaints)).toEqual([]);
  await Promise.all(people.map(({ context }) => context.close()));
});
