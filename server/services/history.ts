/** Read models of a ledger's past, for whoever may open the ledger (rule H6). */
import type { LedgerId } from '#domain/ids.ts';
import type { Services } from '#protocol/services.ts';
import { historyAskOf } from '#server/history/ask.ts';
import type { ServiceParts } from '#server/services/parts.ts';

export function createHistoryServices({
  rights,
  history,
}: Pick<ServiceParts, 'rights' | 'history'>): Pick<Services, 'history' | 'past'> {
  return {
    history: async (asker, ledger, query) => {
      const granted = await rights.ledger(asker, ledger);
      if (!granted.ok) return granted;
      const ask = historyAskOf(query);
      return ask.ok ? history.askedBy(asker.person).page(ledger as LedgerId, ask.value) : ask;
    },
    past: async (asker, ledger, at) => {
      const granted = await rights.ledger(asker, ledger);
      return granted.ok ? history.askedBy(asker.person).view(ledger as LedgerId, at) : granted;
    },
  };
}
