/** A refusal met while a page loads becomes its error page, with the code and a fitting status. */
import { error } from '@sveltejs/kit';
import type { Outcome, Refusal } from '#domain/refusals.ts';
import { sentence, type Locale } from '#messages/sentence.ts';
import type { Asker } from '#protocol/services.ts';

const STATUS: Readonly<Record<string, number>> = {
  NOT_SIGNED_IN: 401,
  SESSION_ENDED: 401,
  NOT_FOUND: 404,
  BAD_REQUEST: 400,
  UNAVAILABLE: 503,
  STORE_READ_ONLY: 503,
  INTERNAL: 500,
};

export function refused(refusal: Refusal, locale: Locale): never {
  const { code, params } = refusal;
  error(STATUS[code] ?? 403, { message: sentence(code, params, locale), code, params });
}

/** The value, or the error page. */
export function orRefuse<T>(outcome: Outcome<T>, locale: Locale): T {
  return outcome.ok ? outcome.value : refused(outcome, locale);
}

/** Whoever is signed in; the hook has sent everyone else to the sign-in page already. */
export function signedIn(locals: App.Locals): Asker {
  return locals.asker ?? refused({ ok: false, code: 'NOT_SIGNED_IN', params: {} }, locals.locale);
}
