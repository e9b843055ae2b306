/** People at their browsers: one context each, entered through the sign-in page's own door, every complaint of the page kept. */
import type { Browser, BrowserContext, BrowserContextOptions, Page } from '@playwright/test';

export interface Person {
  readonly context: BrowserContext;
  readonly page: Page;
  /** console errors, uncaught errors and CSP violations of all pages of this person so far */
  readonly complaints: string[];
}

/** A button or cell that does not come within this is missing. */
const ACTION_MS_MAX = 15_000;

/** Sign in as a demo account in a browser of its own at `url` and stay on an empty page there. */
export async function enter(browser: Browser, url: string, username: string, options: BrowserContextOptions = {}): Promise<Person> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(ACTION_MS_MAX);
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => message.type() === 'error' && complaints.push(`${message.text()} ${message.location().url}`));
  const answer = await context.request.post(`${url}/api/demo/enter`, { data: { username }, headers: { origin: url } });
  if (!answer.ok()) throw new Error(`${username} could not enter: ${answer.status()} ${await answer.text()}`);
  return { context, page, complaints };
}
