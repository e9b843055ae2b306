/** Disks that go back at any moment, epochs by themselves and by decision: no loss stays hidden from whoever has its receipt, and no whole log is called short (S17). */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { setCell } from '#document/write.ts';
import type { Receipt } from '#protocol/sync.ts';
import { TASK } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  LEDGER,
  memoryStore,
  OFFICER,
  roomsOn,
  sampleRooms,
  TestPage,
  type MemoryStore,
  type Setting,
} from '#server/rooms/rooms.testing.ts';

type Step =
  | { readonly kind: 'write' | 'epoch' | 'save' | 'decide' }
  | { readonly kind: 'back' | 'show'; readonly which: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.constant({ kind: 'write' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'epoch' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'save' as const }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'decide' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('back' as const), which: fc.nat(20) }) },
  { weight: 5, arbitrary: fc.record({ kind: fc.constant('show' as const), which: fc.nat(200) }) },
);
const RUNS = 40;
const STEPS_MAX = 30;

/** What a receipt was issued on: decisions count only when they came later. */
interface Issued {
  readonly receipt: Receipt;
  readonly time: number;
}

class World {
  store!: MemoryStore;
  #setting!: Setting;
  readonly #issued: Issued[] = [];
  /** disks as they were, with when decisions in them were made */
  readonly #saved: { readonly image: Buffer; readonly decisions: readonly number[] }[] = [];
  #decisions: readonly number[] = [];
  #time = 0;
  #clockMs = Date.parse('2026-03-01T00:00:00Z');
  #writes = 0;
  /** losses that were noticed */
  noticed = 0;

  readonly #parts = { clock: () => new Date((this.#clockMs += 1_000)) };

  async open(): Promise<void> {
    const setting = await sampleRooms(this.#parts);
    this.store = setting.store;
    this.#setting = setting;
    this.#save();
  }
  #save(): void {
    this.#saved.push({ image: this.store.database.serialize(), decisions: this.#decisions });
  }

  async do(step: Step): Promise<void> {
    this.#time += 1;
    const { rooms } = this.#setting;
    switch (step.kind) {
      case 'write': {
        const page = await new TestPage(rooms, EDITOR1).board();
        if ((await page.next('welcome')).body.readOnly !== null) return;
        this.#writes += 1;
        page.edit(`write${this.#writes}x`, (doc) => setCell(doc, `${TASK}/owner`, `第${this.#writes}次`));
        this.#issued.push({ receipt: (await page.next('ack')).body.receipt, time: this.#time });
        return;
      }
      case 'epoch':
        await rooms.switchEpoch(LEDGER);
        return;
      case 'save':
        return this.#save();
      case 'decide':
        if (await this.#isClosed()) await this.#decide();
        return;
      case 'back':
        return this.#goBack(step.which);
      case 'show': {
        const shown = this.#issued[step.which % Math.max(1, this.#issued.length)];
        if (shown) await this.#show(shown);
      }
    }
  }

  async #isClosed(): Promise<boolean> {
    const page = await new TestPage(this.#setting.rooms, EDITOR1).board();
    return (await page.next('welcome')).body.readOnly !== null;
  }
  async #decide(): Promise<void> {
    const begun = await this.#setting.rooms.switchEpoch(LEDGER, {
      person: OFFICER.person,
      reason: '接受缺失',
      records: () => [],
    });
    expect(begun.ok).toBe(true);
    this.#decisions = [...this.#decisions, this.#time];
  }
  /** The disk is what it was at an earlier moment; memory is gone. */
  async #goBack(which: number): Promise<void> {
    await this.#setting.rooms.close();
    const saved = this.#saved[which % this.#saved.length]!;
    this.#decisions = saved.decisions;
    this.store = memoryStore(saved.image);
    this.#setting = roomsOn(this.store, this.#parts);
  }

  async #show({ receipt, time }: Issued): Promise<void> {
    const before = await this.#isClosed();
    const page = await new TestPage(this.#setting.rooms, EDITOR1).board({ receipt });
    const isClosed = (await page.next('welcome')).body.readOnly !== null;
    const isHeld = this.store.database
      .prepare('SELECT 1 FROM log WHERE seq = ? AND hash = ?')
      .pluck()
      .get(receipt.seq, receipt.hash);
    // a whole log is never called short
    if (isHeld) return expect(isClosed).toBe(before);
    // what is gone is noticed, unless somebody decided after it was acknowledged
    const isForgiven = this.#decisions.some((decided) => decided > time);
    if (!isForgiven) expect(isClosed).toBe(true);
    if (!isClosed || before) return;
    this.noticed += 1;
    // and a decision settles it for good
    await this.#decide();
    const again = await new TestPage(this.#setting.rooms, EDITOR1).board({ receipt });
    expect((await again.next('welcome')).body.readOnly).toBeNull();
  }

  close = (): Promise<void> => this.#setting.rooms.close();
}

describe('[S17] receipts over epochs, at random', () => {
  it('[S17] no loss is hidden, no whole log is called short, and a decision settles what was shown (seed 20261123)', async () => {
    let noticed = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: STEPS_MAX }), async (steps) => {
        const world = new World();
        await world.open();
        for (const one of steps) await world.do(one);
        await world.close();
        noticed += world.noticed;
      }),
      { seed: 20261123, numRuns: RUNS },
    );
    expect(noticed).toBeGreaterThan(5);
  });
});
