/** How many passwords are hashed or checked at once: each costs 19 MiB, so their number is bounded. */
import { refuse, type Outcome } from '#domain/refusals.ts';
import type { Knock } from '#server/transport/http/door.ts';

let checking = 0;

/** `UNAVAILABLE` when as many are under way as the limit allows. */
export async function checkingPassword<T>(
  knock: Knock,
  check: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  if (checking >= knock.parts.limits.passwordChecksMax) return refuse('UNAVAILABLE');
  checking += 1;
  try {
    return await check();
  } finally {
    checking -= 1;
  }
}
