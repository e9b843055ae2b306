/** A steady load: so many edits a second by all clients in turn, what they cost the server, and how long they take to the other screens. */
import type { Client } from '../client.ts';
import { marksIn } from '../marks.ts';
import { pause, percentile, type Figures, type Stage } from '../stage.ts';

export interface Load {
  readonly editsPerSecond: number;
  /** before it is measured every server gets so much more for so long: it is to be code that has run, not code that starts */
  readonly warmEditsPerSecond: number;
  readonly warmMs: number;
  readonly measureMs: number;
  /** clients that share a room */
  readonly perRoom: number;
}

const TURN_MS = 2;
/** Deliveries that are still under way when the load ends get this long. */
const DRAIN_MS = 500;
/** A server that does not deliver what warmed it within this time is measured as it is. */
const WARM_DRAIN_MS_MAX = 10_000;

/** Sends edits number `first`, `first` + 1 … on time, whatever the loop was doing; `stop` answers the number that is next. */
function drive(
  clients: readonly Client[],
  { first, editsPerSecond, perRoom }: Pick<Load, 'editsPerSecond' | 'perRoom'> & { readonly first: number },
  sent: (n: number, by: Client) => void,
) {
  const start = performance.now();
  let n = first;
  const timer = setInterval(() => {
    const due = first + ((performance.now() - start) / 1_000) * editsPerSecond;
    for (; n < due; n += 1) {
      const writer = n % clients.length;
      const client = clients[writer]!;
      const frame = client.frameOf(writer % perRoom, n);
      sent(n, client);
      client.send(frame);
    }
  }, TURN_MS);
  return {
    stop(): number {
      clearInterval(timer);
      return n;
    },
  };
}

/** CPU per 1,000 delivered edits in seconds, and latency in ms. Clients must be in step and prepared. */
export async function steady(stage: Stage, clients: readonly Client[], load: Load): Promise<Figures> {
  const sentAt: number[] = [];
  const author: Client[] = [];
  const latencies: number[] = [];
  let [warmed, delivered] = [0, 0];
  let measuring = false;
  for (const client of clients)
    client.onUpdate = (frame) =>
      void marksIn(frame, (n) => {
        if (author[n] === client) return;
        if (!measuring) return void (warmed += 1);
        delivered += 1;
        latencies.push(performance.now() - sentAt[n]!);
      });
  const note = (n: number, by: Client): void => {
    sentAt[n] = performance.now();
    author[n] = by;
  };
  const { perRoom, warmEditsPerSecond, editsPerSecond } = load;
  const warming = drive(clients, { first: 0, editsPerSecond: warmEditsPerSecond, perRoom }, note);
  await pause(load.warmMs);
  const first = warming.stop();
  const until = performance.now() + WARM_DRAIN_MS_MAX;
  while (warmed < first * (perRoom - 1) && performance.now() < until) await pause(DRAIN_MS);
  const before = await stage.server.usage();
  measuring = true;
  const driving = drive(clients, { first, editsPerSecond, perRoom }, note);
  await pause(load.measureMs);
  driving.stop();
  await pause(DRAIN_MS);
  measuring = false;
  const after = await stage.server.usage();
  return {
    cpuPerThousand: (after.cpuMs - before.cpuMs) / delivered,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    delivered,
  };
}
