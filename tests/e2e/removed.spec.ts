/** Somebody is taken out of the unit while their page is open. */
import { expect, test } from '@playwright/test';
import type { PersonView } from '#protocol/services.ts';
import { CLOSE } from '#protocol/sync.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, freshId } from './round.ts';
import { connect } from './socket-client.ts';
import { Stage } from './stage.ts';

/** "At once", as a person sees it. */
const AT_ONCE_MS_MAX = 5_000;

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

test('[J7] a member removed from the unit is out at once: page, socket and doors', async ({ browser }) => {
  const place = await claimedLedger(stage, 2);
  const task = await addTask(stage, place, 0, '登记一次。');
  const { page, context } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(page, stage.url, place.ledger);
  await unit.write(0, '责任科室/人', '办公室');
  await unit.saved();
  const caller = await Caller.enter(stage, 'unit1');
  const socket = await connect(stage.url, place.ledger, caller.cookie, true);

  const admin = await Caller.enter(stage, 'admin');
  const { items } = (await admin.call('GET', '/api/people')) as { items: PersonView[] };
  const held = items.find(({ username }) => username === 'unit1')?.memberships[0];
  await admin.call('DELETE', `/api/memberships/${held?.id ?? ''}`);

  await expect(page.getByText('连接已结束。')).toBeVisible({ timeout: AT_ONCE_MS_MAX });
  await expect(unit.state).toHaveAttribute('data-saved', 'false');
  await expect(page.getByText('登记一次。')).toHaveCount(0);
  await expect(page.getByRole('gridcell')).toHaveCount(0);
  await page.keyboard.type('还想写');
  await page.keyboard.press('Enter');
  expect(await unit.pending()).toBe(0);

  expect(await socket.closed).toBe(CLOSE.forbidden);
  await expect(connect(stage.url, place.ledger, caller.cookie, true)).rejects.toThrow();
  const edit = {
    command: 'editCells',
    opId: freshId(),
    intents: [{ cell: `${task}/owner`, value: '财务股' }],
  };
  const answer = await stage.call(caller.cookie, 'POST', `/api/ledgers/${place.ledger}/commands`, edit);
  expect(answer.status).toBeGreaterThanOrEqual(403);
  expect(answer.status).toBeLessThanOrEqual(404);
  expect((await stage.call(caller.cookie, 'GET', `/api/ledgers/${place.ledger}`)).status).toBe(answer.status);

  await page.getByRole('button', { name: '刷新页面' }).click();
  await expect(page.getByText('出了什么事')).toBeVisible();
  await expect(page.getByText('登记一次。')).toHaveCount(0);
  expect((await (await Caller.enter(stage, 'office')).rows(place.ledger)).tasks).toMatchObject([
    { measure: '登记一次。', owner: '办公室' },
  ]);
  await context.close();
});
