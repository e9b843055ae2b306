/** The server is gone and somebody has written on: the page saves the whole ledger as files of this computer, what is unsent included. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { canonicalSha256 } from '#server/exchange/canonical.ts';
import { rowsOfMachineSheet } from '#server/exchange/row-files/machine-rows.testing.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, claimedLedger } from './round.ts';
import { Stage } from './stage.ts';
import { Wire } from './wire.ts';

const MEASURE = '健全登记制度。';
const TYPED = '断网时补写：=逐件核查\\_x000D_';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

async function saved(page: Page, button: string): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: button }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

test('[J26] without a server the page saves its ledger as a workbook and as data, what was typed since included', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, MEASURE);
  const wire = await new Wire(stage.port).mend();
  const unit = await enter(browser, wire.url, 'unit1');
  const page = await LedgerPage.open(unit.page, wire.url, place.ledger);
  await expect(await page.cell(0, '整改措施')).toHaveText(MEASURE);
  await expect(page.state).toHaveAttribute('data-self-contained', 'true', { timeout: 15_000 });

  await wire.cut();
  await unit.context.setOffline(true);
  await expect(unit.page.getByText('已断网。')).toBeVisible();
  await page.append(0, '整改措施', TYPED);
  await unit.page.keyboard.press('Enter');
  await expect(await page.cell(0, '整改措施')).toHaveText(MEASURE + TYPED);

  const data = await saved(unit.page, '存成数据文件');
  expect(data.name).toMatch(/本机保存-\d{4}-\d\d-\d\d\.json$/u);
  const { snapshot, ...content } = JSON.parse(data.bytes.toString('utf8')) as {
    snapshot: { sha256: string; savedFromPage: { unsent: string[] } };
    tasks: { id: string; measure: string }[];
  };
  const [task] = content.tasks;
  expect(task?.measure).toBe(MEASURE + TYPED);
  expect(snapshot.sha256).toBe(canonicalSha256(content));
  expect(snapshot.savedFromPage.unsent).toEqual([`${task?.id}/measure`]);

  const workbook = await saved(unit.page, '存成 Excel');
  expect(workbook.name).toMatch(/\.xlsx$/u);
  const rows = await rowsOfMachineSheet(workbook.bytes);
  expect(rows.find(({ row }) => row.id === task?.id)).toMatchObject({
    ledger: place.ledger,
    row: { measure: MEASURE + TYPED },
    changed: [],
  });
  await test.info().attach('saved.xlsx', { body: workbook.bytes });

  // a tablet that is turned has its other layout, too
  const wide = unit.page.viewportSize()!;
  await unit.page.setViewportSize({ width: 390, height: 844 });
  await expect(unit.page.locator('article').first()).toBeVisible();
  await unit.page.setViewportSize(wide);

  await wire.mend();
  await unit.context.setOffline(false);
  await expect(page.state).toHaveAttribute('data-saved', 'true', { timeout: 45_000 });
  const answer = await unit.context.request.get(`${wire.url}/api/ledgers/${place.ledger}/export.json`);
  const exported = (await answer.json()) as typeof content & { snapshot: object };
  expect(exported.tasks[0]?.measure).toBe(MEASURE + TYPED);
  expect('savedFromPage' in exported.snapshot).toBe(false);
  await unit.context.close();
  await wire.cut();
});
