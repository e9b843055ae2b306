/** Who rectifies a problem, from the rows of its block: one duty, or none where no column speaks of it. */
import type { PreviewDuty } from '#protocol/services.ts';
import type { BlockCells } from './block-cells.ts';
import type { LedgerColumn } from '#domain/imports/ledger-columns.ts';
import { fitted, fittedNames } from './fitting.ts';
import { oneLine, organisationsOf, peopleOf } from './names.ts';

const COLUMNS: readonly LedgerColumn[] = [
  'cause',
  'goal',
  'firstHead',
  'leaders',
  'leadDept',
  'clerk',
  'coUnits',
  'supervisorOrg',
  'countyLeader',
];

const joined = (names: readonly string[]): string | null => (names.length === 0 ? null : names.join('、'));

export function readDuty(cells: BlockCells): PreviewDuty | null {
  if (!COLUMNS.some((name) => cells.has(name) && cells.first(name) !== '')) return null;
  const row = cells.rows[0]!;
  const fit = (name: LedgerColumn, value: string | null): string | null =>
    fitted(cells, row, name, 'duties', name, value);
  const person = (name: LedgerColumn): string | null => fit(name, joined(peopleOf(cells.first(name))));
  const all = cells.all('leadDept').flatMap(organisationsOf);
  return {
    cause: fit('cause', cells.first('cause') || null),
    goal: fit('goal', cells.first('goal') || null),
    firstHead: person('firstHead'),
    leaders: fittedNames(cells, 'leaders', [...new Set(cells.all('leaders').flatMap(peopleOf))]),
    leadDept: fit('leadDept', joined([...new Set(all)])),
    clerk: person('clerk'),
    coUnits: fittedNames(cells, 'coUnits', [...new Set(cells.all('coUnits').flatMap(organisationsOf))]),
    supervisorOrg: fit('supervisorOrg', oneLine(cells.first('supervisorOrg'))),
    countyLeader: person('countyLeader'),
  };
}
