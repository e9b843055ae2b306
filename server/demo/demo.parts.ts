/** What the example round is made with: the same doors below the transport that real people's acts go through. */
import type { Access } from '#server/access/access.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import type { RunCommand } from '#server/exchange/exchange.parts.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import type { Store } from '#server/store/store.ts';

export interface DemoParts {
  readonly store: Store;
  readonly rooms: Pick<Rooms, 'committed'>;
  readonly access: Pick<Access, 'administration' | 'directory'>;
  readonly exchange: Pick<
    Exchange,
    'previewImport' | 'editPreview' | 'applyImport' | 'takeSnapshot' | 'listSnapshots'
  >;
  readonly runCommand: RunCommand;
  readonly log: { readonly info: (details: Readonly<Record<string, unknown>>, message: string) => void };
}
