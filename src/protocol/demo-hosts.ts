/** The names under .localhost by which the demo shows several people side by side, each with a session of its own (A21). Pure. */

/** Shows the seats in frames and has no session of its own. */
export const DEMO_HOST = 'demo.localhost';
/** A seat: the name under which one account sits. */
export const seatHost = (username: string): string => `${username}.${DEMO_HOST}`;
/** Taken by the demo: outside of it nobody is reached by such a name. */
export const isDemoName = (hostname: string): boolean =>
  hostname === DEMO_HOST || hostname.endsWith(`.${DEMO_HOST}`);
/** Every name that the demo answers to. */
export const demoHosts = (usernames: readonly string[]): readonly string[] => [
  DEMO_HOST,
  ...usernames.map(seatHost),
];

/** Where in the demo a request arrived: at the table with the frames, or at somebody's seat. */
export type DemoPlace =
  { readonly kind: 'table' } | { readonly kind: 'seat'; readonly username: string } | null;

/** `demo`: null outside demo mode, where there is no such place. */
export function demoPlaceOf(
  demo: { readonly accounts: readonly { readonly username: string }[] } | null,
  hostname: string,
): DemoPlace {
  if (demo === null) return null;
  if (hostname === DEMO_HOST) return { kind: 'table' };
  const account = demo.accounts.find(({ username }) => seatHost(username) === hostname);
  return account ? { kind: 'seat', username: account.username } : null;
}
