/** The log of a folder begins at its signed checkpoint, or it is broken (N14). */
import { describe, expect, it } from 'vitest';
import { readOrMakeSecrets } from '#server/access/secrets.ts';
import { checkpointHash } from '#server/rooms/checkpoints.ts';
import { horizonMac } from '#server/store/horizon.ts';
import {
  alter,
  AT,
  COMMITS,
  documentAt,
  folder,
  found,
  hashes,
  LEDGER,
  setFolder,
} from '../../tests/contract/altered-folder.ts';
import { verifyFolder } from '#server/verify/verify-folder.ts';

setFolder();

describe('[N14] a shortened log', () => {
  const shorten = (key: string, more: object = {}): void => {
    const signed = checkpointHash(hashes[3]!, documentAt(4));
    const before = { ledger: LEDGER, seq: 4, epoch: 1, hash: hashes[3]!, at: AT, dropped_at: AT };
    const horizon = { ...before, checkpoint_hash: signed as string | null, ...more };
    alter('DELETE FROM log WHERE seq <= 4');
    alter('DELETE FROM change WHERE seq <= 4');
    alter(
      'INSERT INTO log_horizon VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
      ...[horizon.ledger, horizon.seq, horizon.epoch, horizon.hash, horizon.at, horizon.dropped_at],
      horizonMac(key, horizon),
      horizon.checkpoint_hash,
    );
  };

  it('[N14] goes on from its signed checkpoint', async () => {
    shorten(readOrMakeSecrets(folder).receipt);
    expect(await verifyFolder(folder)).toMatchObject({
      findings: [],
      counted: { commits: COMMITS - 4, checkpoints: 2 },
    });
  });

  it('[N14] without a checkpoint, or with one that somebody else signed, it is broken', async () => {
    shorten('f'.repeat(64));
    expect(found()).toEqual([
      `ledger ${LEDGER}, at 4: older rows are gone, and the checkpoint that says so is not signed with this installation’s key.`,
    ]);
    alter('DELETE FROM log_horizon');
    expect(found()[0]).toBe(`ledger ${LEDGER}, at 1: the commit is missing; the next one there is 5.`);
  });

  it('[N14] a checkpoint that was put in its place, with a hash to it, or taken away, is not the one that was signed', () => {
    shorten(readOrMakeSecrets(folder).receipt);
    const forged = documentAt(9);
    const other = `ledger ${LEDGER}, at 4: the checkpoint that the shortened log goes on from is not the one that was signed.`;
    alter(
      'UPDATE checkpoint SET state = ?, hash = ? WHERE seq = 4',
      forged,
      checkpointHash(hashes[3]!, forged),
    );
    expect(found()).toEqual([other]);
    alter('DELETE FROM checkpoint WHERE seq = 4');
    expect(found()).toEqual([other]);
    // nor can what was signed with it be made into what was signed without
    alter('UPDATE log_horizon SET checkpoint_hash = NULL');
    expect(found()).toEqual([expect.stringContaining('is not signed with this installation’s key')]);
  });

  it('[N14] one of before checkpoints were signed holds as before', () => {
    shorten(readOrMakeSecrets(folder).receipt, { checkpoint_hash: null });
    expect(found()).toEqual([]);
  });

  it('[N14] a true checkpoint does not vouch for other rows', async () => {
    shorten(readOrMakeSecrets(folder).receipt, { hash: 'd'.repeat(64) });
    expect(found()[0]).toBe(`ledger ${LEDGER}, at 5: it does not follow from commit 4.`);
  });
});
