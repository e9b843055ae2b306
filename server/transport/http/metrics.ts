/** What the doors measure, in Prometheus' form: counts and durations by door, never by person or ledger. */
import { Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Metrics {
  readonly registry: Registry;
  /** `door` is the pattern, so that the number of series is the number of doors */
  readonly answered: (method: string, door: string, status: number, seconds: number) => void;
  readonly text: () => Promise<{ readonly mediaType: string; readonly text: string }>;
  readonly close: () => void;
}

/** `damagedLedgers`: how many are known (rule D10). */
export function createMetrics(storeReadOnly: () => boolean, damagedLedgers: () => number): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const doors = new Histogram({
    name: 'sandan_door_seconds',
    help: 'Seconds until an answer was complete, by door and status.',
    labelNames: ['method', 'door', 'status'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
    registers: [registry],
  });
  new Gauge({
    name: 'sandan_store_read_only',
    help: '1 after a failed commit: nothing is written any more.',
    registers: [registry],
    collect() {
      this.set(storeReadOnly() ? 1 : 0);
    },
  });
  new Gauge({
    name: 'sandan_damaged_ledgers',
    help: 'Ledgers of which a commit can not be proven; they are read-only or stay shut.',
    registers: [registry],
    collect() {
      this.set(damagedLedgers());
    },
  });
  return {
    registry,
    answered: (method, door, status, seconds) =>
      doors.observe({ method, door, status: String(status) }, seconds),
    text: async () => ({ mediaType: registry.contentType, text: await registry.metrics() }),
    close: () => registry.clear(),
  };
}
