/** Real processes for the tests of backups: a served data folder, the two commands, and board pages over real sockets. */
import { WebSocket } from 'ws';
import type { RawSocket } from '#board/welcomed-wire.ts';
import type { PersonId } from '#domain/ids.ts';
import { at, opId, Visitor } from '../contract/house.ts';
import { PASSWORD } from '../contract/cast.ts';
import { startChild, type Child } from './child.ts';

export interface Cast {
  readonly office: PersonId;
  readonly ledger: string;
  readonly otherLedger: string;
}
export interface Served {
  readonly child: Child;
  readonly port: number;
  /** made at the first start of a folder */
  readonly cast: Cast | undefined;
  readonly stop: () => Promise<void>;
}

const after = (child: Child, word: string): string | undefined =>
  child.lines.find((line) => line.startsWith(`${word} `))?.slice(word.length + 1);

/** `backups`: where the nightly backup goes. */
export async function serve(folder: string, backups?: string): Promise<Served> {
  const child = startChild('app-process.ts', backups === undefined ? [folder] : [folder, backups]);
  await child.said('PORT', 1);
  const cast = after(child, 'CAST');
  return {
    child,
    port: Number(after(child, 'PORT')),
    cast: cast === undefined ? undefined : (JSON.parse(cast) as Cast),
    async stop() {
      child.stop();
      await child.ended;
    },
  };
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** `npm run backup`, `npm run restore` or `npm run verify` without npm. */
export async function run(which: 'backup' | 'restore' | 'verify', ...words: readonly string[]): Promise<Ran> {
  const child =
    which === 'verify'
      ? startChild('../../server/verify/run.ts', words, { errors: 'kept' })
      : startChild('../../server/backup/run.ts', [which, ...words], { errors: 'kept' });
  const exited = new Promise<number | null>((resolve) => child.process.once('exit', resolve));
  const [code] = [await exited, await child.ended];
  return { code, out: child.lines.join('\n'), errors: child.errors.join('') };
}

export async function signIn(port: number, username: string): Promise<Visitor> {
  const visitor = new Visitor(port);
  const reply = await visitor.signIn(username, PASSWORD);
  if (reply.status !== 200) throw new Error(`${username} could not sign in: ${reply.text}`);
  return visitor;
}

/** Issues one problem to a ledger and answers its id. */
export async function issueProblem(office: Visitor, ledger: string): Promise<string> {
  const body = {
    opId: opId(),
    command: 'issueFeedback',
    problems: [{ code: '1', original: '制度执行不严' }],
  };
  const reply = await office.post(`/api/ledgers/${ledger}/commands`, body);
  if (reply.status !== 200) throw new Error(`Not issued: ${reply.text}`);
  return String(at((await office.get(`/api/ledgers/${ledger}`)).json, 'problems', 0, 'id'));
}

/** What a board page connects with: the port may change under it, as it does when a server is set up anew. */
export function socketsOf(ledger: string, cookie: string, port: () => number): () => RawSocket {
  return () => {
    const socket = new WebSocket(`ws://127.0.0.1:${port()}/sync/${ledger}`, { headers: { cookie } });
    socket.on('error', () => undefined);
    return socket as unknown as RawSocket;
  };
}
