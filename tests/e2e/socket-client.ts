/** A client made by hand: a socket with somebody's session cookie that speaks the protocol and sends whatever a forger likes. */
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { decodeMessage, encodeMessage } from '#protocol/codec.ts';
import { PROTOCOL_VERSION } from '#protocol/sync.ts';
import { freshId } from './round.ts';

export interface SocketClient {
  readonly doc: Y.Doc;
  /** The code with which the server closed the socket. */
  readonly closed: Promise<number>;
  /** Change the document by `write` and send that as a plain update, as a stock y-websocket client would. */
  readonly sendPlain: (write: (doc: Y.Doc) => void) => void;
  /** Change it by `write` and send that as a named edit; resolves with `saved` or the refusal's code. */
  readonly sendEdit: (write: (doc: Y.Doc) => void) => Promise<string>;
  readonly close: () => void;
}

function updateOf(doc: Y.Doc, write: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc);
  doc.transact(() => write(doc));
  return Y.encodeStateAsUpdate(doc, before);
}

/** Resolves once the document is as the server has it. `board`: greets as a page does; else as a plain client. */
export async function connect(
  url: string,
  ledger: string,
  cookie: string,
  board: boolean,
): Promise<SocketClient> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/sync/${ledger}`, { headers: { cookie } });
  socket.binaryType = 'arraybuffer';
  const doc = createLedgerDoc();
  const answers = new Map<string, (answer: string) => void>();
  const closed = new Promise<number>((resolve) => socket.on('close', resolve));
  const ask = () => socket.send(encodeMessage({ type: 'syncStep1', vector: Y.encodeStateVector(doc) }));
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => reject(new Error(`closed with ${code}`)));
    socket.on('open', () =>
      board ? socket.send(encodeMessage({ type: 'hello', body: { protocol: PROTOCOL_VERSION } })) : ask(),
    );
    socket.on('message', (data: ArrayBuffer) => {
      const message = decodeMessage(new Uint8Array(data));
      if (!message.ok) return reject(new Error('a frame could not be read'));
      const { value } = message;
      if (value.type === 'welcome') {
        doc.clientID = value.body.clientId;
        ask();
      } else if (value.type === 'syncStep2' || value.type === 'syncUpdate') {
        Y.applyUpdate(doc, value.update);
        if (value.type === 'syncStep2') resolve();
      } else if (value.type === 'ack') answers.get(value.body.opId)?.('saved');
      else if (value.type === 'refused') answers.get(value.body.opId)?.(value.body.reason.code);
    });
  });
  return {
    doc,
    closed,
    sendPlain: (write) => socket.send(encodeMessage({ type: 'syncUpdate', update: updateOf(doc, write) })),
    sendEdit: (write) =>
      new Promise((resolve) => {
        const opId = freshId();
        answers.set(opId, resolve);
        socket.send(encodeMessage({ type: 'edit', body: { opId, update: updateOf(doc, write) } }));
      }),
    close: () => socket.close(),
  };
}
