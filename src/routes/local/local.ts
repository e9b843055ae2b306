/** What this browser keeps for whom, as the pages ask about it: signing out, and another person at the same computer. */
import {
  clearKeptCopies,
  clearLocalData,
  lastPerson,
  onCleared,
  readLocalData,
  rememberPerson,
} from '#board/local-data.ts';

export { clearKeptCopies, onCleared };

/** Edits of this person that no server has, unsent or refused. */
export const unsentHere = async (person: string): Promise<number> => (await readLocalData()).unsentOf(person);

/** Nothing of anybody stays. */
export const clearEverything = (): Promise<void> => clearLocalData(null);

/**
 * Somebody is signed in: what others left here is cleared, unless some of it was never sent. Then its number is answered,
 * and nothing is touched until the person has decided.
 */
export async function settleLocalData(person: string): Promise<number> {
  const { people, unsentOf } = await readLocalData();
  const others = people.filter((one) => one !== person);
  const last = lastPerson();
  const unsent = others.reduce((sum, one) => sum + unsentOf(one), 0);
  if (unsent > 0) return unsent;
  if (others.length > 0 || (last !== null && last !== person)) await clearLocalData(person);
  rememberPerson(person);
  return 0;
}

/** What others left here goes, unsent or not. */
export async function clearOthers(person: string): Promise<void> {
  await clearLocalData(person);
  rememberPerson(person);
}
