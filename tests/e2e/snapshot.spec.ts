/** A leader takes a snapshot in the page; the files that leave carry the number and the hash that were shown. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { expect, test, type Page } from '@playwright/test';
import ExcelJS from 'exceljs';
import { sentence } from '#messages/sentence.ts';
import { LedgerPage } from './ledger-page.ts';
import { enter } from './people.ts';
import { addTask, Caller, claimedLedger, originalOf } from './round.ts';
import { Stage } from './stage.ts';

const TITLE = '领导小组会前';

const stage = new Stage();
test.beforeAll(() => stage.start());
test.afterAll(() => stage.close());

/** Canonical JSON by hand, so that the product's own is not asked about itself. Keys of the content are ASCII. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const parts = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${parts.map(([key, held]) => `${JSON.stringify(key)}:${canonical(held)}`).join(',')}}`;
}

async function download(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const [file] = await Promise.all([page.waitForEvent('download'), press()]);
  return readFile(await file.path());
}

test('[J13] a snapshot taken by a leader leaves as xlsx and json with the number and SHA-256 shown', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 2);
  await addTask(stage, place, 0, '=1+1 不是公式');
  const { page, context, complaints } = await enter(browser, stage.url, 'leader1');
  const leader = await LedgerPage.open(page, stage.url, place.ledger, 'problems');
  await expect(await leader.cell(0, '反馈原文')).toHaveText(originalOf(0));
  await page.getByRole('toolbar').getByRole('button', { name: '存档' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('名称').fill(TITLE);
  await dialog.getByRole('button', { name: '存档', exact: true }).click();
  await expect(dialog).toContainText(new RegExp(`已存档：第 \\d+ 号《${TITLE}》`));
  const number = Number(/第 (\d+) 号/.exec(await dialog.innerText())?.[1]);
  const sha256 = await dialog.locator('code').innerText();
  expect(sha256).toMatch(/^[0-9a-f]{64}$/);

  // what is written afterwards is not in it
  await (
    await Caller.enter(stage, 'office')
  ).command(place.ledger, 'issueFeedback', { problems: [{ code: '9-9', original: '之后下发的问题。' }] });
  await page.goto(`${stage.url}/ledgers/${place.ledger}/snapshots`);
  const line = page.getByRole('row').filter({ hasText: TITLE });
  await expect(line).toContainText(`第 ${number} 号`);
  await expect(line.locator('code')).toHaveAttribute('title', sha256);

  const json = JSON.parse(
    (await download(page, () => line.getByRole('link', { name: 'json' }).click())).toString('utf8'),
  ) as Record<string, unknown>;
  const { snapshot, ...content } = json;
  expect(snapshot).toMatchObject({ number, title: TITLE, sha256 });
  expect(createHash('sha256').update(canonical(content)).digest('hex')).toBe(sha256);
  expect(content['problems']).toMatchObject([{ original: originalOf(0) }, { original: originalOf(1) }]);

  const workbook = new ExcelJS.Workbook();
  const bytes = await download(page, () => line.getByRole('link', { name: 'xlsx' }).click());
  await workbook.xlsx.load(new Uint8Array(bytes).buffer);
  const told = new Map<string, string>();
  workbook.getWorksheet('properties')?.eachRow((row) => told.set(row.getCell(1).text, row.getCell(3).text));
  expect(told.get('snapshotNumber')).toBe(String(number));
  expect(told.get('sha256')).toBe(sha256);
  const measures: unknown[] = [];
  for (const sheet of workbook.worksheets)
    sheet.eachRow((row) =>
      row.eachCell((cell) => cell.text.includes('不是公式') && measures.push(cell.value)),
    );
  expect(measures.length).toBeGreaterThan(0);
  for (const measure of measures) expect(measure).toBe('=1+1 不是公式');

  await leader.page.goto(`${stage.url}/ledgers/${place.ledger}?list=problems`);
  await leader.live();
  await page.getByRole('button', { name: '导出' }).click();
  const present = JSON.parse(
    (await download(page, () => page.getByRole('menuitem', { name: '数据文件' }).click())).toString('utf8'),
  ) as Record<string, unknown>;
  expect(present['problems']).toHaveLength(3);
  expect(present['snapshot']).toMatchObject({ number: null });
  // the issue afterwards is a milestone: it leaves a snapshot of its own, chained to the leader's
  const office = await Caller.enter(stage, 'office');
  const links = async (): Promise<unknown> => {
    const path = `/api/ledgers/${place.ledger}/snapshots`;
    const { items } = (await office.call('GET', path)) as {
      items: { number: number; previousSha256: string | null }[];
    };
    return items.find((one) => one.number === number + 1)?.previousSha256;
  };
  await expect.poll(links).toBe(sha256);
  expect(complaints).toEqual([]);
  await context.close();
});

test('[J30] a file on its way is seen, can be given up, and a refusal is said instead of saved', async ({
  browser,
}) => {
  const place = await claimedLedger(stage, 1);
  const { page, context } = await enter(browser, stage.url, 'unit1');
  const unit = await LedgerPage.open(page, stage.url, place.ledger, 'problems');
  await unit.live();
  const ask = async (): Promise<void> => {
    await page.getByRole('button', { name: '导出' }).click();
    await page.getByRole('menuitem', { name: '数据文件' }).click();
  };
  const files: string[] = [];
  page.on('download', (file) => files.push(file.suggestedFilename()));

  // the making takes as long as this test wants
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  await page.route('**/export.json', async (route) => {
    await held;
    // the page gave it up: nobody waits for the answer
    await route.continue().catch(() => undefined);
  });
  await ask();
  const errand = page.getByRole('status').getByRole('region', { name: /数据文件/ });
  await expect(errand).toContainText('正在生成文件');
  await errand.getByRole('button', { name: '取消' }).click();
  await expect(errand).toHaveCount(0);
  release();

  await page.unroute('**/export.json');
  const [file] = await Promise.all([page.waitForEvent('download'), ask()]);
  expect(file.suggestedFilename()).toMatch(/\.json$/);
  await expect(errand).toHaveCount(0);

  await page.route('**/export.json', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/json',
      body: JSON.stringify({ error: { code: 'UNAVAILABLE', params: {} } }),
    }),
  );
  await ask();
  await expect(page.getByText(sentence('UNAVAILABLE', {}, 'zh-CN'))).toBeVisible();
  expect(files).toHaveLength(1);
  await context.close();
});
