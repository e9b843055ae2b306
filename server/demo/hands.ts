/** The people of one example ledger at work: commands and edits in their names, each known again by its words. */
import type { LedgerId } from '#domain/ids.ts';
import type { LedgerActor } from '#domain/roles.ts';
import type { DemoParts } from '#server/demo/demo.parts.ts';
import { demoId, type Intent } from '#server/demo/edits.ts';
import { granted, type Institution } from '#server/demo/institution.ts';

/** Not a session of anybody: nobody signed in to make the example. */
export const SESSION = 'demo';

export class LedgerHands {
  readonly #parts: DemoParts;
  readonly #institution: Institution;
  readonly #ledger: LedgerId;
  readonly #actors = new Map<string, LedgerActor>();

  constructor(parts: DemoParts, institution: Institution, ledger: LedgerId) {
    this.#parts = parts;
    this.#institution = institution;
    this.#ledger = ledger;
  }

  async actor(username: string): Promise<LedgerActor> {
    const known = this.#actors.get(username);
    if (known) return known;
    const actor = await this.#parts.access.directory.actor(
      this.#institution.people.get(username)!.id,
      this.#ledger,
    );
    if (!actor) throw new Error(`${username} does not reach the example ledger ${this.#ledger}.`);
    this.#actors.set(username, actor);
    return actor;
  }

  /** Same words, same opId: what an interrupted start has done is answered again, not done twice. */
  async command(
    username: string,
    name: string,
    what: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const body = { command: name, opId: demoId(this.#ledger, username, name, what), ...input };
    const by = { actor: await this.actor(username), session: SESSION };
    return granted(await this.#parts.runCommand(this.#ledger, by, body), `${name} ${what}`).value;
  }

  async edit(username: string, what: string, intents: readonly Intent[]): Promise<void> {
    if (intents.length === 0) return;
    const value = await this.command(username, 'editCells', what, { intents });
    const refused: unknown = Reflect.get(Object(value), 'refused');
    if (!Array.isArray(refused) || refused.length > 0)
      throw new Error(`Edits of the example were refused: ${JSON.stringify(refused)}`);
  }
}
