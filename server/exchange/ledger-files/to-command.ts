/** A problem of a preview as the command `importLedger` wants it. Pure. */
import type { ImportedProblem } from '#domain/imports/imported.ts';
import type { PreviewProblem } from '#protocol/services.ts';

const CARRIED_OVER = '上轮遗留';

/** 上轮遗留 is a mark on paper and a source on the board. */
export const importedOf = (problem: PreviewProblem): ImportedProblem => ({
  row: problem.board?.row ?? null,
  code: problem.code,
  original: problem.original,
  category: problem.category,
  subcategory: problem.subcategory,
  source: problem.carriedOver ? CARRIED_OVER : problem.source || null,
  nature: problem.nature ?? null,
  kind: problem.kind,
  due: problem.due?.date ?? null,
  duties: problem.duties.map((duty) => ({ ...duty, leaders: [...duty.leaders], coUnits: [...duty.coUnits] })),
  tasks: problem.tasks.map(({ code: _, row: __, due, types, ...task }) => ({
    ...task,
    types: [...types],
    due: due.date,
    immediate: due.immediate,
    longTerm: due.longTerm,
    withinFocus: due.withinFocus ?? false,
  })),
});
