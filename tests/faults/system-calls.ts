/**
 * Reads what strace wrote about one server: when an operation reached the WAL, when the WAL was synced
 * to the disk, and when the acknowledgement left. It judges the order of these and nothing else.
 */

/** Options of strace that this reader needs: all threads, names of files, whole pages of the WAL. */
export const STRACE_OPTIONS = [
  '-f',
  '-y',
  '-s',
  '8192',
  '-e',
  'trace=fdatasync,fsync,write,writev,sendto,sendmsg,pwrite64',
  '-e',
  'signal=none',
] as const;

export interface Acknowledgement {
  readonly opId: string;
  /** a sync of the WAL began after the operation was written to it and succeeded before the acknowledgement left */
  readonly synced: boolean;
}

interface Written {
  durable: boolean;
}

const CALL = /^(\d+)\s+(?:<\.\.\. )?(\w+)(.*)$/;
const isWal = (rest: string): boolean => /^\(\d+<[^>]*\.db-wal>/.test(rest);

/**
 * Judge every acknowledgement in the trace.
 * @param operations the ids that were sent; each stands as plain text in its log row, so also in the WAL
 * @param acknowledges does this write (its arguments as strace prints them) carry an acknowledgement?
 */
export function acknowledgementsIn(
  trace: string,
  operations: readonly string[],
  acknowledges: (call: string) => boolean,
): Acknowledgement[] {
  const written = new Map<string, Written>();
  /** operations that a sync under way in a thread will cover, once it ends well */
  const covered = new Map<string, Written[]>();
  const found: Acknowledgement[] = [];

  for (const line of trace.split('\n')) {
    const match = CALL.exec(line);
    if (!match) continue;
    const [, thread, call, rest] = match as unknown as [string, string, string, string];
    const resumed = line.includes('<... ');
    if (call === 'fdatasync' || call === 'fsync') {
      if (!resumed && !isWal(rest)) continue;
      // only what was in the WAL when the sync began is safe when it ends
      const covers = resumed
        ? (covered.get(thread) ?? [])
        : [...written.values()].filter((one) => !one.durable);
      if (rest.includes('<unfinished')) covered.set(thread, covers);
      else covered.delete(thread);
      if (/= 0\b/.test(rest)) for (const one of covers) one.durable = true;
    } else if (call === 'pwrite64') {
      if (resumed || !isWal(rest)) continue;
      for (const opId of operations)
        if (!written.has(opId) && rest.includes(opId)) written.set(opId, { durable: false });
    } else if (!resumed && acknowledges(rest)) {
      for (const opId of operations)
        if (rest.includes(opId)) found.push({ opId, synced: written.get(opId)?.durable ?? false });
    }
  }
  return found;
}
