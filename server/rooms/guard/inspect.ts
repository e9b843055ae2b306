/** The guard before apply (rules G1–G8): what an update would touch, or why it may not. Changes nothing. */
import type * as Y from 'yjs';
import { accept, type Refusal } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { Authorization, type LedgerState, type Touched } from '#server/rooms/guard/authorize.ts';
import { decodeCanonical, type Canonical } from '#server/rooms/guard/canonical.ts';
import { checkCellOutcome } from '#server/rooms/guard/cells.ts';
import { resolveDeletions, type Deletions } from '#server/rooms/guard/deletions.ts';
import { checkSize, type GuardLimits } from '#server/rooms/guard/limits.ts';
import { Paths } from '#server/rooms/guard/paths.ts';
import type { Places } from '#server/rooms/guard/places.ts';
import { checkShape } from '#server/rooms/guard/shape.ts';
import { sortStructs, type Arrivals, type Fresh, type Owns } from '#server/rooms/guard/structs.ts';

/** Who sends it: rights of this moment, and the client ids that are theirs on this connection. */
export interface Author {
  readonly actor: LedgerActor;
  readonly owns: Owns;
}

export interface Inspection {
  /** false: everything in it is known already */
  readonly adds: boolean;
  /** cells and texts that may change */
  readonly cells: ReadonlySet<string>;
  readonly texts: ReadonlySet<string>;
  /** client ids that get new structs */
  readonly clients: readonly number[];
  readonly rowsBorn: number;
}

export type Inspected =
  | { readonly ok: true; readonly value: Inspection }
  /** `cells`: those that the update would have touched, as far as they were found */
  | { readonly ok: false; readonly refusal: Refusal; readonly cells: readonly string[] };

export interface Guarded extends LedgerState {
  readonly doc: Y.Doc;
  readonly places: Places;
  readonly limits: GuardLimits;
}

const NOTHING: Inspection = { adds: false, cells: new Set(), texts: new Set(), clients: [], rowsBorn: 0 };
const no = (refusal: Refusal, cells: readonly string[] = []): Inspected => ({ ok: false, refusal, cells });

export function inspect(guarded: Guarded, update: Uint8Array, author: Author): Inspected {
  const size = checkSize(update, guarded.limits);
  if (!size.ok) return no(size);
  const decoded = decodeCanonical(update, guarded.limits);
  if (!decoded.ok) return no(decoded);
  const arrivals = sortStructs(guarded.doc, guarded.places, decoded.value, author.owns);
  if (!arrivals.ok) return no(arrivals);
  return inspectArrivals(guarded, decoded.value, arrivals.value, author);
}

function inspectArrivals(
  guarded: Guarded,
  canonical: Canonical,
  arrivals: Arrivals,
  author: Author,
): Inspected {
  const { doc, places, limits } = guarded;
  const resolved = new Paths(doc, places, arrivals).resolveAll();
  if (!resolved.ok) return no(resolved);
  const found = resolveDeletions(doc, places, canonical, arrivals, limits);
  if (!found.ok) return no(found);
  const deletions = found.value;
  if (arrivals.count === 0 && deletions.cells.size === 0 && deletions.texts.size === 0)
    return accept(NOTHING);

  const touched = gather(arrivals);
  const cells = new Set([...touched.cells.keys(), ...deletions.cells]);
  const texts = new Set([...touched.texts.keys(), ...deletions.texts.keys()]);
  const refusal = checkContents(doc, places, touched, deletions);
  if (refusal) return no(refusal, [...cells, ...texts]);
  const authorization = new Authorization(doc, places, guarded, author.actor, touched);
  const verdict = authorization.check(deletions);
  if (!verdict.ok) return no(verdict.refusal, [...cells, ...texts]);
  return accept({
    adds: true,
    cells,
    texts,
    clients: [...arrivals.fresh.keys()],
    rowsBorn: authorization.born.size,
  });
}

function gather(arrivals: Arrivals): Touched {
  const cells = new Map<string, Fresh[]>();
  const texts = new Map<string, Fresh[]>();
  for (const section of arrivals.fresh.values()) {
    for (const struct of section) {
      const { kind, name } = struct.place!;
      const into = kind === 'cell' ? cells : texts;
      const writes = into.get(name);
      if (writes) writes.push(struct);
      else into.set(name, [struct]);
    }
  }
  return { cells, texts };
}

function checkContents(
  doc: Y.Doc,
  places: Places,
  touched: Touched,
  deletions: Deletions,
): Refusal | undefined {
  for (const writes of [...touched.cells.values(), ...touched.texts.values()]) {
    for (const write of writes) {
      const shape = checkShape(write);
      if (!shape.ok) return shape;
    }
  }
  for (const key of new Set([...touched.cells.keys(), ...deletions.cells])) {
    const outcome = checkCellOutcome(doc, places, key, touched.cells.get(key) ?? [], deletions);
    if (!outcome.ok) return outcome;
  }
  return undefined;
}
