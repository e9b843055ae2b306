/** A wire between browsers and a server that can be cut, mended, or hold back what one direction of a web socket says. Knows no protocol. */
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** `up`: from the page to the server. */
export type Direction = 'up' | 'down';
interface Line {
  readonly page: Socket;
  readonly server: Socket;
  isWebSocket: boolean;
}

export class Wire {
  readonly #target: number;
  readonly #lines = new Set<Line>();
  #server: Server | undefined;
  #held: Direction | undefined;
  #port = 0;

  /** `target`: the server's port on this machine. */
  constructor(target: number) {
    this.#target = target;
  }

  get url(): string {
    return `http://localhost:${this.#port}`;
  }

  /** Listen; after a cut, on the port of before. */
  async mend(): Promise<this> {
    const server = createServer((page) => this.#join(page));
    await new Promise<void>((resolve, reject) => {
      server.on('error', reject);
      server.listen(this.#port, '127.0.0.1', resolve);
    });
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  /** Every connection breaks, and new ones are refused. */
  async cut(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    const closed = new Promise<void>((resolve) => (server ? server.close(() => resolve()) : resolve()));
    for (const line of this.#lines) this.#part(line);
    await closed;
  }

  /** From now on nothing that web sockets say in this direction arrives, nor ever will. Other requests pass. */
  hold(direction: Direction): void {
    this.#held = direction;
  }
  /** Web sockets that open from now on pass again; those that lost bytes are broken off. */
  letGo(): void {
    this.#held = undefined;
    for (const line of [...this.#lines]) if (line.isWebSocket) this.#part(line);
  }

  #part(line: Line): void {
    this.#lines.delete(line);
    line.page.destroy();
    line.server.destroy();
  }

  #join(page: Socket): void {
    const server = connect(this.#target, '127.0.0.1');
    const line: Line = { page, server, isWebSocket: false };
    this.#lines.add(line);
    const end = () => this.#part(line);
    for (const socket of [page, server]) socket.setNoDelay(true).on('close', end).on('error', end);
    page.on('data', (bytes) => {
      if (line.isWebSocket && this.#held === 'up') return;
      server.write(bytes);
      if (/^GET .*\r\nupgrade: websocket\r\n/is.test(bytes.toString('latin1'))) line.isWebSocket = true;
    });
    server.on('data', (bytes) => {
      if (!(line.isWebSocket && this.#held === 'down')) page.write(bytes);
    });
  }
}
