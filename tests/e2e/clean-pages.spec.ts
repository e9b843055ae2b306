/** Every page, light and dark: nothing in the console, nothing against the content security policy, no serious flaw of accessibility. */
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import type { LedgerSummary, RoundSummary } from '#protocol/services.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter, type Person } from './people.ts';
import { Caller } from './round.ts';
import { Stage } from './stage.ts';

const stage = new Stage();
let round = '';
let ledger = '';
test.beforeAll(async () => {
  await stage.start();
  const office = await Caller.enter(stage, 'office');
  round = ((await office.call('GET', '/api/rounds')) as { items: RoundSummary[] }).items[0]?.id ?? '';
  const { items } = (await office.call('GET', `/api/ledgers?round=${round}`)) as { items: LedgerSummary[] };
  ledger = items.find(({ unit }) => unit.name.includes('交通'))?.id ?? '';
});
test.afterAll(() => stage.close());

/** A snapshot of the ledger with a difference behind it, that its head may write back. */
async function snapshotBefore(of: string): Promise<string> {
  const caller = await Caller.enter(stage, 'unit1head');
  const taken = (await caller.call('POST', `/api/ledgers/${of}/snapshots`, { title: '看一看' })) as {
    id: string;
  };
  const { problems, tasks } = await caller.rows(of);
  const working = new Set(problems.filter(({ status }) => status === 'rectifying').map(({ id }) => id));
  const task = tasks.find(({ problem }) => working.has(problem));
  const intents = [{ text: `${task?.id}/note`, value: `看一看 ${taken.id}` }];
  await caller.command(of, 'editCells', { intents });
  return taken.id;
}

/** All rules, in one pass over the one frame of the page; what passes is not listed. */
async function flaws(page: Page): Promise<unknown[][]> {
  expect(page.frames()).toHaveLength(1);
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 160)).slice(0, 3)]);
}

/** Look at the page as it stands; all its flaws are told together. */
async function look({ page, complaints }: Person, what: string): Promise<void> {
  expect.soft(await flaws(page), what).toEqual([]);
  expect.soft(complaints.splice(0), `${what}: console`).toEqual([]);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`[J11] pages of office and unit are clean, ${colorScheme}`, async ({ browser }) => {
    test.slow();
    const office = await enter(browser, stage.url, 'office', { colorScheme });
    await look(office, 'sign-in');
    for (const path of [
      '/rounds',
      `/rounds/${round}`,
      `/rounds/${round}/manage`,
      `/rounds/${round}/problems?figure=overdue`,
      `/rounds/${round}/wall`,
      `/ledgers/${ledger}/import`,
      `/ledgers/${ledger}/snapshots`,
      `/ledgers/${ledger}/history`,
      '/admin/dictionaries',
      '/account',
    ]) {
      await office.page.goto(stage.url + path);
      await expect(office.page.getByRole('heading').first()).toBeVisible();
      await look(office, path);
    }
    await expect(office.page.locator('html')).toHaveAttribute('data-theme', colorScheme);
    await office.context.close();

    const head = await enter(browser, stage.url, 'unit1head', { colorScheme });
    const page = await LedgerPage.open(head.page, stage.url, ledger, 'problems');
    await look(head, 'problems');
    for (const list of ['duties', 'tasks'] as const) {
      await page.list(list);
      await look(head, list);
    }
    await page.panel(0, '任务编号');
    await look(head, 'panel');
    await head.page.getByRole('button', { name: '看这个问题的改动' }).click();
    await expect(head.page.getByRole('article').first()).toBeVisible();
    await look(head, 'history in the panel');
    await head.page.getByRole('button', { name: '回收站' }).click();
    await expect(head.page.getByRole('dialog')).toBeVisible();
    await look(head, 'bin');
    await head.context.close();
  });

  test(`[J11] pages of snapshots are clean, ${colorScheme}`, async ({ browser }) => {
    const head = await enter(browser, stage.url, 'unit1head', { colorScheme });
    const snapshot = await snapshotBefore(ledger);
    for (const path of [`/snapshots/${snapshot}/compare`, `/snapshots/${snapshot}/restore`]) {
      await head.page.goto(stage.url + path);
      await expect(head.page.getByRole('checkbox').or(head.page.getByRole('combobox')).first()).toBeVisible();
      await look(head, path);
    }
    await head.context.close();
  });

  test(`[J11] pages of administrator, department and leader's phone are clean, ${colorScheme}`, async ({
    browser,
  }) => {
    test.slow();
    const admin = await enter(browser, stage.url, 'admin', { colorScheme });
    for (const path of [
      '/admin/people',
      '/admin/organisations',
      '/admin/memberships',
      '/admin/limits',
      '/admin/log',
    ]) {
      await admin.page.goto(stage.url + path);
      await expect(admin.page.getByRole('heading', { level: 1 })).toBeVisible();
      await look(admin, path);
    }
    await admin.context.close();

    const department = await enter(browser, stage.url, 'department1', { colorScheme });
    await department.page.goto(`${stage.url}/department`);
    await expect(department.page.getByText('修复水毁路段3处').first()).toBeVisible();
    await look(department, '/department');
    await department.context.close();

    const leader = await enter(browser, stage.url, 'leader1', {
      colorScheme,
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    for (const path of [
      `/rounds/${round}`,
      `/rounds/${round}/problems?figure=closed`,
      `/ledgers/${ledger}`,
    ]) {
      await leader.page.goto(stage.url + path);
      await expect(leader.page.getByText('已销号').first()).toBeVisible();
      await look(leader, `phone ${path}`);
    }
    await leader.context.close();
  });
}

test('[J11] a page that breaks the policy or has a flaw is heard: the check itself can fail', async ({
  browser,
}) => {
  const { page, context, complaints } = await enter(browser, stage.url, 'office');
  expect(await flaws(page)).toEqual([]);
  await page.evaluate(() => {
    const pale = document.createElement('p');
    pale.textContent = '看不清的一句话';
    pale.style.cssText = 'position: fixed; inset: 0 auto auto 0; z-index: 9; color: #ddd; background: #fff';
    document.body.append(document.createElement('button'), pale);
  });
  expect((await flaws(page)).map(([id]) => id)).toEqual(['button-name', 'color-contrast']);
  await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'document.title = "broken"';
    document.body.append(script);
  });
  await expect.poll(() => complaints.join()).toContain('Content Security Policy');
  expect(await page.title()).not.toBe('broken');
  await context.close();
});
