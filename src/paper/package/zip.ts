/** The layout of a zip: entries in the order given, all with the same fixed time, so that the same parts give the same bytes. */

/** An entry as it is packed already. */
export interface PackedEntry {
  readonly path: string;
  readonly chunks: readonly Uint8Array[];
  readonly isDeflated: boolean;
  /** of the content, not packed */
  readonly size: number;
  readonly crc32: number;
}
/** Takes the content of one entry in, piece by piece; what packs it is handed in (rule X24). */
export interface EntrySink {
  readonly write: (piece: Uint8Array) => void;
  readonly end: () => void;
}
export type OpenEntry = (path: string) => EntrySink;

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const VERSION = 20;
const DEFLATED = 8;
/** names are UTF-8 */
const FLAGS = 0x0800;
/** 1 January 1980, the first day that a zip knows */
const DAY = 0x21;
/** beyond these a zip needs its 64-bit form, which no workbook of ours comes near */
const ENTRIES_MAX = 0xffff;
const BYTES_MAX = 0xffff_ffff;
const encoder = new TextEncoder();

/** Little-endian numbers one after another: `[bytes, value]`. */
function numbers(...fields: readonly (readonly [2 | 4, number])[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((sum, [width]) => sum + width, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const [width, value] of fields) {
    if (width === 2) view.setUint16(at, value, true);
    else view.setUint32(at, value, true);
    at += width;
  }
  return bytes;
}

/** The fields that the local and the central head of an entry share, from the version needed on. */
function shared({ isDeflated, size, crc32 }: PackedEntry, name: Uint8Array, packed: number): Uint8Array {
  const method = isDeflated ? DEFLATED : 0;
  return numbers(
    [2, VERSION],
    [2, FLAGS],
    [2, method],
    [2, 0],
    [2, DAY],
    [4, crc32],
    [4, packed],
    [4, size],
    [2, name.length],
    [2, 0],
  );
}

/** The pieces of a zip in order. Throws a RangeError for more than a plain zip holds. */
export function zipOf(entries: readonly PackedEntry[]): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  const central: Uint8Array[] = [];
  let offset = 0;
  const push = (...pieces: readonly Uint8Array[]): void => {
    for (const piece of pieces) {
      parts.push(piece);
      offset += piece.length;
    }
  };
  for (const entry of entries) {
    const name = encoder.encode(entry.path);
    const packed = entry.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    const head = shared(entry, name, packed);
    const place = numbers([2, 0], [2, 0], [2, 0], [4, 0], [4, offset]);
    central.push(numbers([4, CENTRAL], [2, VERSION]), head, place, name);
    push(numbers([4, LOCAL]), head, name, ...entry.chunks);
  }
  const start = offset;
  push(...central);
  if (entries.length > ENTRIES_MAX || offset > BYTES_MAX)
    throw new RangeError('More than a zip without its 64-bit form holds.');
  const count = entries.length;
  push(numbers([4, END], [2, 0], [2, 0], [2, count], [2, count], [4, offset - start], [4, start], [2, 0]));
  return parts;
}
