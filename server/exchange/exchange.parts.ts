/** What the exchange is made of: everything that is not pure comes in here. */
import type { LedgerId } from '#domain/ids.ts';
import type { Outcome } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { ExchangeClock } from '#server/exchange/exchange.contract.ts';
import type { Workshop, WorkshopLog } from '#server/exchange/threads/workshop.ts';
import type { Rooms } from '#server/rooms/room.contract.ts';
import type { Store } from '#server/store/store.ts';

/** The governed commands (server/commands), bound to their rooms and store. `input`: `{command, opId, …}`, not yet parsed. */
export type RunCommand = (
  ledger: LedgerId,
  by: { readonly actor: LedgerActor; readonly session: string },
  input: unknown,
) => Promise<Outcome<{ readonly seq: number; readonly value: unknown }>>;

export interface ExchangeSettings {
  readonly store: Store;
  readonly rooms: Pick<Rooms, 'committed'>;
  readonly runCommand: RunCommand;
  readonly clock: ExchangeClock;
  readonly ids: () => string;
  readonly log: WorkshopLog;
}

export interface ExchangeParts extends ExchangeSettings {
  readonly workshop: Workshop;
}
