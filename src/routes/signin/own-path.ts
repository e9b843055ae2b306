/** Where somebody goes after signing in: only ever to a page of our own. */

/**
 * `next` where it is a path of this origin as a browser reads it, past tabs, breaks and backslashes; otherwise the front door.
 * `origin`: as in `http://10.0.0.8:3000`.
 */
export const ownPath = (next: string | null, origin: string): string =>
  next?.startsWith('/') && URL.canParse(next, origin) && new URL(next, origin).origin === origin ? next : '/';
