/** Tells watchers of a thing what it is now, soon after it may have changed and at most four times a second. Knows no view. */

/** Four a second. */
const BETWEEN_PUSHES_MS = 250;

export interface PaceParts<Key, Value> {
  /** Read the thing as it stands; undefined: there is no such thing. */
  readonly read: (key: Key) => Promise<Value | undefined>;
  /** A failed reading: the watchers keep what they have. */
  readonly report: (error: unknown) => void;
}

interface Watched<Value> {
  readonly listeners: Set<(value: Value) => void>;
  stale: boolean;
  /** set while the pause after a push lasts */
  pause: NodeJS.Timeout | undefined;
}

export type Pace<Key, Value> = ReturnType<typeof createPace<Key, Value>>;

export function createPace<Key, Value>({ read, report }: PaceParts<Key, Value>) {
  const watched = new Map<Key, Watched<Value>>();

  async function tell(key: Key, one: Watched<Value>): Promise<void> {
    one.stale = false;
    one.pause = setTimeout(() => {
      one.pause = undefined;
      if (one.stale) void tell(key, one);
    }, BETWEEN_PUSHES_MS);
    try {
      const value = await read(key);
      if (value !== undefined) for (const listener of [...one.listeners]) listener(value);
    } catch (error) {
      report(error);
    }
  }
  function mark(key: Key): void {
    const one = watched.get(key);
    if (!one) return;
    one.stale = true;
    if (one.pause === undefined) void tell(key, one);
  }

  return {
    /** What is watched now. */
    keys: (): readonly Key[] => [...watched.keys()],
    /** It may have changed. */
    mark,
    markAll(): void {
      for (const key of watched.keys()) mark(key);
    },
    /** Returns the unsubscription. */
    watch(key: Key, listener: (value: Value) => void): () => void {
      const one = watched.get(key) ?? { listeners: new Set(), stale: false, pause: undefined };
      watched.set(key, one);
      one.listeners.add(listener);
      return () => {
        one.listeners.delete(listener);
        if (one.listeners.size > 0 || watched.get(key) !== one) return;
        clearTimeout(one.pause);
        watched.delete(key);
      };
    },
    close(): void {
      for (const one of watched.values()) clearTimeout(one.pause);
      watched.clear();
    },
  };
}
