/** A file's problems meet the board: which are its own, what stays as it is there, what cannot be written. Pure. */
import { plainText } from '#domain/imports/likeness.ts';
import { matchProblems } from '#domain/imports/match.ts';
import { idsForImport, planImport, type ImportPlan } from '#domain/imports/plan.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import type { Lists } from '#domain/projections/rows.ts';
import type { RefusalCode } from '#domain/refusals.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { allAtOnce } from '#domain/steps.ts';
import { fieldWord } from '#messages/sentence.ts';
import type { PreviewProblem, PreviewWarning } from '#protocol/services.ts';
import { doubtOf } from '#server/exchange/doubt.ts';
import type { LedgerContent } from './content.ts';
import { importedOf } from './to-command.ts';
import { LEDGER_WARNINGS, type LedgerWarningCode } from './warnings.ts';

const LOCALE = 'zh-CN';
const RAW_CHARS_MAX = 2_000;
const PREFIXES_MAX = 1_000;

const warningOf = (
  code: LedgerWarningCode,
  { code: at, sheet }: PreviewProblem,
  raw?: string,
): Omit<PreviewWarning, 'id'> =>
  doubtOf(code, LEDGER_WARNINGS[code], { at, ...(sheet === undefined ? {} : { sheet }) }, raw, RAW_CHARS_MAX);

const recoded = (problem: PreviewProblem, code: string): PreviewProblem => ({
  ...problem,
  code,
  tasks: problem.tasks.map((task, n) => ({ ...task, code: `${code}-${n + 1}` })),
});

/** The board's code for its own problems; a free prefix for new ones whose codes are taken. */
function coded(problems: readonly PreviewProblem[], lists: Lists): readonly PreviewProblem[] {
  const own = problems.map((problem) => (problem.board ? recoded(problem, problem.board.code) : problem));
  const taken = new Set([
    ...lists.problems.flatMap((row) => (row.deleted ? [] : row.code)),
    ...own.flatMap((problem) => (problem.board ? problem.code : [])),
  ]);
  const fresh = own.filter((problem) => !problem.board);
  if (!fresh.some(({ code }) => taken.has(code))) return own;
  let n = 2;
  while (n < PREFIXES_MAX && fresh.some(({ code }) => taken.has(`${n}.${code}`))) n += 1;
  return own.map((problem) => (problem.board ? problem : recoded(problem, `${n}.${problem.code}`)));
}

/** Why a problem, or what stands under it, will not be written. */
function doubtOfLeft(reason: RefusalCode): LedgerWarningCode {
  if (reason === 'NOT_ON_BOARD') return 'not_on_board';
  return reason === 'ROLE_MAY_NOT_WRITE' ? 'board_taken_over' : 'board_frozen';
}

/** The field's word in the first of these lists that has it. */
const nameOf = (lists: readonly string[], field: string): string =>
  lists.map((list) => fieldWord(list, field, LOCALE)).find((name) => name !== field) ?? field;

function doubtsOf(problems: readonly PreviewProblem[], plan: ImportPlan): Omit<PreviewWarning, 'id'>[] {
  const kept = new Map<string, string[]>();
  for (const { problem, measure, field, board, file } of plan.kept) {
    const name = nameOf(measure === null ? ['problems', 'duties'] : ['tasks'], field);
    const of = measure === null ? '' : `（${measure.slice(0, 20)}）`;
    const line = `${name}${of}：台账“${board.slice(0, 200)}”，文件“${file.slice(0, 200)}”`;
    kept.set(problem, [...(kept.get(problem) ?? []), line]);
  }
  const left = new Map(plan.left.map(({ code, reason }) => [code, reason]));
  return problems.flatMap((problem) => {
    const reason = left.get(problem.code);
    const lines = kept.get(problem.code);
    return [
      ...(reason === undefined ? [] : [warningOf(doubtOfLeft(reason), problem)]),
      ...(lines === undefined ? [] : [warningOf('board_kept', problem, lines.join('\n'))]),
    ];
  });
}

/** The doubts that the file alone gave, and those that the board adds; ids anew. */
export function meetBoard(content: LedgerContent, lists: Lists, actor: LedgerActor): LedgerContent {
  const known = lists.problems
    .filter((row) => !row.deleted)
    .map(({ id, code, original }) => ({ row: id, code, original }));
  const matches = matchProblems(content.problems, known);
  const met = content.problems.map((problem, n) => {
    const match = matches[n];
    if (!match) return { problem, locked: null };
    const { row, code, by } = match;
    const isSame = plainText(match.original) === plainText(problem.original);
    return {
      problem: { ...problem, original: match.original, board: { row, code, by } },
      locked: isSame ? null : problem.original,
    };
  });
  const problems = coded(
    met.map(({ problem }) => problem),
    lists,
  );
  const imported = problems.map(importedOf);
  const ids = Array.from({ length: idsForImport(imported) }, (_, n) => String(n).padStart(16, '0'));
  const plan = allAtOnce(
    planImport(imported, { lists, index: indexLists(lists), actor, planPassed: false, ids }),
  );
  const codes = new Map(content.problems.map((problem, n) => [problem.code, problems[n]!.code]));
  const warnings: Omit<PreviewWarning, 'id'>[] = [
    ...content.warnings.map((warning) => ({ ...warning, at: codes.get(warning.at) ?? warning.at })),
    ...met.flatMap(({ locked }, n) =>
      locked === null ? [] : [warningOf('original_locked', problems[n]!, locked)],
    ),
    ...(plan.ok ? doubtsOf(problems, plan.value) : []),
    ...(problems.some((problem, n) => !problem.board && problem.code !== content.problems[n]!.code)
      ? [{ ...warningOf('codes_prefixed', problems[0]!), at: 'head' }]
      : []),
  ];
  return { ...content, problems, warnings: warnings.map((warning, n) => ({ ...warning, id: `w${n + 1}` })) };
}
