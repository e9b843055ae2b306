/** A thread of its own for one long job: reading an untrusted file or writing a large one. Answers once and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import type { ExportContent } from '#paper/content.ts';
import type { JobAnswer, JobName, JobRequest, Jobs } from './jobs.ts';

type Runs = { readonly [N in JobName]: (input: Jobs[N]['input']) => Promise<Jobs[N]['output']> };

// each job loads only what it needs: the spreadsheet library alone takes longer than reading a document
const RUNS: Runs = {
  readFeedback: async (input) => (await import('#server/exchange/feedback/read-file.ts')).readFeedback(input),
  readLedgerFile: async (input) =>
    (await import('#server/exchange/ledger-files/read-for-board.ts')).readForBoard(input),
  viewPreview: async ({ row, stored }) => {
    const { parseStored, viewOf } = await import('#server/exchange/stored-preview.ts');
    return JSON.stringify(viewOf(row, parseStored(stored)));
  },
  editPreview: async ({ stored, edits }) => {
    const { parseStored } = await import('#server/exchange/stored-preview.ts');
    const { applyEdits } = await import('#server/exchange/preview-edits.ts');
    const edited = applyEdits(parseStored(stored), edits);
    return edited.ok ? { ok: true, value: JSON.stringify(edited.value) } : edited;
  },
  applyPreview: async (stored) => (await import('#server/exchange/applied-import.ts')).appliedImport(stored),
  writeWorkbook: async ({ content, head }) => {
    const { workbookBytes } = await import('#server/exchange/xlsx/deflated.ts');
    return workbookBytes(JSON.parse(new TextDecoder().decode(content)) as ExportContent, head);
  },
  canonicalContent: async (input) => {
    const { canonicalBytes, sha256Hex } = await import('#server/exchange/canonical.ts');
    const { contentOfSlices } = await import('#server/exchange/exports/slices.ts');
    const bytes = canonicalBytes(contentOfSlices(input));
    return { bytes, sha256: sha256Hex(bytes) };
  },
  savedRows: async (input) => (await import('#server/exchange/restoring/restore-work.ts')).savedRows(input),
  previewRestore: async (input) => {
    const { previewRestore } = await import('#server/exchange/restoring/restore-work.ts');
    const preview = previewRestore(input);
    return preview.ok ? { ok: true, value: JSON.stringify(preview.value) } : preview;
  },
  compareContents: async (input) => {
    const { compareContents } = await import('#server/exchange/comparing/compare-contents.ts');
    const compared = compareContents(input);
    if (!compared.ok) return compared;
    return { ok: true, value: new TextEncoder().encode(JSON.stringify(compared.value)) };
  },
};

const run = <N extends JobName>({ name, input }: JobRequest<N>): Promise<Jobs[N]['output']> =>
  RUNS[name](input);

const port = parentPort;
if (!port) throw new Error('server/exchange/threads/worker.ts runs as a worker thread only.');
const request = workerData as JobRequest;
/** Bytes in an output are handed over: this thread ends with its answer. */
function bytesIn(output: unknown): ArrayBuffer[] {
  const parts: unknown[] =
    typeof output === 'object' && output !== null ? [output, ...Object.values(output)] : [];
  return parts.flatMap((part) =>
    part instanceof Uint8Array && part.byteLength === part.buffer.byteLength
      ? [part.buffer as ArrayBuffer]
      : [],
  );
}
const answer = (message: JobAnswer): void =>
  port.postMessage(message, 'output' in message ? bytesIn(message.output) : []);
run(request).then(
  (output) => answer({ output }),
  (error: unknown) =>
    answer({ failed: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
);
