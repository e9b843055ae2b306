/** A workbook as the bytes of an .xlsx file: every part deflated piece by piece while it is written, so that none is in memory whole. */
import { constants, crc32, deflateRawSync } from 'node:zlib';
import type { ExportContent, ExportHead } from '#paper/content.ts';
import { zipOf, type EntrySink, type PackedEntry } from '#paper/package/zip.ts';
import { writeWorkbook } from '#paper/workbook.ts';

const LEVEL = 4;
/** An empty last block: pieces that end on a byte are a deflate stream together with it. */
const LAST_BLOCK = new Uint8Array([3, 0]);

class DeflatedEntries {
  readonly entries: PackedEntry[] = [];

  readonly open = (path: string): EntrySink => {
    const chunks: Uint8Array[] = [];
    let [size, crc] = [0, 0];
    return {
      write: (piece) => {
        crc = crc32(piece, crc);
        size += piece.length;
        chunks.push(deflateRawSync(piece, { level: LEVEL, finishFlush: constants.Z_SYNC_FLUSH }));
      },
      end: () => {
        chunks.push(LAST_BLOCK);
        this.entries.push({ path, chunks, isDeflated: true, size, crc32: crc });
      },
    };
  };
}

export function workbookBytes(content: ExportContent, head: ExportHead): Uint8Array {
  const packed = new DeflatedEntries();
  writeWorkbook(content, head, packed.open);
  return Buffer.concat(zipOf(packed.entries));
}
