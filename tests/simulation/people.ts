/** Who works in the simulated ledger, on which browsers, and what they do: edits of all kinds by the real board, marked each by itself. */
import { LedgerCore } from '#board/ledger-core.ts';
import { LedgerEdits } from '#board/ledger-edits.ts';
import { MemoryOutboxStore } from '#board/outbox-store.ts';
import { MemorySlots, SlotPageRegistry } from '#board/page-registry.ts';
import { SlotReceipts } from '#board/receipts.ts';
import type { TextSession } from '#board/text-session.ts';
import type { OrganisationId, PersonId } from '#domain/ids.ts';
import { refuse } from '#domain/refusals.ts';
import type { LedgerActor, LedgerRole } from '#domain/roles.ts';
import { contentOf } from '../fuzz/honest-pages.ts';
import type { Network } from './network.ts';
import { tokensIn, tokenText } from './tokens.ts';
import type { Life, World } from './world.ts';

const UNIT = 'unit000000000001' as OrganisationId;

export class Person {
  readonly id: PersonId;
  readonly name: string;
  readonly usual: LedgerRole;
  /** null: no way into the ledger */
  role: LedgerRole | null;
  /** when the role became what it is */
  roleSinceMs = 0;

  constructor(name: string, role: LedgerRole) {
    this.id = `person0000${name.padEnd(6, '0')}`.slice(0, 16) as PersonId;
    this.name = name;
    this.usual = this.role = role;
  }
  get actor(): LedgerActor | null {
    return this.role === null
      ? null
      : { person: this.id, name: this.name, roles: [this.role], organisations: [UNIT] };
  }
}

/** What one browser keeps between page loads. */
export class Browser {
  readonly store = new MemoryOutboxStore();
  readonly slots = new MemorySlots();
  readonly person: Person;
  readonly pages: Page[] = [];
  constructor(person: Person) {
    this.person = person;
  }
}

export interface Written {
  readonly kind: 'cell' | 'text';
  readonly key: string;
  readonly browser: Browser;
}

export interface Setting {
  readonly world: World;
  readonly network: Network;
  readonly ledger: string;
  /** mark → what carried it, of everything that a board took */
  readonly written: Map<number, Written>;
  readonly nextToken: () => number;
  /** marks that were undone */
  readonly withdrawn: Set<number>;
}

const CELLS = ['owner', 'dueText'] as const;
const OFFICE_CELLS = ['category', 'subcategory'] as const;
const TEXTS = ['measure', 'progress', 'extension'] as const;

export class Page {
  readonly life: Life;
  readonly core: LedgerCore;
  readonly edits: LedgerEdits;
  readonly browser: Browser;
  readonly #setting: Setting;
  #wakes: (() => void)[] = [];
  #hide: () => void = () => undefined;
  #text: TextSession | undefined;
  #textKey = '';

  constructor(setting: Setting, browser: Browser) {
    this.#setting = setting;
    this.browser = browser;
    const { world, network, ledger } = setting;
    const { person } = browser;
    this.life = { name: `page of ${person.name}`, dead: false };
    let core!: LedgerCore;
    world.live(this.life, () => {
      core = new LedgerCore(
        {
          ledger,
          person: person.id,
          page: this.#freshId(),
          url: `ws://simulation/sync/${ledger}`,
          open: network.opener(person.id, this.life),
          fetch: () =>
            Promise.resolve(new Response('{"error":{"code":"UNAVAILABLE","params":{}}}', { status: 503 })),
          freshId: () => this.#freshId(),
          random: Math.random,
          now: () => world.nowMs,
          wake: (wake) => {
            this.#wakes.push(wake);
            return () => undefined;
          },
          hiding: ({ hide }) => {
            this.#hide = hide;
            return () => undefined;
          },
          store: browser.store,
          registry: new SlotPageRegistry(browser.slots, () => world.nowMs),
          receipts: new SlotReceipts(browser.slots, ledger),
          whyNot: () => Promise.resolve(person.role === null ? refuse('FORBIDDEN') : null),
        },
        () => undefined,
      );
      void core.start();
    });
    this.core = core;
    this.edits = new LedgerEdits(core);
    browser.pages.push(this);
  }

  #freshId(): string {
    const { world } = this.#setting;
    return `S${String(world.random.int(2 ** 31)).padStart(15, '0')}`;
  }

  wake(): void {
    this.live(() => this.#wakes.forEach((wake) => wake()));
  }

  /** As a browser lets a page go: it hears `pagehide`, then its sockets break and nothing of it happens any more. */
  unload(): void {
    this.live(() => {
      this.#hide();
      this.core.line.destroy();
      this.core.outbox.disconnect();
    });
    this.life.dead = true;
    this.browser.pages.splice(this.browser.pages.indexOf(this), 1);
  }

  /** One act of the person at it. */
  act(): void {
    this.live(() => this.#act());
  }

  live(work: () => void): void {
    this.#setting.world.live(this.life, work);
  }

  #act(): void {
    const { random } = this.#setting.world;
    if (this.core.line.state === 'ended' || !this.core.line.session) return;
    if (this.#text && random.chance(0.3)) this.#closeText();
    const kind = random.int(20);
    if (kind < 8) this.#setCell();
    else if (kind < 15) this.#type();
    else if (kind === 15) this.#undo();
    else if (kind === 16) this.edits.addRow('tasks', this.#problem());
    else if (kind === 17) this.#moveRow();
    else this.core.setPresence({ list: 'problems', row: this.#problem(), field: 'category', writing: false });
  }

  /** What its author took back is asked for no more. */
  #undo(): void {
    const shown = (): Set<number> =>
      new Set(tokensIn(JSON.stringify(contentOf(this.core.line.session!.doc))));
    const before = shown();
    this.edits.undo();
    const after = shown();
    for (const token of before) if (!after.has(token)) this.#setting.withdrawn.add(token);
  }

  #problem(): string {
    const { problems } = this.core.lists.lists;
    return problems.length > 0 ? this.#setting.world.random.of(problems).id : '';
  }
  #task(): string {
    const { tasks } = this.core.lists.lists;
    return tasks.length > 0 ? this.#setting.world.random.of(tasks).id : '';
  }

  #token(kind: 'cell' | 'text', key: string): number {
    const { written, nextToken } = this.#setting;
    const token = nextToken();
    written.set(token, { kind, key, browser: this.browser });
    return token;
  }

  #setCell(): void {
    const { random } = this.#setting.world;
    const isOffice = this.browser.person.role === 'office';
    const row = isOffice ? this.#problem() : this.#task();
    if (row === '') return;
    const field = isOffice ? random.of(OFFICE_CELLS) : random.of(CELLS);
    const token = this.#token('cell', `${row}/${field}`);
    const verdict = this.edits.setCells([{ row, field, value: tokenText(token) }]);
    if (!verdict.ok) this.#takeBack(token);
  }

  /** What the board did not take was never written. */
  #takeBack(token: number): void {
    this.#setting.written.delete(token);
  }

  #type(): void {
    const { random } = this.#setting.world;
    if (!this.#text) {
      const row = this.#task();
      if (row === '') return;
      const field = random.of(TEXTS);
      this.#textKey = `${row}/${field}`;
      this.#text = this.edits.openText(row, field);
    }
    const before = this.#text.read();
    const index = placeIn(before, random.int(before.length + 1));
    const token = this.#token('text', this.#textKey);
    this.#text.apply({ index, remove: 0, insert: tokenText(token) });
    if (this.#text.read() === before) this.#takeBack(token);
    else if (before.length > 600)
      this.#text.apply({ index: 0, remove: placeIn(this.#text.read(), 200), insert: '' });
  }

  #closeText(): void {
    this.#text?.close(false);
    this.#text = undefined;
  }

  #moveRow(): void {
    const { tasks } = this.core.lists.lists;
    if (tasks.length < 2) return;
    const { random } = this.#setting.world;
    const row = random.of(tasks);
    const siblings = tasks.filter((task) => task.problem === row.problem && task.id !== row.id);
    this.edits.moveRow(row.id, siblings.length > 0 && random.chance(0.7) ? random.of(siblings).id : null);
  }
}

/** The nearest place at or before `index` that does not stand inside a mark. */
function placeIn(text: string, index: number): number {
  const open = text.lastIndexOf('〔', index - 1);
  if (open < 0) return index;
  const close = text.indexOf('〕', open);
  return close >= 0 && close < index ? index : open;
}
