/** Snapshots on their way back into a ledger: the preview, and what the command needs to know before it decides. */
import type { LedgerId, OpId } from '#domain/ids.ts';
import { mayRestoreSnapshot } from '#domain/permissions.ts';
import type { SavedMoment } from '#domain/commands/command.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts } from '#server/exchange/exchange.parts.ts';
import { createGathering } from '#server/exchange/exports/gather.ts';
import { slicesOf } from '#server/exchange/exports/slices.ts';
import { keptSnapshot, type KeptSnapshot } from '#server/exchange/kept-snapshots.ts';
import { nothingBefore, type MakeBefore } from '#server/exchange/restoring/before-snapshot.ts';
import type { RestoreSource } from '#server/exchange/restoring/restore-work.ts';
import type { SnapshotChain } from '#server/exchange/snapshots.ts';

export interface SavedMomentAsk {
  readonly ledger: LedgerId;
  readonly actor: LedgerActor;
  readonly opId: OpId;
  readonly snapshot: string;
  /** as in the command */
  readonly only: readonly string[] | null;
}
/** What the snapshot holds, and how the one of the moment before is made once the command has its turn. */
export interface RestoringMoment extends Omit<SavedMoment, 'before'> {
  readonly makeBefore: MakeBefore;
}
/**
 * No other snapshot of the ledger is taken while `run` runs. Refusals: FORBIDDEN, NOT_FOUND, SNAPSHOT_OF_ROUND, SNAPSHOT_DROPPED,
 * SNAPSHOT_DAMAGED, TOO_MANY, UNAVAILABLE.
 */
export type RestoreMoment = <T>(
  ask: SavedMomentAsk,
  run: (moment: Outcome<RestoringMoment>) => Promise<T>,
) => Promise<T>;

export function createSavedMoments(
  parts: ExchangeParts,
  { beforeRestore }: Pick<SnapshotChain, 'beforeRestore'>,
): Pick<Exchange, 'previewRestore' | 'restoreMoment'> {
  const { store, workshop } = parts;
  const gathering = createGathering(parts);

  /** The snapshot, if it is one of this ledger; of another ledger it does not exist here. */
  async function ofLedger(id: string, ledger: LedgerId): Promise<Outcome<KeptSnapshot>> {
    const kept = await keptSnapshot(store, id);
    if (!kept.ok) return kept;
    if (!('ledger' in kept.value.scope)) return refuse('SNAPSHOT_OF_ROUND');
    return kept.value.scope.ledger === ledger ? kept : refuse('NOT_FOUND');
  }

  async function sourceOf(
    kept: KeptSnapshot,
    ledger: LedgerId,
  ): Promise<Outcome<RestoreSource & { readonly seq: number }>> {
    const whole = await gathering.whole(ledger);
    if (!whole.ok) return whole;
    const { id, number, content, sha256 } = kept;
    const slices = await slicesOf(whole.value);
    return accept({ snapshot: id, number, content, sha256, slices, seq: whole.value.seq });
  }

  const previewRestore: Exchange['previewRestore'] = async (ledger, actor, snapshot) => {
    const allowed = mayRestoreSnapshot(actor);
    if (!allowed.ok) return allowed;
    const kept = await ofLedger(snapshot, ledger);
    if (!kept.ok) return kept;
    const source = await sourceOf(kept.value, ledger);
    if (!source.ok) return source;
    const row = await store.db
      .selectFrom('ledger')
      .select('plan_passed')
      .where('id', '=', ledger)
      .executeTakeFirst();
    const input = { ...source.value, actor, planPassed: row?.plan_passed === 1 };
    const made = await workshop.run({ name: 'previewRestore', input }, () => refuse('UNAVAILABLE'));
    if (!made.ok) return made;
    return made.value;
  };

  const isRepeated = async (ledger: LedgerId, opId: OpId): Promise<boolean> =>
    (await store.db
      .selectFrom('log')
      .select('seq')
      .where('ledger', '=', ledger)
      .where('op_id', '=', opId)
      .executeTakeFirst()) !== undefined;

  async function momentOf(
    { ledger, actor, opId, snapshot, only }: SavedMomentAsk,
    makeBefore: () => Promise<Outcome<MakeBefore>>,
  ): Promise<Outcome<RestoringMoment>> {
    const allowed = mayRestoreSnapshot(actor);
    if (!allowed.ok) return allowed;
    const kept = await ofLedger(snapshot, ledger);
    if (!kept.ok) return kept;
    const { id, number } = kept.value;
    // answered with its first result: nothing more is looked at, and no second snapshot taken
    if (await isRepeated(ledger, opId))
      return accept({ snapshot: id, number, makeBefore: nothingBefore, rows: [], since: [] });
    const source = await sourceOf(kept.value, ledger);
    if (!source.ok) return source;
    const { snapshot: _id, seq: _seq, ...rest } = source.value;
    const made = await workshop.run({ name: 'savedRows', input: { ...rest, snapshot: id, only } }, () =>
      refuse('UNAVAILABLE'),
    );
    if (!made.ok) return made;
    if (!made.value.ok) return made.value;
    const before = await makeBefore();
    if (!before.ok) return before;
    return accept({ ...made.value.value, snapshot: id, number, makeBefore: before.value });
  }

  const restoreMoment: RestoreMoment = (ask, run) =>
    beforeRestore(ask.ledger, { person: ask.actor.person, name: ask.actor.name }, async (makeBefore) =>
      run(await momentOf(ask, makeBefore)),
    );

  return { previewRestore, restoreMoment };
}
