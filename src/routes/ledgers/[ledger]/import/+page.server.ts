/** The import of a feedback document: choosing a file, or the preview that the address names. */
import { orRefuse, refused, signedIn } from '../../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params, url }) => {
  const asker = signedIn(locals);
  const frame = orRefuse(await locals.services.ledger(asker, params.ledger), locals.locale);
  if (!frame.may.import) refused({ ok: false, code: 'FORBIDDEN', params: {} }, locals.locale);
  const id = url.searchParams.get('import');
  const preview = id ? orRefuse(await locals.services.importPreview(asker, id), locals.locale) : null;
  const waiting = id
    ? []
    : orRefuse(await locals.services.waitingImports(asker, params.ledger), locals.locale);
  return { frame, preview, waiting };
};
