/** Corrections to a preview as pure steps: change, split, merge, drop, restore, settle. All of a request or none. */
import * as v from 'valibot';
import { fieldOf } from '#domain/lists/fields.ts';
import { checkValue } from '#domain/lists/values.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { PreviewEdit, PreviewWarning } from '#protocol/services.ts';
import type { Anchor } from '#server/exchange/feedback/content.ts';
import { cut, type ItemText } from '#server/exchange/feedback/problem-text.ts';
import { offeredPieces } from '#server/exchange/feedback/runs.ts';
import { changeUnder, dutyChange, joinedUnder, recoded, taskChange } from '#server/exchange/ledger-edits.ts';
import type { StoredPreview, StoredProblem } from '#server/exchange/stored-preview.ts';

/** Most edits of one request. */
export const EDITS_MAX = 500;

const code = v.pipe(v.string(), v.maxLength(100));
const optionalText = v.optional(v.nullable(v.pipe(v.string(), v.trim())));
const named = <T extends string>(name: T) => v.object({ do: v.literal(name), at: code });
export const previewEditsSchema = v.pipe(
  v.array(
    v.variant('do', [
      v.object({
        do: v.literal('change'),
        at: code,
        set: v.strictObject({
          code: v.optional(v.pipe(v.string(), v.trim())),
          original: v.optional(v.pipe(v.string(), v.trim())),
          category: optionalText,
          subcategory: optionalText,
          kind: v.optional(v.picklist(['immediate', 'timed', 'longterm'])),
          source: v.optional(v.string()),
        }),
      }),
      named('split'),
      named('merge'),
      named('drop'),
      named('restore'),
      v.object({ do: v.literal('changeTask'), at: code, task: code, set: taskChange }),
      v.object({ do: v.literal('changeDuty'), at: code, set: dutyChange }),
      v.object({ do: v.literal('dropTask'), at: code, task: code }),
      v.object({
        do: v.literal('columns'),
        columns: v.pipe(
          v.array(v.object({ header: v.pipe(v.string(), v.maxLength(200)), field: v.nullable(code) })),
          v.minLength(1),
          v.maxLength(200),
        ),
      }),
      v.object({ do: v.literal('settle'), warning: code, settled: v.boolean() }),
    ]),
  ),
  v.maxLength(EDITS_MAX),
);

/** Refusals: BAD_REQUEST with the path of the first fault. */
export function parseEdits(input: unknown): Outcome<readonly PreviewEdit[]> {
  const parsed = v.safeParse(previewEditsSchema, input, { abortEarly: true });
  return parsed.success
    ? accept(parsed.output as readonly PreviewEdit[])
    : refuse('BAD_REQUEST', { field: `edits.${v.getDotPath(parsed.issues[0]) ?? ''}` });
}

const CHECKED = ['code', 'original', 'category', 'subcategory', 'source'] as const;
const CARRIED_OVER = '上轮遗留';

function checkChange(
  preview: StoredPreview,
  at: string,
  set: Extract<PreviewEdit, { do: 'change' }>['set'],
): Outcome<null> {
  for (const name of CHECKED) {
    const value = set[name];
    if (value === undefined || value === null) continue;
    if (value === '' && (name === 'code' || name === 'original'))
      return refuse('EMPTY_TEXT', { field: name });
    const verdict = value === '' ? accept(null) : checkValue(fieldOf('problems', name)!, value);
    if (!verdict.ok) return verdict;
  }
  const taken =
    set.code !== undefined &&
    set.code !== at &&
    [...preview.problems, ...preview.dropped].some((problem) => problem.code === set.code);
  return taken ? refuse('DUPLICATE_CODE', { code: set.code! }) : accept(null);
}

/** Warnings that speak of one problem speak of another from now on; those that no longer apply go. */
const redirect = (
  warnings: readonly PreviewWarning[],
  from: string,
  to: string,
  gone: readonly string[] = [],
): PreviewWarning[] =>
  warnings.flatMap((warning) =>
    warning.at !== from ? [warning] : gone.includes(warning.code) ? [] : [{ ...warning, at: to }],
  );

function change(
  preview: StoredPreview,
  index: number,
  set: Extract<PreviewEdit, { do: 'change' }>['set'],
): Outcome<StoredPreview> {
  const problem = preview.problems[index]!;
  const checked = checkChange(preview, problem.code, set);
  if (!checked.ok) return checked;
  const original = set.original ?? problem.original;
  const changed: StoredProblem = {
    ...problem,
    code: set.code ?? problem.code,
    original,
    category: set.category === undefined ? problem.category : set.category || null,
    subcategory: set.subcategory === undefined ? problem.subcategory : set.subcategory || null,
    kind: set.kind ?? problem.kind,
    source: set.source ?? problem.source,
    carriedOver: set.source === undefined ? problem.carriedOver : set.source === CARRIED_OVER,
    pieces: set.original === undefined ? problem.pieces : offeredPieces(original),
    tasks: recoded(problem.tasks, set.code ?? problem.code),
  };
  return accept({
    ...preview,
    problems: preview.problems.with(index, changed),
    warnings: redirect(
      preview.warnings,
      problem.code,
      changed.code,
      set.original === undefined ? [] : ['too_long'],
    ),
  });
}

/** The text of a problem with the places its stretches come from; null once somebody rewrote it. */
function traced(preview: StoredPreview, problem: StoredProblem): ItemText | null {
  const stretches: { at: number; anchor: Anchor }[] = [];
  let from = 0;
  for (const anchor of problem.anchors) {
    const text = preview.paragraphs[anchor.paragraph - 1]?.text.slice(anchor.from, anchor.to) ?? '';
    const at = problem.original.indexOf(text, from);
    if (text === '' || at < 0) return null;
    stretches.push({ at, anchor });
    from = at + text.length;
  }
  return { text: problem.original, stretches, breaks: new Set() };
}

function split(preview: StoredPreview, index: number): Outcome<StoredPreview> {
  const problem = preview.problems[index]!;
  if (problem.pieces.length < 2) return refuse('WRONG_STATE', { status: 'split' });
  const taken = new Set([...preview.problems, ...preview.dropped].map((other) => other.code));
  const item = traced(preview, problem);
  let from = 0;
  const parts = problem.pieces.map((piece, n): StoredProblem => {
    const at = Math.max(from, problem.original.indexOf(piece, from));
    from = at + piece.length;
    let own = `${problem.code}-${n + 1}`;
    while (taken.has(own)) own += 'b';
    taken.add(own);
    return {
      ...problem,
      code: own,
      original: piece,
      splitFrom: problem.code,
      pieces: [],
      place: problem.place + n / problem.pieces.length,
      anchors: item ? cut(item, at, from).anchors : problem.anchors,
    };
  });
  return accept({
    ...preview,
    problems: [...preview.problems.slice(0, index), ...parts, ...preview.problems.slice(index + 1)],
    warnings: redirect(preview.warnings, problem.code, parts[0]!.code, ['may_split']),
  });
}

function merge(preview: StoredPreview, index: number): Outcome<StoredPreview> {
  const before = preview.problems[index - 1];
  const problem = preview.problems[index]!;
  if (!before) return refuse('WRONG_STATE', { status: 'merge' });
  const original =
    before.original + (/[。；：，、！？）”]$/u.test(before.original) ? '' : '\n') + problem.original;
  const verdict = checkValue(fieldOf('problems', 'original')!, original);
  if (!verdict.ok) return verdict;
  const merged: StoredProblem = {
    ...before,
    original,
    anchors: [...before.anchors, ...problem.anchors],
    pieces: offeredPieces(original),
    ...joinedUnder(before, problem),
  };
  return accept({
    ...preview,
    problems: [...preview.problems.slice(0, index - 1), merged, ...preview.problems.slice(index + 1)],
    warnings: redirect(preview.warnings, problem.code, before.code),
  });
}

function drop(preview: StoredPreview, index: number): StoredPreview {
  return {
    ...preview,
    problems: preview.problems.toSpliced(index, 1),
    dropped: [...preview.dropped, preview.problems[index]!],
  };
}

function restore(preview: StoredPreview, at: string): Outcome<StoredPreview> {
  const problem = preview.dropped.find((candidate) => candidate.code === at);
  if (!problem) return refuse('NOT_FOUND');
  return accept({
    ...preview,
    dropped: preview.dropped.filter((candidate) => candidate !== problem),
    problems: [...preview.problems, problem].sort((a, b) => a.place - b.place),
  });
}

function settle(preview: StoredPreview, id: string, settled: boolean): Outcome<StoredPreview> {
  if (!preview.warnings.some((warning) => warning.id === id)) return refuse('NOT_FOUND');
  return accept({
    ...preview,
    warnings: preview.warnings.map((warning) => (warning.id === id ? { ...warning, settled } : warning)),
  });
}

function step(preview: StoredPreview, edit: PreviewEdit): Outcome<StoredPreview> {
  if (edit.do === 'settle') return settle(preview, edit.warning, edit.settled);
  if (edit.do === 'restore') return restore(preview, edit.at);
  if (edit.do === 'columns') return refuse('BAD_REQUEST', { field: 'edits' });
  const index = preview.problems.findIndex((problem) => problem.code === edit.at);
  if (index < 0) return refuse('NOT_FOUND');
  if (edit.do === 'change') return change(preview, index, edit.set);
  if (edit.do === 'changeTask' || edit.do === 'changeDuty' || edit.do === 'dropTask') {
    const changed = changeUnder(preview.problems[index]!, edit);
    return changed.ok
      ? accept({ ...preview, problems: preview.problems.with(index, changed.value) })
      : changed;
  }
  if (edit.do === 'split') return split(preview, index);
  return edit.do === 'merge' ? merge(preview, index) : accept(drop(preview, index));
}

/** In order; the first refusal refuses all. */
export function applyEdits(preview: StoredPreview, edits: readonly PreviewEdit[]): Outcome<StoredPreview> {
  let current = preview;
  for (const edit of edits) {
    const next = step(current, edit);
    if (!next.ok) return next;
    current = next.value;
  }
  return accept(current);
}
