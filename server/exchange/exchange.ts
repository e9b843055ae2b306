/** Files in and out, put together: previews, exports, snapshots and the threads they work in. */
import type { FeedbackParagraph } from '#protocol/services.ts';
import { createComparisons } from '#server/exchange/comparing/comparisons.ts';
import type { Exchange } from '#server/exchange/exchange.contract.ts';
import type { ExchangeParts, ExchangeSettings } from '#server/exchange/exchange.parts.ts';
import { createPreviews } from '#server/exchange/previews.ts';
import { createSavedMoments } from '#server/exchange/restoring/saved-moments.ts';
import { createSnapshots } from '#server/exchange/snapshots.ts';
import { createWorkshop } from '#server/exchange/threads/workshop.ts';

export function createExchange(settings: ExchangeSettings): Exchange {
  const workshop = createWorkshop(settings.log);
  const parts: ExchangeParts = { ...settings, workshop };
  const feedbackOf: Exchange['feedbackOf'] = async (ledger) => {
    const rows = await settings.store.db
      .selectFrom('feedback_document')
      .select(['id', 'name', 'at', 'paragraphs'])
      .where('ledger', '=', ledger)
      .orderBy('at')
      .execute();
    return rows.map(({ paragraphs, ...document }) => ({
      ...document,
      paragraphs: JSON.parse(paragraphs) as FeedbackParagraph[],
    }));
  };
  const snapshots = createSnapshots(parts);
  return {
    ...createPreviews(parts),
    ...snapshots,
    ...createSavedMoments(parts, snapshots),
    ...createComparisons(parts),
    feedbackOf,
    close: () => workshop.close(),
  };
}
