/** Governed commands of the ledger over HTTP. A lost answer is asked for again with the same opId, which is harmless. */
import { refuse, type Refusal, type RefusalCode } from '#domain/refusals.ts';
import { backoffMs } from './backoff.ts';

/** Tries of one command before it is given up. */
export const COMMAND_TRIES_MAX = 4;
/** A server that does not answer by then is asked again. */
export const COMMAND_MS_MAX = 20_000;

export type CommandAnswer = { readonly ok: true; readonly value: unknown } | Refusal;

export interface CommandDoorSettings {
  readonly ledger: string;
  readonly fetch: typeof fetch;
  readonly freshId: () => string;
  readonly random: () => number;
}

export class CommandDoor {
  readonly #settings: CommandDoorSettings;

  constructor(settings: CommandDoorSettings) {
    this.#settings = settings;
  }

  async command(name: string, input: Readonly<Record<string, unknown>>): Promise<CommandAnswer> {
    const { ledger, freshId, random } = this.#settings;
    const body = JSON.stringify({ ...input, command: name, opId: freshId() });
    for (let tries = 1; ; tries += 1) {
      const answer = await this.#post(`/api/ledgers/${ledger}/commands`, body);
      if (answer) return answer;
      if (tries >= COMMAND_TRIES_MAX) return refuse('UNAVAILABLE');
      await new Promise((resolve) => setTimeout(resolve, backoffMs(tries, random())));
    }
  }

  /** Undefined when nobody knows whether it was done. */
  async #post(path: string, body: string): Promise<CommandAnswer | undefined> {
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(), COMMAND_MS_MAX);
    try {
      const response = await this.#settings.fetch(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: late.signal,
      });
      return readAnswer(await response.json());
    } catch (error) {
      console.warn('A command got no answer', error);
      return undefined;
    } finally {
      clearTimeout(timer);
    }
  }
}

/** `{ok: true, value}` or `{error: {code, params}}`; anything else comes from something between us and the server. */
function readAnswer(answer: unknown): CommandAnswer | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined;
  if ('ok' in answer && answer.ok === true)
    return { ok: true, value: 'value' in answer ? answer.value : null };
  if (!('error' in answer) || typeof answer.error !== 'object' || answer.error === null) return undefined;
  const { code, params } = answer.error as { code?: unknown; params?: unknown };
  if (typeof code !== 'string') return undefined;
  return refuse(
    code as RefusalCode,
    typeof params === 'object' && params !== null ? (params as Refusal['params']) : {},
  );
}
