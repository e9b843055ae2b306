/** Connections between pages and the server: late, reordered among each other, cut, half-open, slow, and never sure. */
import type { RawSocket } from '#board/welcomed-wire.ts';
import type { Link } from '#server/rooms/link.ts';
import type { Wire } from '#server/rooms/outflow.ts';
import type { Life, World } from './world.ts';

export interface ServerEnd {
  readonly life: Life;
  /** somebody knocks; null: nobody is there to answer */
  readonly join: (person: string, wire: Wire) => Link | null;
}

export interface Overheard {
  /** the server hands this frame to the network; `connection` tells one connection from another */
  readonly fromServer: (connection: object, frame: Uint8Array) => void;
  readonly fromPage: (person: string, frame: Uint8Array) => void;
}

/** A server that hears nothing, not even answers to its pings, gives a connection up. */
const SERVER_SILENCE_MS = 60_000;

export class Network {
  readonly #world: World;
  readonly #overheard: Overheard;
  server: ServerEnd | null = null;
  /** nobody gets through */
  down = false;
  readonly connections = new Set<Connection>();

  constructor(world: World, overheard: Overheard) {
    this.#world = world;
    this.#overheard = overheard;
  }

  opener(person: string, page: Life): () => RawSocket {
    return () => new Connection(this, this.#world, this.#overheard, person, page).socket;
  }

  /** One connection at random, undefined when there is none. */
  any(): Connection | undefined {
    const all = [...this.connections];
    return all.length > 0 ? this.#world.random.of(all) : undefined;
  }
}

export class Connection {
  readonly socket: RawSocket;
  readonly #network: Network;
  readonly #world: World;
  readonly #overheard: Overheard;
  readonly #person: string;
  readonly #page: Life;
  #server: ServerEnd | null = null;
  #link: Link | null = null;
  #pageOpen = true;
  #serverOpen = false;
  #deaf = false;
  /** ms more than usual, each way */
  slowness = 0;
  #toPageAt = 0;
  #toServerAt = 0;
  #underWayBytes = 0;

  constructor(network: Network, world: World, overheard: Overheard, person: string, page: Life) {
    this.#network = network;
    this.#world = world;
    this.#overheard = overheard;
    this.#person = person;
    this.#page = page;
    this.socket = {
      binaryType: '',
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send: (frame) => this.#fromPage(frame.slice()),
      close: () => this.#leave(),
    };
    world.after(this.#latency(), () => this.#knock(), undefined);
  }

  /** Both ends are told, each in its time; what is under way is gone. */
  cut(): void {
    if (this.#deaf) return;
    this.#deaf = true;
    this.#later(() => this.#tellPage(1006));
    this.#later(() => this.#tellServer());
  }

  /** Nothing gets through any more, and nobody is told. */
  freeze(): void {
    if (this.#deaf) return;
    this.#deaf = true;
    this.#world.after(SERVER_SILENCE_MS, () => this.#tellServer(), undefined);
  }

  #latency(): number {
    return this.#world.delay(0.3, 25) + this.slowness;
  }
  #later(work: () => void): void {
    this.#world.after(this.#latency(), work, undefined);
  }

  #knock(): void {
    if (!this.#pageOpen) return;
    const server = this.#network.server;
    if (this.#network.down || !server || server.life.dead) return this.#tellPage(1006);
    this.#server = server;
    this.#serverOpen = true;
    this.#network.connections.add(this);
    // the upgrade is answered before the server's first word
    this.#toPage(() => this.socket.onopen?.(new Event('open')));
    const wire: Wire = {
      send: (frame) => this.#fromServer(frame),
      close: (code) => this.#closedByServer(code),
      bufferedBytes: () => this.#underWayBytes,
    };
    this.#world.live(server.life, () => {
      this.#link = server.join(this.#person, wire);
    });
    if (!this.#link) this.cut();
  }

  #fromServer(frame: Uint8Array): void {
    if (!this.#serverOpen) return;
    this.#overheard.fromServer(this, frame);
    const copy = frame.slice();
    this.#underWayBytes += copy.length;
    this.#toPage(() => {
      this.#underWayBytes -= copy.length;
      this.socket.onmessage?.({ data: copy.buffer } as MessageEvent);
    });
  }

  #fromPage(frame: Uint8Array): void {
    if (!this.#pageOpen) return;
    this.#overheard.fromPage(this.#person, frame);
    this.#toServer(() => this.#link?.receive(frame));
  }

  /** In order, as a stream of bytes is; unless the connection or the page is gone by then. */
  #toPage(work: () => void): void {
    this.#toPageAt = Math.max(this.#toPageAt, this.#world.nowMs + this.#latency());
    this.#world.after(
      this.#toPageAt - this.#world.nowMs,
      () => {
        if (!this.#deaf && this.#pageOpen) work();
      },
      this.#page,
    );
  }
  #toServer(work: () => void): void {
    this.#toServerAt = Math.max(this.#toServerAt, this.#world.nowMs + this.#latency());
    this.#world.after(
      this.#toServerAt - this.#world.nowMs,
      () => {
        const server = this.#server;
        if (!this.#deaf && this.#serverOpen && server && !server.life.dead)
          this.#world.live(server.life, work);
      },
      undefined,
    );
  }

  /** The page closes: the server hears of it behind everything that was said before. */
  #leave(): void {
    if (!this.#pageOpen) return;
    this.#toServer(() => this.#tellServer());
    this.#pageOpen = false;
  }

  #closedByServer(code: number): void {
    if (!this.#serverOpen) return;
    this.#serverOpen = false;
    this.#network.connections.delete(this);
    this.#toPage(() => this.#tellPage(code));
  }

  #tellPage(code: number): void {
    if (!this.#pageOpen || this.#page.dead) return;
    this.#pageOpen = false;
    this.#world.live(this.#page, () => this.socket.onclose?.({ code } as CloseEvent));
  }

  #tellServer(): void {
    this.#network.connections.delete(this);
    if (!this.#serverOpen) return;
    this.#serverOpen = false;
    const server = this.#server;
    if (server && !server.life.dead) this.#world.live(server.life, () => this.#link?.left());
  }
}
