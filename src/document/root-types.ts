/** The roots of a document, kept so that Yjs finds the name of one without walking past all the others. */
import type * as Y from 'yjs';

type Root = Y.Doc['share'] extends Map<string, infer One> ? One : never;

/**
 * Yjs finds a root's name by looking through `share.entries()` until it meets the root; with tens of thousands of texts that
 * is the dearest part of a large write. What is looked for is mostly the first root (the cells), the one looked for last, or
 * the one made after it: so they are met in that order. Nothing of Yjs depends on the order of roots.
 */
export class RootTypes extends Map<string, Root> {
  readonly #names: string[] = [];
  #met = 0;

  override set(name: string, root: Root): this {
    if (!this.has(name)) this.#names.push(name);
    return super.set(name, root);
  }

  override *entries(): Generator<[string, Root], undefined> {
    const names = this.#names;
    const [first] = names;
    if (first === undefined) return;
    yield [first, this.get(first)!];
    const from = this.#met;
    for (let step = 0; step < names.length; step += 1) {
      const at = (from + step) % names.length;
      if (at === 0) continue;
      this.#met = at;
      yield [names[at]!, this.get(names[at]!)!];
    }
  }

  /** Yjs never takes a root away. */
  override delete(): never {
    throw new Error('A root of a document stays.');
  }
  override clear(): never {
    throw new Error('A root of a document stays.');
  }
}
