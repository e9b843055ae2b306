/**
 * Reads named entries of an untrusted zip, every size bounded while inflating: declared sizes are never believed.
 * Source: issue "zip bomb"; limits below are far above any real document.
 */
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl';
import { accept, refuse, type Outcome, type Refusal } from '#domain/refusals.ts';

export interface ArchiveLimits {
  readonly entriesMax: number;
  readonly entryBytesMax: number;
  readonly totalBytesMax: number;
  /** inflated ÷ stored; small entries may exceed it */
  readonly ratioMax: number;
}
export const ARCHIVE_LIMITS: ArchiveLimits = {
  entriesMax: 2_000,
  entryBytesMax: 24 * 1024 * 1024,
  totalBytesMax: 64 * 1024 * 1024,
  ratioMax: 200,
};
/** Below this size no ratio is suspicious. */
const RATIO_FREE_BYTES = 1024 * 1024;

const bomb = (): Refusal => refuse('ZIP_BOMB');

/** Inflate one entry up to `max` bytes; null beyond. */
const inflate = (zip: ZipFile, entry: Entry, max: number): Promise<Buffer | null> =>
  new Promise((resolve, reject) => {
    zip.openReadStream(entry, (error, stream) => {
      if (error) return reject(error);
      const chunks: Buffer[] = [];
      let size = 0;
      stream.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > max) {
          stream.destroy();
          resolve(null);
        } else chunks.push(chunk);
      });
      stream.on('error', reject);
      stream.on('end', () => resolve(Buffer.concat(chunks)));
    });
  });

/** Walks all entries; a promise per step keeps yauzl's events in order. */
async function walk(
  zip: ZipFile,
  wanted: ReadonlySet<string>,
  limits: ArchiveLimits,
): Promise<Outcome<Map<string, Buffer>>> {
  if (zip.entryCount > limits.entriesMax) return bomb();
  const found = new Map<string, Buffer>();
  let total = 0;
  let declared = 0;
  for await (const entry of zip.eachEntry()) {
    if (entry.isEncrypted()) return refuse('ENCRYPTED_FILE');
    declared += entry.uncompressedSize;
    const suspicious =
      entry.uncompressedSize > RATIO_FREE_BYTES &&
      entry.uncompressedSize > entry.compressedSize * limits.ratioMax;
    if (
      suspicious ||
      entry.uncompressedSize > limits.entryBytesMax * 4 ||
      declared > limits.totalBytesMax * 8
    )
      return bomb();
    if (!wanted.has(entry.fileName) || found.has(entry.fileName)) continue;
    const room = Math.min(
      limits.entryBytesMax,
      limits.totalBytesMax - total,
      Math.max(RATIO_FREE_BYTES, entry.compressedSize * limits.ratioMax),
    );
    const content = await inflate(zip, entry, room);
    if (!content) return bomb();
    total += content.length;
    found.set(entry.fileName, content);
  }
  return accept(found);
}

/** The wanted entries that exist. A broken or truncated archive is UNREADABLE_FILE, never a partial answer. */
export async function readEntries(
  bytes: Uint8Array,
  wanted: readonly string[],
  limits = ARCHIVE_LIMITS,
): Promise<Outcome<ReadonlyMap<string, Buffer>>> {
  let zip: ZipFile | undefined;
  try {
    zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
      lazyEntries: true,
      autoClose: false,
      validateEntrySizes: true,
    });
    return await walk(zip, new Set(wanted), limits);
  } catch {
    return refuse('UNREADABLE_FILE'); // yauzl's errors all say the same to a person: this is no intact archive
  } finally {
    zip?.close();
  }
}
