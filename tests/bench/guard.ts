/** What guarding one edit of one cell costs in a ledger of 10,000 rows with 12 fields each. Goal: at most 30 µs p50. */
import * as Y from 'yjs';
import { createLedgerDoc } from '#document/ledger-doc.ts';
import { cellsOfNewRow, setCell, spliceText } from '#document/write.ts';
import { EDITOR, rowId } from '#server/rooms/guard/guard.testing.ts';
import { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';
import type { BenchResult } from './run.ts';

const PROBLEMS = 2_000;
const TASKS_EACH = 4;
const WARM = 500;
const EDITS = 3_000;
const CLIENT = 77;

type Cell = { readonly key: string; readonly value: string | number | boolean };

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
const taskId = (n: number): string => rowId(`task${n}x`);

/** 2,000 problems and 8,000 tasks, 12 cells a row. */
function largeLedger(): GuardedDocument {
  const cells: Cell[] = [];
  for (let p = 0; p < PROBLEMS; p += 1) {
    const problem = rowId(`problem${p}x`);
    const at = (field: string, value: Cell['value']): Cell => ({ key: `${problem}/${field}`, value });
    cells.push(...(cellsOfNewRow({ row: problem, list: 'problems', order: `a${p}` }) as Cell[]));
    cells.push(
      at('status', 'rectifying'),
      at('original', `问题${p}的反馈原文。`),
      at('code', `${p}`),
      at('source', '县委巡察'),
      at('category', '四个落实'),
    );
    cells.push(
      at('subcategory', '主体责任'),
      at('nature', '个性'),
      at('key', false),
      at('kind', 'timed'),
      at('due', '2026-12-31'),
    );
  }
  for (let t = 0; t < PROBLEMS * TASKS_EACH; t += 1) {
    const at = (field: string, value: Cell['value']): Cell => ({ key: `${taskId(t)}/${field}`, value });
    cells.push(
      ...(cellsOfNewRow({
        row: taskId(t),
        list: 'tasks',
        order: `a${t}`,
        problem: rowId(`problem${Math.floor(t / TASKS_EACH)}x`),
      }) as Cell[]),
    );
    cells.push(
      at('owner', '办公室'),
      at('due', '2026-12-31'),
      at('dueText', '年底前'),
      at('immediate', false),
      at('withinFocus', true),
    );
    cells.push(
      at('longTerm', false),
      at('completion', '未完成'),
      at('types:建章立制', true),
      at('counters:rules', 1),
    );
  }
  const ledger = new GuardedDocument([], false);
  ledger.doc.clientID = 1;
  ledger.write(cells, []);
  return ledger;
}

export async function run(): Promise<BenchResult> {
  const ledger = largeLedger();
  const page = createLedgerDoc();
  Y.applyUpdate(page, Y.encodeStateAsUpdate(ledger.doc));
  page.clientID = CLIENT;
  const author = { actor: EDITOR, owns: (client: number) => client === CLIENT };
  let update = new Uint8Array();
  page.on('update', (bytes: Uint8Array) => (update = bytes as Uint8Array<ArrayBuffer>));

  const measure = (edit: (n: number) => void): { readonly guard: number[]; readonly all: number[] } => {
    const guard: number[] = [];
    const all: number[] = [];
    for (let n = 0; n < WARM + EDITS; n += 1) {
      edit(n);
      const start = performance.now();
      const inspected = ledger.inspect(update, author);
      const inspectedAt = performance.now();
      if (!inspected.ok) throw new Error(inspected.refusal.code);
      ledger.apply(update, inspected.value);
      const end = performance.now();
      if (n < WARM) continue;
      guard.push((inspectedAt - start) * 1_000);
      all.push((end - start) * 1_000);
    }
    return { guard: guard.sort((a, b) => a - b), all: all.sort((a, b) => a - b) };
  };
  const cells = measure((n) =>
    setCell(page, `${taskId((n * 37) % (PROBLEMS * TASKS_EACH))}/owner`, `科室${n}`),
  );
  const typing = measure((n) => spliceText(page, taskId(n % 50), 'measure', Math.floor(n / 50), 0, '字'));
  return {
    name: 'guard',
    metrics: {
      'one cell, guard p50 µs': percentile(cells.guard, 0.5),
      'one cell, guard p95 µs': percentile(cells.guard, 0.95),
      'one cell, guard and apply p50 µs': percentile(cells.all, 0.5),
      'one cell, guard and apply p95 µs': percentile(cells.all, 0.95),
      'one character, guard p50 µs': percentile(typing.guard, 0.5),
      'one character, guard and apply p50 µs': percentile(typing.all, 0.5),
      rows: PROBLEMS * (1 + TASKS_EACH),
      cells: ledger.places.cells.size,
    },
  };
}
