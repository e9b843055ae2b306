/** A close reason may say when to come again: `CODE; retry-after=SECONDS` (docs/protocol.md, S13). */

const PATTERN = /; retry-after=(\d{1,4})$/;

export const withRetryAfter = (reason: string, ms: number): string =>
  `${reason}; retry-after=${Math.max(1, Math.ceil(ms / 1_000))}`;

/** Milliseconds, 0 where the reason says nothing. */
export const retryAfterMs = (reason: string | undefined): number =>
  Number(PATTERN.exec(reason ?? '')?.[1] ?? 0) * 1_000;
