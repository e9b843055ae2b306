/** One run: people work, things go wrong as the seed says, everything comes to rest, and the verdict is asked. */
import { cellsOfNewRow } from '#document/write.ts';
import type { LedgerId } from '#domain/ids.ts';
import { LEDGER, seedLedger } from '#server/rooms/rooms.testing.ts';
import { Disk, type Lie } from './disk.ts';
import { Network } from './network.ts';
import { Browser, Page, Person, type Setting, type Written } from './people.ts';
import { Server, type Governed } from './server.ts';
import { judge } from './verdict.ts';
import { Witness } from './witness.ts';
import { World, type Life } from './world.ts';

export interface RunResult {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly commits: number;
  readonly acknowledged: number;
  readonly frames: number;
  readonly marks: number;
  readonly crashes: number;
  readonly epochs: number;
  readonly simulatedSeconds: number;
}

const PROBLEMS = ['problem000000001', 'problem000000002'] as const;
const PAGES_MAX = 7;
const REST_STEPS_MAX = 600;
const REST_STEP_MS = 1_000;

export class Simulation {
  readonly #world: World;
  readonly #disk: Disk;
  readonly #witness: Witness;
  readonly #network: Network;
  readonly #server: Server;
  readonly #people = [
    new Person('editor', 'unit_editor'),
    new Person('second', 'unit_editor'),
    new Person('head', 'unit_head'),
    new Person('office', 'office'),
    new Person('leader', 'leader'),
  ];
  readonly #browsers: Browser[];
  readonly #written = new Map<number, Written>();
  readonly #withdrawn = new Set<number>();
  readonly #setting: Setting;
  readonly #seed: number;
  #tokens = 0;
  #crashes = 0;
  #epochs = 0;
  #busy: Promise<void> | null = null;

  constructor(world: World, seed: number, lie: Lie | null) {
    this.#world = world;
    this.#seed = seed;
    this.#disk = new Disk(world, lie);
    const ledger: LedgerId = LEDGER;
    this.#witness = new Witness(this.#disk, ledger);
    this.#witness.withoutRightsMs = (id) => {
      const person = this.#people.find((one) => one.id === id);
      if (!person || (person.role !== null && person.role !== 'leader')) return 0;
      return world.nowMs - person.roleSinceMs;
    };
    this.#network = new Network(world, this.#witness);
    this.#server = new Server(world, this.#disk, this.#network, this.#witness, this.#people, ledger);
    this.#setting = {
      world,
      network: this.#network,
      ledger,
      written: this.#written,
      nextToken: () => (this.#tokens += 1),
      withdrawn: this.#withdrawn,
    };
    // the first works at two machines
    this.#browsers = [...this.#people, this.#people[0]!].map((person) => new Browser(person));
  }

  async run(steps: number): Promise<RunResult> {
    await this.#begin();
    for (let n = 0; n < steps && this.#witness.violations.length === 0; n += 1) {
      this.#step();
      await this.#world.pass(
        this.#world.random.chance(0.03) ? this.#world.delay(1_000, 40_000) : this.#world.delay(0, 250),
      );
    }
    if (this.#witness.violations.length === 0) await this.#rest();
    if (this.#witness.violations.length === 0) await this.#judge();
    return {
      seed: this.#seed,
      violations: this.#witness.violations,
      commits: this.#witness.durableSeq,
      acknowledged: this.#witness.acknowledged.size,
      frames: this.#witness.frames,
      marks: this.#written.size,
      crashes: this.#crashes,
      epochs: this.#epochs,
      simulatedSeconds: Math.round((this.#world.nowMs - Date.UTC(2026, 2, 2, 1)) / 1_000),
    };
  }

  get pages(): Page[] {
    return this.#browsers.flatMap((browser) => browser.pages);
  }

  async #begin(): Promise<void> {
    const life: Life = { name: 'installation', dead: false };
    const seeded = seedLedger(this.#disk.open(life));
    await this.#world.pass(1_000);
    await seeded;
    this.#server.start();
    this.#server.govern(
      this.#people[3]!,
      PROBLEMS.flatMap((row, n) => [
        ...(cellsOfNewRow({ row, list: 'problems', order: `a${n}` }) as Governed[]),
        { key: `${row}/status`, value: 'rectifying' },
        { key: `${row}/original`, value: '制度执行不严' },
        ...(cellsOfNewRow({
          row: `task00000000000${n}`,
          list: 'tasks',
          order: 'a0',
          problem: row,
        }) as Governed[]),
      ]),
    );
    await this.#world.pass(1_000);
    for (const browser of this.#browsers) new Page(this.#setting, browser);
    await this.#world.pass(3_000);
  }

  #step(): void {
    const { random } = this.#world;
    const kind = random.int(1_000);
    if (kind < 780) {
      const { pages } = this;
      if (pages.length > 0) random.of(pages).act();
    } else if (kind < 830) this.#goWrongOnTheWire();
    else if (kind < 870) this.#changePages();
    else if (kind < 900) this.#govern();
    else if (kind < 930) this.#changeRights();
    else if (kind < 945) this.#crash();
    else if (kind < 955) this.#stop();
    else if (kind < 962) this.#server.inside((rooms) => void this.#newEpoch(rooms.switchEpoch(LEDGER)));
    else if (kind < 970) this.#server.inside((rooms) => void rooms.tidy());
    else if (kind < 980) this.#disk.failing = this.#server.life.dead ? false : random.chance(0.3);
    else if (kind < 985) this.#server.skewMs = random.int(7_200_000) - 3_600_000;
    else if (kind < 992) this.#network.down = !this.#network.down;
    else for (const page of this.pages) page.wake();
    this.#mendServer();
  }

  /** A server whose disk failed takes no more writes: somebody starts it again. */
  #mendServer(): void {
    if (this.#server.logged.some((message) => message.includes('takes no more writes'))) this.#crash();
  }

  #goWrongOnTheWire(): void {
    const { random } = this.#world;
    const connection = this.#network.any();
    if (!connection) return;
    const kind = random.int(4);
    if (kind === 0) connection.cut();
    else if (kind === 1) connection.freeze();
    else connection.slowness = random.chance(0.5) ? 0 : this.#world.delay(100, 4_000);
  }

  #changePages(): void {
    const { random } = this.#world;
    const browser = random.of(this.#browsers);
    if (random.chance(0.3) && this.pages.length < PAGES_MAX) new Page(this.#setting, browser);
    else if (browser.pages.length > 0) {
      random.of(browser.pages).unload();
      if (random.chance(0.8)) new Page(this.#setting, browser);
    } else new Page(this.#setting, browser);
  }

  #govern(): void {
    const { random } = this.#world;
    const row = random.of(PROBLEMS);
    const status = random.of(['rectifying', 'rectifying', 'first_review', 'reopened']);
    const text = { key: `${row}/original`, value: `制度执行不严 ${random.int(1_000)}` };
    this.#server.govern(
      this.#people[3]!,
      random.chance(0.6) ? [{ key: `${row}/status`, value: status }] : [text],
    );
  }

  #changeRights(): void {
    const { random } = this.#world;
    const person = random.of([this.#people[1]!, this.#people[2]!]);
    person.role = person.role === person.usual ? (random.chance(0.5) ? 'leader' : null) : person.usual;
    person.roleSinceMs = this.#world.nowMs;
    this.#server.inside((rooms) => void rooms.rightsChanged({ person: person.id }));
  }

  #crash(): void {
    if (this.#server.life.dead) return;
    this.#crashes += 1;
    this.#busy = null;
    this.#server.crash(this.#world.random.chance(0.3));
    this.#startAgain();
  }

  #stop(): void {
    if (this.#server.life.dead || this.#busy) return;
    const stopped = this.#server.stop().then(() => {
      if (this.#busy !== stopped) return;
      this.#busy = null;
      this.#startAgain();
    });
    this.#busy = stopped;
  }

  #startAgain(): void {
    this.#server.logged.length = 0;
    this.#world.after(this.#world.delay(10, 3_000), () => this.#startServer(), undefined);
  }

  #startServer(): void {
    if (!this.#server.life.dead || this.#busy) return;
    this.#server.start();
    this.#server.askCommands();
  }

  async #newEpoch(begun: Promise<{ readonly ok: boolean }>): Promise<void> {
    if ((await begun).ok) this.#epochs += 1;
  }

  /** Everything is mended, everybody opens a page again, and time goes by until nothing waits. */
  async #rest(): Promise<void> {
    this.#network.down = false;
    this.#disk.failing = false;
    for (const person of this.#people) person.role = person.usual;
    await this.#world.pass(5_000);
    this.#startServer();
    for (const connection of this.#network.connections) connection.slowness = 0;
    this.#server.inside((rooms) =>
      this.#people.forEach(({ id }) => void rooms.rightsChanged({ person: id })),
    );
    this.#server.govern(
      this.#people[3]!,
      PROBLEMS.map((row) => ({ key: `${row}/status`, value: 'rectifying' })),
    );
    await this.#world.pass(5_000);
    for (const page of this.pages) page.unload();
    for (const browser of this.#browsers) new Page(this.#setting, browser);
    for (let n = 0; n < REST_STEPS_MAX; n += 1) {
      await this.#world.pass(REST_STEP_MS);
      this.#mendServer();
      if (this.#server.life.dead) this.#startServer();
      if (this.#isAtRest()) return void (await this.#world.pass(5_000));
    }
    const states = this.pages.map(({ core, life }) => `${life.name} ${core.line.state} ${core.pending}`);
    this.#witness.violate(`no rest: ${states.join(', ')}; ${this.#server.logged.slice(-3).join('; ')}`);
  }

  #isAtRest(): boolean {
    return (
      !this.#server.hasOpenCommands &&
      this.pages.every(({ core }) => core.line.state === 'live' && core.pending === 0)
    );
  }

  async #judge(): Promise<void> {
    await judge({
      disk: this.#disk,
      witness: this.#witness,
      ledger: LEDGER,
      pages: this.pages,
      browsers: this.#browsers,
      written: this.#written,
      withdrawn: this.#withdrawn,
    });
  }
}
