/** Two snapshots of one scope, or a snapshot and the present, compared off the main thread and answered as a JSON file. */
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { NOW } from '#protocol/comparison.ts';
import type { ComparedSide } from '#server/exchange/comparing/compare-contents.ts';
import type { Exchange, SnapshotScope } from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts } from '#server/exchange/exchange.parts.ts';
import { createGathering } from '#server/exchange/exports/gather.ts';
import { slicesOf } from '#server/exchange/exports/slices.ts';
import { keptSnapshot } from '#server/exchange/kept-snapshots.ts';
import { fileName } from '#server/exchange/file-name.ts';

interface Side {
  readonly scope: SnapshotScope;
  readonly label: string;
  readonly side: ComparedSide;
}

export function createComparisons(parts: ExchangeParts): Pick<Exchange, 'compareSnapshots'> {
  const { store, workshop, clock } = parts;
  const gathering = createGathering(parts);

  async function kept(id: string): Promise<Outcome<Side>> {
    const found = await keptSnapshot(store, id);
    if (!found.ok) return found;
    const { number, title, at, sha256, scope, content } = found.value;
    const moment = { snapshot: id, number, title, at, day: clock.dayOf(new Date(at)), sha256 };
    return accept({
      scope,
      label: `存档${number}`,
      side: { moment, content },
    });
  }

  async function present(scope: SnapshotScope): Promise<Outcome<Side>> {
    const gathered = await gathering.of(scope);
    if (!gathered.ok) return gathered;
    const moment = {
      snapshot: null,
      number: null,
      title: null,
      at: clock.now().toISOString(),
      day: clock.today(),
    };
    return accept({
      scope,
      label: '现在',
      side: { moment, slices: await slicesOf(gathered.value.content) },
    });
  }

  const compareSnapshots: Exchange['compareSnapshots'] = async (first, second) => {
    const before = await kept(first);
    if (!before.ok) return before;
    const { scope } = before.value;
    const after = second === NOW ? await present(scope) : await kept(second);
    if (!after.ok) return after;
    // what the first one is of decides who may read: nothing else may be reached through it
    if (JSON.stringify(after.value.scope) !== JSON.stringify(scope)) return refuse('SNAPSHOTS_APART');
    const names = await gathering.names(scope);
    if (!names) return refuse('NOT_FOUND');
    const { longTermOutOfRate } = names;
    const made = await workshop.run(
      {
        name: 'compareContents',
        input: { before: before.value.side, after: after.value.side, settings: { longTermOutOfRate } },
      },
      () => refuse('UNAVAILABLE'),
    );
    if (!made.ok) return made;
    if (!made.value.ok) return made.value;
    const name = fileName(`${names.name}-${before.value.label}-${after.value.label}`, clock.today(), 'json');
    return accept({ name, mediaType: 'application/json', bytes: made.value.value });
  };

  return { compareSnapshots };
}
