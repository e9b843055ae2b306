/** Saves the ledger that a page holds as a file of this computer; asks no server, and must be loaded before one is missing. */
import { FIELDS } from '#domain/lists/fields.ts';
import * as m from '#messages/paraglide/messages.js';
import { crc32 } from '#paper/crc32.ts';
import { zipOf, type EntrySink, type PackedEntry } from '#paper/package/zip.ts';
import { savedJson, writeSavedWorkbook, type LedgerOfPage } from '#paper/saved-ledger.ts';
import { giveFile } from '../../../frame/give-file.ts';
import type { LedgerPage } from '../ledger-page.svelte.ts';

export type SavedFormat = 'xlsx' | 'json';
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** Cells whose last edit waits for its acknowledgement. */
function unsentOf({ board }: LedgerPage): readonly string[] {
  if (board.pending === 0) return [];
  const { problems, duties, tasks } = board.lists;
  return [...problems, ...duties, ...tasks].flatMap(({ id, list }) =>
    FIELDS.filter((field) => field.list === list && board.mark(id, field.name) === 'waiting').map(
      ({ name }) => `${id}/${name}`,
    ),
  );
}

function ofPage(page: LedgerPage): LedgerOfPage {
  const { board, frame } = page;
  const savedAt = new Date().toISOString();
  return {
    names: { ledger: frame.id, unit: frame.unit.name, round: frame.round, roundName: frame.roundName },
    lists: board.lists,
    seq: board.seq,
    at: board.savedAt ?? board.keptAt ?? savedAt,
    savedAt,
    day: frame.today,
    person: frame.actor.name,
    longTermOutOfRate: frame.settings.longTermOutOfRate,
    unsent: unsentOf(page),
  };
}

/** None of these bytes is shared with another thread. */
const partsOf = (chunks: readonly Uint8Array[]): BlobPart[] => [...chunks] as Uint8Array<ArrayBuffer>[];

async function deflated(chunks: readonly Uint8Array[]): Promise<Uint8Array> {
  const stream = new Blob(partsOf(chunks)).stream().pipeThrough(new CompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function workbookOf(ledger: LedgerOfPage): Promise<Blob> {
  const entries: PackedEntry[] = [];
  const open = (path: string): EntrySink => {
    const chunks: Uint8Array[] = [];
    let [size, crc] = [0, 0];
    return {
      write: (piece) => {
        crc = crc32(piece, crc);
        size += piece.length;
        chunks.push(piece);
      },
      end: () => void entries.push({ path, chunks, isDeflated: false, size, crc32: crc }),
    };
  };
  writeSavedWorkbook(ledger, open);
  const packed: PackedEntry[] = [];
  for (const entry of entries)
    packed.push({ ...entry, chunks: [await deflated(entry.chunks)], isDeflated: true });
  return new Blob(partsOf(zipOf(packed)), { type: XLSX });
}

export async function saveLedger(page: LedgerPage, format: SavedFormat): Promise<void> {
  const ledger = ofPage(page);
  const name = `${ledger.names.roundName}-${ledger.names.unit}-${m.save_here_mark()}-${ledger.day}.${format}`;
  const file =
    format === 'json'
      ? new Blob([savedJson(ledger)], { type: 'application/json' })
      : await workbookOf(ledger);
  giveFile(file, name.replace(/[\\/:*?"<>|\s]+/gu, '-'));
}
