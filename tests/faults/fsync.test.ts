/** "Saved" is true: system calls traced, every acknowledgement is preceded by a sync of the WAL that holds its operation. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cellKey } from '#document/keys.ts';
import { ledgerId } from '../contract/parties.ts';
import { startChild, straceWorks } from './child.ts';
import { connectClient } from './editing-client.ts';
import { acknowledgementsIn, STRACE_OPTIONS } from './system-calls.ts';

const COMMITS = 20;
const OPERATIONS = Array.from({ length: COMMITS }, (_, n) => `op${String(n + 1).padStart(14, '0')}`);
const isAcknowledgement = (call: string): boolean => call.includes('"ACK ');
const leavesBySocket = (call: string): boolean => /^\(\d+<(socket|TCP)/.test(call);
const CATEGORY = cellKey('problem000000001', 'category');
const traced = straceWorks();
const missing = traced ? '' : ' (not run: strace is missing or may not trace here)';

describe('order of system calls', () => {
  const wal = '7</x/ledgers.db-wal>';
  const op = 'op00000000000001';
  const judge = (...lines: string[]) => acknowledgementsIn(lines.join('\n'), [op], isAcknowledgement);

  it('[D1] the reader of the trace sees a sync that covers the operation', () => {
    const sane = [
      `1 pwrite64(${wal}, "..${op}..", 24, 0) = 24`,
      `1 fsync(${wal}) = 0`,
      `2 write(1<pipe>, "ACK ${op}\\n", 21) = 21`,
    ];
    expect(judge(...sane)).toEqual([{ opId: op, synced: true }]);
    const unfinished = [
      sane[0]!,
      `1 fdatasync(${wal} <unfinished ...>`,
      '1 <... fdatasync resumed>) = 0',
      sane[2]!,
    ];
    expect(judge(...unfinished)).toEqual([{ opId: op, synced: true }]);
  });

  it('[D1] the reader of the trace is not content with less', () => {
    const write = `1 pwrite64(${wal}, "..${op}..", 24, 0) = 24`;
    const ack = `2 write(1<pipe>, "ACK ${op}\\n", 21) = 21`;
    const unsynced = [{ opId: op, synced: false }];
    expect(judge(write, ack)).toEqual(unsynced);
    expect(judge(`1 fsync(${wal}) = 0`, write, ack)).toEqual(unsynced);
    expect(judge(write, `1 fsync(${wal}) = -1 EIO (Input/output error)`, ack)).toEqual(unsynced);
    expect(judge(write, '1 fsync(8</x/ledgers.db>) = 0', ack)).toEqual(unsynced);
    expect(judge(write, `1 fsync(${wal} <unfinished ...>`, ack, '1 <... fsync resumed>) = 0')).toEqual(
      unsynced,
    );
    expect(judge(`1 fsync(${wal} <unfinished ...>`, write, '1 <... fsync resumed>) = 0', ack)).toEqual(
      unsynced,
    );
    expect(judge(ack)).toEqual(unsynced);
  });
});

describe.skipIf(!traced)('a traced store', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandan-fsync-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  async function trace(synchronous: 'FULL' | 'OFF') {
    const file = join(folder, 'trace');
    const child = startChild('committing-process.ts', [folder, synchronous, String(COMMITS)], {
      before: ['strace', ...STRACE_OPTIONS, '-o', file],
    });
    await child.ended;
    return acknowledgementsIn(await readFile(file, 'utf8'), OPERATIONS, isAcknowledgement);
  }

  it(`[D1] no ACK leaves before the WAL's fdatasync${missing}`, async () => {
    expect(await trace('FULL')).toEqual(OPERATIONS.map((opId) => ({ opId, synced: true })));
  });

  it(`[D1] the same check fails with synchronous=OFF${missing}`, async () => {
    expect(await trace('OFF')).toEqual(OPERATIONS.map((opId) => ({ opId, synced: false })));
  });
});

describe.skipIf(!traced)('a traced server', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandan-fsync-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** Everything that left by a socket and carries an operation: its ACK to the author, its update to the other. */
  async function trace(synchronous: 'FULL' | 'OFF') {
    const file = join(folder, 'trace');
    const before = ['strace', ...STRACE_OPTIONS, '-o', file];
    const child = startChild('serving-process.ts', [folder, synchronous], { before });
    try {
      await child.said('PORT', 1);
      const [, port] = child.lines.find((line) => line.startsWith('PORT'))!.split(' ');
      const url = `ws://127.0.0.1:${port}/sync/${ledgerId(1)}`;
      const author = await connectClient(url, 'person0000000001');
      const observer = await connectClient(url, 'person0000000002');
      for (const opId of OPERATIONS) {
        await author.edit(opId, CATEGORY, opId);
        await observer.sees(CATEGORY, opId);
      }
      author.close();
      observer.close();
    } finally {
      child.stop();
      await child.ended;
    }
    return acknowledgementsIn(await readFile(file, 'utf8'), OPERATIONS, leavesBySocket);
  }

  it(`[D1] [G10] neither ACK nor broadcast leaves the server before the WAL's fdatasync${missing}`, async () => {
    const left = await trace('FULL');
    for (const opId of OPERATIONS) {
      const own = left.filter((one) => one.opId === opId);
      expect(own.length).toBeGreaterThanOrEqual(2);
      expect(own.every((one) => one.synced)).toBe(true);
    }
  });

  it(`[D1] [G10] the same check of the server fails with synchronous=OFF${missing}`, async () => {
    const left = await trace('OFF');
    expect(left.length).toBeGreaterThanOrEqual(2 * COMMITS);
    expect(left.some((one) => one.synced)).toBe(false);
  });
});
