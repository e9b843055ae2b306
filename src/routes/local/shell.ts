/** Registers the worker that keeps the shell, where the browser has such a thing: on https and localhost. */

/** Can this page be loaded again without the server? */
export const reloadsOffline = (): boolean =>
  isSecureContext && 'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;

export async function keepShell(): Promise<void> {
  if (!isSecureContext || !('serviceWorker' in navigator)) return;
  try {
    await navigator.serviceWorker.register('/service-worker.js');
  } catch (error) {
    console.warn('The page can not be kept for a reload offline', error);
  }
}
