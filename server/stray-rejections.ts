/** The last resort for what the pages' framework rejects where nobody can wait for it: one page's failure is not everybody's end. */

/** From now on a promise that nobody waited for is logged when it fails. An error that is thrown still ends the process. */
export function outliveStrayRejections(log: {
  readonly error: (fields: object, message: string) => void;
}): void {
  process.on('unhandledRejection', (reason) =>
    log.error(
      { err: reason instanceof Error ? reason : { reason: String(reason) } },
      'a promise failed that nobody waited for',
    ),
  );
}
