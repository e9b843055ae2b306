/** What administrators did, newest first, a page at a time, with the names the reader may know. */
import { orRefuse, signedIn } from '../../refused.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
  const asker = signedIn(locals);
  const { services } = locals;
  const before = Number(url.searchParams.get('before') ?? NaN);
  const acts = orRefuse(
    await services.audit(asker, Number.isSafeInteger(before) && before > 0 ? before : undefined),
    locals.locale,
  );
  const [people, organisations, rounds] = await Promise.all([
    services.people(asker),
    services.organisations(asker),
    services.rounds(asker),
  ]);
  const named = [
    ...(people.ok ? people.value : []),
    ...(organisations.ok ? organisations.value : []),
    ...rounds,
  ];
  return { acts, names: Object.fromEntries(named.map(({ id, name }) => [id, name])) };
};
