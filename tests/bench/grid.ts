/** Measures the grid on its harness page, built as for production: first rows, frames while scrolling, a key until it is painted. */
import { chromium } from '@playwright/test';
import type { Page } from '@playwright/test';
import { build, preview } from 'vite';
import type { BenchResult } from './run.ts';

const ROWS = 2_500;
const WHEELS = 80;
const KEYS = 25;
/** one and a half of a 60 Hz frame */
const FRAME_LONG_MS = 25;
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const percentile = (values: readonly number[], share: number): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0) * 10) / 10;
};

export async function run(): Promise<BenchResult> {
  const configFile = new URL('../e2e/grid-harness/vite.config.ts', import.meta.url).pathname;
  await build({ configFile, logLevel: 'error' });
  const server = await preview({ configFile, logLevel: 'error', preview: { port: 31520 } });
  const browser = await chromium.launch({
    executablePath: process.env.SANDAN_CHROMIUM ?? '/usr/bin/chromium',
    args: ARGS,
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 800 } });
    await page.goto(`${server.resolvedUrls!.local[0]!}?rows=${ROWS}&rich`);
    const firstRowsMs = await page
      .waitForFunction(() => (window as { firstRowsMs?: number }).firstRowsMs)
      .then((value) => value.jsonValue());
    const { frames, wheelMs } = await scroll(page);
    const keys = await type(page);
    return {
      name: 'grid',
      metrics: {
        rows: ROWS,
        'first rows ms (from the start of the page script)': Math.round(firstRowsMs ?? 0),
        'frame p50 ms while scrolling': percentile(frames, 0.5),
        'frame p95 ms while scrolling': percentile(frames, 0.95),
        'longest frame ms while scrolling': percentile(frames, 1),
        'dropped frames while scrolling': frames.filter((frame) => frame > FRAME_LONG_MS).length,
        'frames while scrolling': frames.length,
        [`${WHEELS} wheel events ms`]: wheelMs,
        'key to paint p95 ms': percentile(keys, 0.95),
      },
    };
  } finally {
    await browser.close();
    await server.close();
  }
}

async function scroll(page: Page): Promise<{ frames: readonly number[]; wheelMs: number }> {
  await page.mouse.move(700, 400);
  await page.evaluate(() => {
    const seen: number[] = [];
    let before = performance.now();
    const frame = (now: number): void => {
      seen.push(now - before);
      before = now;
      requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    Object.assign(window, { seen });
  });
  const startedAt = performance.now();
  for (let wheel = 0; wheel < WHEELS; wheel++) await page.mouse.wheel(0, 240);
  const wheelMs = Math.round(performance.now() - startedAt);
  const frames = await page.evaluate(() => (window as unknown as { seen: number[] }).seen.slice(2));
  return { frames, wheelMs };
}

async function type(page: Page): Promise<readonly number[]> {
  await page.mouse.click(420, 300);
  await page.evaluate(() => {
    const painted: number[] = [];
    addEventListener(
      'keydown',
      (event) => {
        const pressed = event.timeStamp;
        requestAnimationFrame(() => setTimeout(() => painted.push(performance.now() - pressed)));
      },
      true,
    );
    Object.assign(window, { painted });
  });
  for (let key = 0; key < KEYS; key++) {
    await page.keyboard.press('ArrowDown');
    await page.waitForFunction(
      (count) => (window as unknown as { painted: number[] }).painted.length >= count,
      key + 1,
    );
  }
  return page.evaluate(() => (window as unknown as { painted: number[] }).painted);
}
