/** The way out: asks when something is unsent, clears what is local, ends the session, and loads the sign-in page anew. */
import { leaving } from '../local/leaving.svelte.ts';
import { post } from '../door.ts';

/** Asks by `leaving` when edits would be lost; otherwise goes at once. */
export async function signOut(person: string): Promise<void> {
  const { unsentHere } = await import('../local/local.ts');
  const unsent = await unsentHere(person);
  if (unsent > 0) leaving.ask(unsent);
  else await signOutNow();
}

export async function signOutNow(): Promise<void> {
  const { clearEverything } = await import('../local/local.ts');
  const ended = await post('/api/auth/sign-out');
  // without the server nobody is signed out: then nothing is deleted either
  if (!ended.ok && ended.code === 'UNAVAILABLE') return leaving.fail();
  leaving.isOnItsWay = true;
  await clearEverything();
  location.assign('/signin');
}
