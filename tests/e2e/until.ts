/** Waiting for what a server or a page does by itself. */

const POLL_MS = 50;

/** Poll until `condition` answers something; the error names what was waited for. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false>,
  msMax = 20_000,
): Promise<T> {
  const deadline = Date.now() + msMax;
  for (;;) {
    const value = await condition();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > deadline) throw new Error(`waited ${msMax} ms in vain: ${what}`);
    await new Promise((wake) => setTimeout(wake, POLL_MS));
  }
}
