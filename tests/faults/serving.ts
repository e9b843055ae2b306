/** Starts serving-process.ts on a folder and says where it is. */
import { ledgerId } from '../contract/parties.ts';
import { startChild, type Child, type ChildOptions } from './child.ts';

export interface Serving {
  readonly child: Child;
  readonly port: number;
  /** `ws://…/sync/{ledger}` of its one ledger */
  readonly url: string;
  /** Begins an epoch: EPOCH as it begins by itself, ACCEPT on somebody's decision. Resolves with its number or why not. */
  readonly begin: (word: 'EPOCH' | 'ACCEPT') => Promise<string>;
  /** clean */
  readonly stop: () => Promise<void>;
  /** SIGKILL */
  readonly kill: () => Promise<void>;
}

export async function serveFolder(
  folder: string,
  store: 'FULL' | 'OFF' | 'EARLY' = 'FULL',
  options: ChildOptions = {},
): Promise<Serving> {
  const child = startChild('serving-process.ts', [folder, store], options);
  await child.said('PORT', 1);
  const port = Number(child.lines.find((line) => line.startsWith('PORT'))?.split(' ')[1]);
  return {
    child,
    port,
    url: `ws://127.0.0.1:${port}/sync/${ledgerId(1)}`,
    async begin(word) {
      const said = (): string[] => child.lines.filter((line) => line.startsWith(word));
      const before = said().length;
      child.process.stdin?.write(`${word}\n`);
      await child.said(word, before + 1);
      return said()[before]!.slice(word.length + 1);
    },
    async stop() {
      child.stop();
      await child.ended;
    },
    async kill() {
      child.process.kill('SIGKILL');
      await child.ended;
    },
  };
}

export const personId = (n: number): string => `person${String(n).padStart(10, '0')}`;
export const operation = (n: number): string => `op${String(n).padStart(14, '0')}`;
