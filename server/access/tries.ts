/** How often a name may be tried from one address: the two together, since a whole office shares one address. Bounded memory. */
import { isIPv6 } from 'node:net';
import { GRANTED, refuse, type Verdict } from '#domain/refusals.ts';

export interface TriesLimits {
  readonly triesMax: number;
  readonly windowMinutes: number;
  readonly entriesMax: number;
}

export interface Tries {
  /** Counts a try before it is made, so that many at once are no way around. `TOO_MANY_TRIES {minutes}` until the window ends. */
  readonly attempt: (name: string, address: string) => Verdict;
  /** The try was right: the name starts anew from this address. */
  readonly succeeded: (name: string, address: string) => void;
}

/** Addresses of one network subscriber count as one: all of an IPv6 /64. */
function subscriber(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1]) return mapped[1];
  if (!isIPv6(address)) return address;
  const [head = '', tail] = address.split('%')[0]?.split('::') ?? [];
  const groups = head.split(':').filter((group) => group !== '');
  const rest = (tail ?? '').split(':').filter((group) => group !== '');
  const zeros =
    tail === undefined ? [] : new Array<string>(Math.max(0, 8 - groups.length - rest.length)).fill('0');
  return [...groups, ...zeros, ...rest].slice(0, 4).join(':');
}

export function createTries(limits: TriesLimits, now: () => number): Tries {
  const windows = new Map<string, { count: number; readonly endsAt: number }>();
  const keyOf = (name: string, address: string): string =>
    `${name.toLowerCase().slice(0, 64)}\n${subscriber(address)}`;

  return {
    attempt(name, address) {
      const key = keyOf(name, address);
      const at = now();
      const open = windows.get(key);
      if (open && open.endsAt > at) {
        if (open.count >= limits.triesMax)
          return refuse('TOO_MANY_TRIES', { minutes: Math.ceil((open.endsAt - at) / 60_000) });
        open.count += 1;
        return GRANTED;
      }
      windows.delete(key);
      // The oldest window goes first: a flood of names forgets itself, not the process.
      const oldest = windows.size >= limits.entriesMax ? windows.keys().next().value : undefined;
      if (oldest !== undefined) windows.delete(oldest);
      windows.set(key, { count: 1, endsAt: at + limits.windowMinutes * 60_000 });
      return GRANTED;
    },
    succeeded(name, address) {
      windows.delete(keyOf(name, address));
    },
  };
}
