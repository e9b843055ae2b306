/** The real rooms over the simulated disk: started, crashed, stopped and started again, with commands that are asked again until they are answered. */
import type { LedgerId } from '#domain/ids.ts';
import { accept } from '#domain/refusals.ts';
import { createRooms, type LiveRooms } from '#server/rooms/rooms.ts';
import type { Disk } from './disk.ts';
import type { Network } from './network.ts';
import type { Person } from './people.ts';
import type { Witness } from './witness.ts';
import type { Life, World } from './world.ts';

export interface Governed {
  readonly key: string;
  readonly value: string | boolean | null;
}
interface Command {
  readonly opId: string;
  readonly by: Person;
  readonly cells: readonly Governed[];
  /** of the server that was asked last */
  asked: Life | null;
}

export const TODAY = '2026-03-02';
/** Small, so that they are met: rooms that leave memory, checkpoints, readers that are too slow. */
const LIMITS = {
  checkpointEvery: 25,
  roomIdleMs: 4_000,
  bufferedBytesPause: 2_000,
  bufferedBytesMax: 200_000,
  stuckMs: 20_000,
};

export class Server {
  rooms: LiveRooms | null = null;
  life: Life = { name: 'no server', dead: true };
  /** ms that the server's clock is off */
  skewMs = 0;
  readonly logged: string[] = [];
  readonly #world: World;
  readonly #disk: Disk;
  readonly #network: Network;
  readonly #witness: Witness;
  readonly #people: readonly Person[];
  readonly #ledger: LedgerId;
  readonly #commands = new Set<Command>();
  #ops = 0;

  constructor(
    world: World,
    disk: Disk,
    network: Network,
    witness: Witness,
    people: readonly Person[],
    ledger: LedgerId,
  ) {
    this.#world = world;
    this.#disk = disk;
    this.#network = network;
    this.#witness = witness;
    this.#people = people;
    this.#ledger = ledger;
  }

  start(): void {
    const life: Life = { name: 'server', dead: false };
    this.life = life;
    const store = this.#disk.open(life);
    const note = (_fields: object, message: string): void => void this.logged.push(message);
    const rooms = this.#world.live(life, () =>
      createRooms({
        store,
        actorFor: (person) =>
          new Promise((resolve) => {
            const actor = this.#people.find(({ id }) => id === person)?.actor ?? null;
            this.#world.after(0.5, () => resolve(actor), life);
          }),
        receiptKey: 'the key of the simulation',
        clock: () => new Date(this.#world.nowMs + this.skewMs),
        today: () => TODAY,
        log: { info: note, warn: note, error: note },
        limits: LIMITS,
      }),
    );
    this.rooms = rooms;
    this.#network.server = {
      life,
      join: (person, wire) => {
        const who = this.#people.find(({ id }) => id === person);
        return who
          ? rooms.join(
              this.#ledger,
              { person: who.id, session: `session of ${who.name}`, name: who.name },
              wire,
            )
          : null;
      },
    };
  }

  /** As by kill -9 or a power cut. `quietly`: nobody's connection is told, as when the whole machine is gone. */
  crash(quietly: boolean): void {
    if (this.life.dead) return;
    this.life.dead = true;
    this.rooms = null;
    this.#network.server = null;
    for (const connection of [...this.#network.connections]) {
      if (quietly) connection.freeze();
      else connection.cut();
    }
    this.#disk.crash();
  }

  /** A clean stop. */
  async stop(): Promise<void> {
    const { rooms, life } = this;
    if (!rooms || life.dead) return;
    this.#network.server = null;
    await this.#world.live(life, () => rooms.close());
    life.dead = true;
    this.rooms = null;
  }

  /** Runs in the server, if there is one. */
  inside(work: (rooms: LiveRooms) => void): void {
    const { rooms } = this;
    if (rooms && !this.life.dead) this.#world.live(this.life, () => work(rooms));
  }

  /** Ask for a governed change; it is asked again, under the same operation, until somebody answers. */
  govern(by: Person, cells: readonly Governed[]): void {
    this.#ops += 1;
    this.#commands.add({ opId: `command${String(this.#ops).padStart(9, '0')}`, by, cells, asked: null });
    this.askCommands();
  }

  get hasOpenCommands(): boolean {
    return this.#commands.size > 0;
  }

  askCommands(): void {
    const { life } = this;
    for (const command of this.#commands) {
      if (command.asked === life) continue;
      this.inside((rooms) => {
        command.asked = life;
        void this.#ask(rooms, command);
      });
    }
  }

  async #ask(rooms: LiveRooms, command: Command): Promise<void> {
    const { opId, by, cells } = command;
    const actor = by.actor;
    if (!actor) return void this.#commands.delete(command);
    const answer = await rooms.command(this.#ledger, {
      opId,
      name: 'govern',
      content: JSON.stringify(cells),
      actor,
      session: `session of ${by.name}`,
      decide: () => accept({ cells, value: null }),
    });
    if (answer.ok) {
      this.#commands.delete(command);
      this.#witness.answeredCommands.add(opId);
      return;
    }
    // a server that can't now is asked again later
    this.#world.after(500, () => {
      command.asked = null;
      this.askCommands();
    });
  }
}
