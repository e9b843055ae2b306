/** The last resort for what the pages' framework throws where nobody can wait for it: its redirects are no errors, and end nothing. */

/**
 * From now on a promise that failed with no error (a redirect, a refusal of the framework) is logged when nobody waited for it. An
 * error still ends the process: what it left half done is not known.
 */
export function outliveStrayRedirects(log: {
  readonly error: (fields: object, message: string) => void;
}): void {
  process.on('unhandledRejection', (reason) => {
    if (reason instanceof Error) throw reason;
    log.error({ reason: JSON.stringify(reason) }, 'an answer was thrown where nobody waited for it');
  });
}
