/**
 * A world with one clock and one source of chance: timers, dates and randomness of whatever runs in it follow from the seed.
 * Import it before anything that keeps such functions for itself, and `install` it before anything runs.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { seeded, type Random } from '../fuzz/random.ts';

/** Something that can die: what it set going never happens then. */
export interface Life {
  readonly name: string;
  dead: boolean;
}

interface Happening {
  readonly at: number;
  /** those of one moment happen in the order in which they were set going, as in node */
  readonly n: number;
  readonly life: Life | undefined;
  readonly work: () => void;
  cancelled: boolean;
}

const REAL_DATE = Date;
const realTurn = setImmediate;
const START = REAL_DATE.UTC(2026, 2, 2, 1);

/** What a fake timer gives back; node's own can be asked the same. */
class Timer {
  readonly happening: () => Happening;
  constructor(happening: () => Happening) {
    this.happening = happening;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
  hasRef(): boolean {
    return true;
  }
}

/** The world that the process lives in now: who keeps a function of chance for itself still asks this one. */
let worldNow: World | null = null;

export class World {
  readonly random: Random;
  nowMs = START;
  readonly #lives = new AsyncLocalStorage<Life>();
  readonly #happenings: Happening[] = [];
  #count = 0;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** Real time in which all promises that can settle have done so. */
  static turn(): Promise<void> {
    return new Promise((resolve) => void realTurn(() => resolve()));
  }

  live<T>(life: Life, work: () => T): T {
    return this.#lives.run(life, work);
  }

  /** `work` happens `ms` from now, unless the life that asks for it is dead by then. */
  after(ms: number, work: () => void, life: Life | undefined = this.#lives.getStore()): Happening {
    this.#count += 1;
    const happening = { at: this.nowMs + Math.max(0, ms), n: this.#count, life, work, cancelled: false };
    const before = (other: Happening): boolean =>
      happening.at < other.at || (happening.at === other.at && happening.n < other.n);
    let [low, high] = [0, this.#happenings.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (before(this.#happenings[middle]!)) high = middle;
      else low = middle + 1;
    }
    this.#happenings.splice(low, 0, happening);
    return happening;
  }

  /** Something between two bounds, in ms. */
  delay(from: number, to: number): number {
    return from + this.random.int(Math.round((to - from) * 1_000)) / 1_000;
  }

  /** Let everything happen that is due within `ms`. */
  async pass(ms: number): Promise<void> {
    const end = this.nowMs + ms;
    await World.turn();
    for (;;) {
      const next = this.#happenings[0];
      if (!next || next.at > end) break;
      this.#happenings.shift();
      if (next.cancelled || next.life?.dead) continue;
      this.nowMs = next.at;
      if (next.life) this.#lives.run(next.life, next.work);
      else this.#lives.exit(next.work);
      await World.turn();
    }
    this.nowMs = end;
  }

  /** Puts this world in the place of the real one, or of the one before: a process lives in one world at a time. */
  static install(world: World): void {
    worldNow = world;
    world.#replaceGlobals();
  }

  #replaceGlobals(): void {
    const timer = (ms: number | undefined, work: () => void): Timer => {
      const happening = this.after(ms ?? 0, work);
      return new Timer(() => happening);
    };
    const cancel = (given: unknown): void => {
      if (given instanceof Timer) given.happening().cancelled = true;
    };
    const every = (work: () => void, ms: number): Timer => {
      let next: Happening;
      const again = (): void => {
        next = this.after(Math.max(1, ms), () => {
          again();
          work();
        });
      };
      again();
      return new Timer(() => next);
    };
    type Work = (...given: unknown[]) => void;
    const fakes = {
      setTimeout: (work: Work, ms?: number, ...given: unknown[]) => timer(ms, () => work(...given)),
      setInterval: (work: Work, ms: number, ...given: unknown[]) => every(() => work(...given), ms),
      setImmediate: (work: Work, ...given: unknown[]) => timer(0, () => work(...given)),
      clearTimeout: cancel,
      clearInterval: cancel,
      clearImmediate: cancel,
      Date: this.#dates(),
    };
    Object.assign(globalThis, fakes);
    Math.random = () => this.random.int(2 ** 31) / 2 ** 31;
    this.#becomeRandom();
  }

  #dates(): DateConstructor {
    const now = (): number => Math.floor(worldNow!.nowMs);
    return class extends REAL_DATE {
      constructor(...given: [] | [number | string | Date]) {
        super(...((given.length === 0 ? [now()] : given) as [number]));
      }
      static override now(): number {
        return now();
      }
    } as DateConstructor;
  }

  #becomeRandom(): void {
    const fill = (bytes: Uint8Array): void => {
      for (let n = 0; n < bytes.length; n += 1) bytes[n] = worldNow!.random.int(256);
    };
    const replaced = {
      randomBytes: (length: number): Buffer => {
        const bytes = Buffer.alloc(length);
        fill(bytes);
        return bytes;
      },
      getRandomValues: <T extends ArrayBufferView>(array: T): T => {
        fill(new Uint8Array(array.buffer, array.byteOffset, array.byteLength));
        return array;
      },
    };
    Object.assign(crypto, { randomBytes: replaced.randomBytes });
    Object.defineProperty(crypto.webcrypto, 'getRandomValues', {
      value: replaced.getRandomValues,
      configurable: true,
    });
    syncBuiltinESMExports();
  }
}
