/** A ledger for paper: its rows as durably committed, whatever is being typed meanwhile. */
import { orRefuse, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

const PAPERS = ['a3', 'a4'] as const;

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const asker = signedIn(locals);
  const frame = orRefuse(await locals.services.ledger(asker, params.ledger), locals.locale);
  const rows = orRefuse(await locals.services.ledgerRows(asker, params.ledger), locals.locale);
  const wanted = url.searchParams.get('paper');
  return {
    ledger: { id: frame.id, unit: frame.unit.name, round: frame.roundName, today: frame.today },
    rows,
    paper: PAPERS.find((paper) => paper === wanted) ?? 'a3',
  };
};
