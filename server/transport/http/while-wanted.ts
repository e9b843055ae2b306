/** Work for an answer that somebody has to be there for: when their connection closes, it is told to stop. */
import type { Knock } from '#server/transport/http/door.ts';

/** `work` gets a signal that is aborted when the connection of this knock closes before it is done. */
export async function whileWanted<T>(
  { request }: Pick<Knock, 'request'>,
  work: (wanted: AbortSignal) => Promise<T>,
): Promise<T> {
  const gone = new AbortController();
  const leave = (): void => gone.abort();
  request.socket.once('close', leave);
  if (request.socket.destroyed) leave();
  try {
    return await work(gone.signal);
  } finally {
    request.socket.off('close', leave);
  }
}
