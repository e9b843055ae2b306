/** Where a cell is, in words: the problem's code and the field's name; and the way there. */
import type { List } from '#domain/lists/fields.ts';
import { fieldLabel } from '../../words.ts';
import type { LedgerPage } from './ledger-page.svelte.ts';

export interface CellPlace {
  readonly list: List | undefined;
  /** row id of the problem */
  readonly problem: string | undefined;
  readonly label: string;
}

/** `cell`: `row/field`, or with a member. */
export function placeOf({ board }: LedgerPage, cell: string): CellPlace {
  const [row = '', key = ''] = cell.split('/');
  const field = key.split(':')[0] ?? '';
  const { problems, duties, tasks } = board.lists;
  const found = [...problems, ...duties, ...tasks].find(({ id }) => id === row);
  const problem = found?.list === 'problems' ? found.id : found?.problem;
  const code = found?.list === 'tasks' ? found.code : problems.find(({ id }) => id === problem)?.code;
  return {
    list: found?.list,
    problem,
    label: [code, fieldLabel(found?.list ?? 'all', field)].filter(Boolean).join(' · '),
  };
}

export function goTo(page: LedgerPage, { list, problem }: CellPlace): void {
  if (list) page.list = list;
  if (problem) page.opened = problem;
}
