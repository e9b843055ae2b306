/** One connection of the comparison: in step with its room, a document of its own to write in, and everything that comes counted. */
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import type { Dialect } from './dialects.ts';
import { markOf } from './marks.ts';
import { cellOfWriter } from './states.ts';

export interface Place {
  readonly port: number;
  readonly path: string;
  /** as the server's own protocol names it */
  readonly room: string;
  readonly cookie: string | undefined;
}

/** Client ids of writers where the server gives none. */
let given = 1_000;

export class Client {
  /** told of every frame with updates in it, once in step */
  onUpdate: (frame: Buffer) => void = () => undefined;
  onAcknowledged: (n: number | undefined) => void = () => undefined;
  /** told of every update that came, the whole document included; unset: they are not even looked at */
  onFrame: ((update: Uint8Array) => void) | undefined;
  /** bytes received */
  received = 0;
  /** of its own document; -1 until a server has said so */
  clientId = (given += 1);
  readonly #dialect: Dialect;
  readonly #place: Place;
  readonly #socket: WebSocket;
  readonly inStep: Promise<void>;
  #closing = false;
  #doc: Y.Doc | undefined;
  #update: Uint8Array = new Uint8Array();

  constructor(dialect: Dialect, place: Place) {
    this.#dialect = dialect;
    this.#place = place;
    const { port, path, room, cookie } = place;
    this.#socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, {
      perMessageDeflate: false,
      maxPayload: 512 * 1024 * 1024,
      ...(cookie !== undefined && { headers: { cookie } }),
    });
    this.inStep = new Promise((resolve, reject) => {
      this.#socket.on('open', () => this.#socket.send(dialect.first(room)));
      this.#socket.on('error', reject);
      this.#socket.on('close', (code) => {
        if (this.#closing) return;
        const error = new Error(`The server closed a connection with ${code}.`);
        reject(error);
        this.onLost(error);
      });
      this.#socket.on('message', (frame: Buffer) => this.#hear(frame, resolve));
    });
  }

  /** A connection that ends by itself ends the run. */
  onLost: (error: Error) => void = (error) => {
    throw error;
  };

  #hear(frame: Buffer, inStep: () => void): void {
    this.received += frame.length;
    const heard = this.#dialect.hear(frame, this.#place.room);
    if (this.onFrame && (heard.kind === 'update' || heard.kind === 'inStep')) this.#show(frame, this.onFrame);
    switch (heard.kind) {
      case 'update':
        return this.onUpdate(frame);
      case 'acknowledged':
        return this.onAcknowledged(heard.n);
      case 'inStep':
        return inStep();
      case 'say':
        if (heard.clientId !== undefined) this.clientId = heard.clientId;
        return this.#socket.send(heard.frame);
      case 'refused':
        throw new Error(`A server refused what a client said: ${heard.reason}`);
    }
  }

  #show(frame: Buffer, onFrame: (update: Uint8Array) => void): void {
    const update = this.#dialect.updateIn(frame, this.#place.room);
    if (update) onFrame(update);
  }

  /** Before the first edit: the document as the room began. */
  prepare(state: Uint8Array): void {
    const doc = createLedgerDoc();
    Y.applyUpdate(doc, state);
    doc.clientID = this.clientId;
    doc.on('update', (update: Uint8Array) => (this.#update = update));
    this.#doc = doc;
  }

  /** The frame that writes number `n` into the cell of the `writer`-th writer; call in the order of sending. */
  frameOf(writer: number, n: number): Uint8Array {
    if (!this.#doc) throw new Error('Not prepared.');
    setCell(this.#doc, cellOfWriter(writer), markOf(n));
    return this.#dialect.edit(this.#place.room, this.#update, n);
  }

  send(frame: Uint8Array): void {
    this.#socket.send(frame);
  }

  /** Expect the end of the connection from now on. */
  expectEnd(): void {
    this.#closing = true;
  }

  end(): void {
    this.#closing = true;
    this.#socket.terminate();
  }
}
