/** The live rooms for /metrics: how many, what they turned away, and how often documents were written anew. */
import { Counter, Gauge, type Registry } from 'prom-client';
import type { LiveRooms } from '#server/rooms/rooms.ts';

type Measured = Pick<LiveRooms, 'size' | 'connections' | 'admission' | 'counts'>;

export function measureRooms(registry: Registry, rooms: Measured): void {
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number): void =>
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  const counter = (name: string, help: string, read: () => number): void =>
    void new Counter({
      name,
      help,
      registers,
      collect() {
        this.reset();
        this.inc(read());
      },
    });
  const { counts, admission } = rooms;
  gauge('sandan_rooms', 'Ledgers in memory.', () => rooms.size);
  gauge('sandan_sync_connections', 'Connections to ledgers.', () => rooms.connections);
  gauge('sandan_joins_waiting', 'Connections that wait to be let in.', () => admission.waiting);
  counter(
    'sandan_joins_turned_away_total',
    'Connections that were told to come again.',
    () => counts.joinsTurnedAway,
  );
  counter(
    'sandan_closed_slow_total',
    'Connections closed because they read too slowly.',
    () => counts.closedSlow,
  );
  counter(
    'sandan_closed_rate_limited_total',
    'Connections closed because they sent too much.',
    () => counts.closedRateLimited,
  );
  counter(
    'sandan_caught_up_total',
    'Merged updates to connections that had fallen behind.',
    () => counts.caughtUp,
  );
  counter(
    'sandan_epochs_failed_total',
    'Documents that should have been written anew and were not.',
    () => counts.epochsFailed,
  );
  counter(
    'sandan_epoch_seconds_total',
    'Time in which ledgers took no edits for a new epoch.',
    () => counts.epochSeconds,
  );
  void new Counter({
    name: 'sandan_epochs_total',
    help: 'Documents that were written anew, by cause.',
    labelNames: ['cause'],
    registers,
    collect() {
      this.reset();
      for (const [cause, count] of Object.entries(counts.epochs)) this.inc({ cause }, count);
    },
  });
}
