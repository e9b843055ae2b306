/** The least board: says HELLO, keeps a document, sends named edits and remembers what was acknowledged and what others wrote. */
import { WebSocket } from 'ws';
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { setCell } from '#document/write.ts';
import { decodeMessage, encodeMessage } from '#protocol/codec.ts';
import { PROTOCOL_VERSION, type Receipt } from '#protocol/sync.ts';

export interface EditingClient {
  /** Write one cell as the edit `opId`; resolves with its ACK, rejects on REFUSED or a closed socket. */
  readonly edit: (opId: string, key: string, value: string) => Promise<void>;
  /** The same for any change that makes one update. */
  readonly change: (opId: string, change: (doc: Y.Doc) => void) => Promise<void>;
  /** Text of a root as it stands here. */
  readonly text: (name: string) => string;
  /** live updates that came */
  readonly updates: () => number;
  /** Reads nothing more from its socket, until it does again. */
  readonly stopReading: () => void;
  readonly readOn: () => void;
  /** Resolves when the cell holds the value here, whoever wrote it. */
  readonly sees: (key: string, value: string) => Promise<void>;
  /** Operations whose values came from the server, whoever wrote them: `op` and 14 digits. */
  readonly seen: ReadonlySet<string>;
  /** of those asked for in HELLO, the ones that the server knows as committed */
  readonly known: readonly string[];
  /** what the server takes no writes for, as WELCOME or a later NOTICE said */
  readonly readOnly: () => string | null;
  /** of the last ACK */
  readonly receipt: () => Receipt | undefined;
  readonly close: () => void;
}

/** What a HELLO says besides the protocol. */
export interface Greeting {
  readonly ops?: readonly string[];
  readonly receipt?: Receipt;
}

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

const OPERATION = /op\d{14}/g;

/** Resolves once the document is as the server has it. `cookie`: the sign-in, where it is a real one. */
export async function connectClient(
  url: string,
  person: string,
  cookie = `person=${person}`,
  greeting: Greeting = {},
): Promise<EditingClient> {
  const socket = new WebSocket(url, { headers: { cookie } });
  socket.binaryType = 'arraybuffer';
  const doc = createLedgerDoc();
  const edits = new Map<string, Waiting>();
  const watches = new Set<() => void>();
  const cells = doc.getMap('cells');
  const seen = new Set<string>();
  let known: readonly string[] = [];
  let readOnly: string | null = null;
  let receipt: Receipt | undefined;
  let updates = 0;

  const joined = new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code) => {
      const error = new Error(`The socket closed with ${code}.`);
      reject(error);
      for (const waiting of edits.values()) waiting.reject(error);
    });
    socket.on('open', () =>
      socket.send(encodeMessage({ type: 'hello', body: { protocol: PROTOCOL_VERSION, ...greeting } })),
    );
    socket.on('message', (data: ArrayBuffer) => {
      const message = decodeMessage(new Uint8Array(data));
      if (!message.ok) return reject(new Error('A frame could not be read.'));
      const { value } = message;
      switch (value.type) {
        case 'welcome':
          doc.clientID = value.body.clientId;
          known = value.body.known ?? [];
          readOnly = value.body.readOnly;
          return socket.send(encodeMessage({ type: 'syncStep1', vector: Y.encodeStateVector(doc) }));
        case 'syncStep2':
        case 'syncUpdate':
          if (value.type === 'syncUpdate') updates += 1;
          for (const [opId] of Buffer.from(value.update).toString('latin1').matchAll(OPERATION))
            seen.add(opId);
          Y.applyUpdate(doc, value.update, 'server');
          for (const look of [...watches]) look();
          if (value.type === 'syncStep2') resolve();
          return;
        case 'notice':
          readOnly = value.body.code;
          return;
        case 'ack':
          receipt = value.body.receipt;
          return edits.get(value.body.opId)?.resolve();
        case 'refused':
          return edits.get(value.body.opId)?.reject(new Error(value.body.reason.code));
      }
    });
  });
  await joined;
  const change = (opId: string, make: (doc: Y.Doc) => void): Promise<void> =>
    new Promise((resolve, reject) => {
      edits.set(opId, { resolve, reject });
      doc.once('update', (update: Uint8Array) =>
        socket.send(encodeMessage({ type: 'edit', body: { opId, update } })),
      );
      doc.transact(() => make(doc));
    });
  return {
    seen,
    known,
    readOnly: () => readOnly,
    receipt: () => receipt,
    change,
    edit: (opId, key, value) => change(opId, (doc) => setCell(doc, key, value)),
    text: (name) => doc.getText(name).toString(),
    updates: () => updates,
    stopReading: () => socket.pause(),
    readOn: () => socket.resume(),
    sees: (key, value) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (cells.get(key) !== value) return;
          watches.delete(look);
          resolve();
        };
        watches.add(look);
        look();
      }),
    close: () => socket.close(),
  };
}
