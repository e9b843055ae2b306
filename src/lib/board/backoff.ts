/** When to try a lost connection again: full jitter, the first try quick, so that 300 pages do not return as one. */

/** The widest window of a wait, in milliseconds. */
export const BACKOFF_MS_MAX = 30_000;
const FIRST_WINDOW_MS = 1_000;

/**
 * Milliseconds to wait before try number `tries` (0: the first one, at once). The window doubles from one second;
 * the wait is anywhere in it (`random` in [0, 1)).
 */
export function backoffMs(tries: number, random: number): number {
  if (tries <= 0) return 0;
  return Math.floor(random * Math.min(BACKOFF_MS_MAX, FIRST_WINDOW_MS * 2 ** Math.min(tries - 1, 20)));
}

/** Signs that the network or the page is back: listeners are told, the returned function ends it. */
export type WakeSource = (wake: () => void) => () => void;

/** `online`, a page shown again, a laptop opened. Outside a browser it never fires. */
export const browserWake: WakeSource = (wake) => {
  if (typeof window === 'undefined') return () => undefined;
  const visible = () => {
    if (document.visibilityState === 'visible') wake();
  };
  window.addEventListener('online', wake);
  window.addEventListener('pageshow', wake);
  document.addEventListener('visibilitychange', visible);
  return () => {
    window.removeEventListener('online', wake);
    window.removeEventListener('pageshow', wake);
    document.removeEventListener('visibilitychange', visible);
  };
};
