/** People at their browsers: one context each, entered as the sign-in page does it, every complaint of the page kept. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** console errors, uncaught errors and CSP violations of all pages of this person so far */
  readonly complaints: string[];
}

/** A button or cell that does not come within this is missing. */
const ACTION_MS_MAX = 15_000;

/** Sign in as a demo account in a browser of its own at `url` and stay on the sign-in page. */
export async function enter(
  browser: Browser,
  url: string,
  username: string,
  options: BrowserContextOptions = {},
): Promise<Person> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(ACTION_MS_MAX);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on(
    'console',
    (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`),
  );
  await page.goto(`${url}/signin`);
  // the page's own request: the browser resolves names that this process does not know
  const status = await page.evaluate(async (name) => {
    const headers = { 'content-type': 'application/json' };
    return (
      await fetch('/api/demo/enter', { method: 'POST', headers, body: JSON.stringify({ username: name }) })
    ).status;
  }, username);
  if (status !== 200) throw new Error(`${username} could not enter: ${status}`);
  return { context, page, complaints };
}
