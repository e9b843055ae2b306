/** Says when a new calendar day has begun, for views that show lights. */

/** How soon after midnight the new day is noticed. */
const DAY_CHECK_MS = 60_000;

/** Calls `changed` once for each new value of `today`. Returns the end of it. */
export function onNewDay(today: () => string, changed: () => void): () => void {
  let day = today();
  const check = setInterval(() => {
    if (day === today()) return;
    day = today();
    changed();
  }, DAY_CHECK_MS);
  check.unref();
  return () => clearInterval(check);
}
