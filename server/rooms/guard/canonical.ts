/** Rules G2 and G3: bytes to structs, accepted in one form only, so that guard and apply can never read them differently. */
import * as decoding from 'lib0/decoding';
import * as Y from 'yjs';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { CLOCK_MAX, STRUCT_LENGTH_MAX, type GuardLimits } from '#server/rooms/guard/limits.ts';

export type Struct = Y.Item | Y.GC | Y.Skip;
export interface DeleteRange {
  readonly clock: number;
  readonly len: number;
}
export interface Canonical {
  readonly sections: ReadonlyMap<number, readonly Struct[]>;
  readonly deletions: ReadonlyMap<number, readonly DeleteRange[]>;
}

let lastDecoder: decoding.Decoder | undefined;
/** Keeps hold of the decoder, because `Y.decodeUpdate` does not say whether bytes were left over. */
class WatchedDecoder extends Y.UpdateDecoderV1 {
  constructor(decoder: decoding.Decoder) {
    super(decoder);
    lastDecoder = decoder;
  }
}

const malformed = refuse('MALFORMED');
const isClient = (client: number): boolean => Number.isInteger(client) && client >= 0 && client < 2 ** 32;

export function decodeCanonical(
  update: Uint8Array,
  { structsMax: max }: Pick<GuardLimits, 'structsMax'>,
): Outcome<Canonical> {
  let decoded: ReturnType<typeof Y.decodeUpdateV2>;
  let sectionsClaimed: number;
  try {
    sectionsClaimed = decoding.readVarUint(decoding.createDecoder(update));
    decoded = Y.decodeUpdateV2(update, WatchedDecoder);
  } catch {
    // whatever Yjs stumbled over, these bytes are no update
    return malformed;
  }
  if (lastDecoder === undefined || decoding.hasContent(lastDecoder)) return malformed;
  if (decoded.structs.length > max) return refuse('TOO_MANY', { max });
  const sections = sectionsOf(decoded.structs);
  // Yjs keeps only the last section of a client: two of them would be judged together and applied apart
  if (!sections || sections.size !== sectionsClaimed) return malformed;
  const deletions: ReadonlyMap<number, readonly DeleteRange[]> = decoded.ds.clients;
  return areRanges(deletions) ? accept({ sections, deletions }) : malformed;
}

function sectionsOf(structs: readonly Struct[]): Map<number, Struct[]> | undefined {
  const sections = new Map<number, Struct[]>();
  let section: Struct[] = [];
  let client = -1;
  let next = 0;
  for (const struct of structs) {
    const { id } = struct;
    if (id.client !== client) {
      if (!isClient(id.client) || sections.has(id.client)) return undefined;
      client = id.client;
      next = id.clock;
      sections.set(client, (section = []));
    }
    const fits =
      struct.length >= 1 && struct.length <= STRUCT_LENGTH_MAX && id.clock + struct.length <= CLOCK_MAX;
    if (id.clock !== next || !fits) return undefined;
    next += struct.length;
    section.push(struct);
  }
  return sections;
}

function areRanges(deletions: ReadonlyMap<number, readonly DeleteRange[]>): boolean {
  for (const [client, ranges] of deletions) {
    if (!isClient(client)) return false;
    // in order and apart, as Yjs writes them: so walking them costs no more than walking the document once
    let end = 0;
    for (const { clock, len } of ranges) {
      if (!(len >= 1) || !(clock >= end) || !(clock + len <= CLOCK_MAX)) return false;
      end = clock + len;
    }
  }
  return true;
}
