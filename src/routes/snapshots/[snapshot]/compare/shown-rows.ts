/** The rows of a comparison as the page shows them: one kind of row for what came, went and changed, in the order of the lists. */
import { comparedFields, valueOf } from '#domain/comparison/difference.ts';
import { LISTS } from '#domain/lists/fields.ts';
import type { ComparedField, ComparedLedger, Comparison, GoneOrCome, RowHead } from '#protocol/comparison.ts';
import { inWords } from './value-words.ts';

export const CHANGE_KINDS = ['changed', 'added', 'removed'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export interface ShownRow extends RowHead {
  readonly key: string;
  readonly unit: string;
  readonly kind: ChangeKind;
  readonly fields: readonly ComparedField[];
}

/** Of a row that came or went: what a reader would look for first comes with it anyway. */
const SILENT = ['order', 'deleted', 'problem', 'previousId', 'evidenceCount'];
const byCode = new Intl.Collator('zh-CN', { numeric: true });

function wholeRow(one: GoneOrCome, kind: 'added' | 'removed'): readonly ComparedField[] {
  return comparedFields(one.list)
    .filter(({ name }) => !SILENT.includes(name))
    .map(({ name }) => {
      const value = valueOf(one.row, name);
      return kind === 'added'
        ? { field: name, old: null, now: value }
        : { field: name, old: value, now: null };
    })
    .filter(({ field, old, now }) => inWords(field, old) !== inWords(field, now));
}

function rowsOf({ ledger, unit, added, removed, changed }: ComparedLedger): readonly ShownRow[] {
  const shown = (head: RowHead, kind: ChangeKind, fields: readonly ComparedField[]): ShownRow => ({
    key: `${ledger}/${kind}/${head.id}`,
    unit,
    kind,
    list: head.list,
    id: head.id,
    code: head.code,
    title: head.title,
    fields,
  });
  return [
    ...changed.map((one) => shown(one, 'changed', one.fields)),
    ...added.map((one) => shown(one, 'added', wholeRow(one, 'added'))),
    ...removed.map((one) => shown(one, 'removed', wholeRow(one, 'removed'))),
  ].sort(
    (a, b) =>
      LISTS.indexOf(a.list) - LISTS.indexOf(b.list) ||
      byCode.compare(a.code, b.code) ||
      byCode.compare(a.id, b.id),
  );
}

export const shownRows = (comparison: Comparison): readonly ShownRow[] => comparison.ledgers.flatMap(rowsOf);

export interface RowFilter {
  /** each '' for all */
  readonly list: string;
  readonly kind: string;
  /** `list/field` */
  readonly field: string;
  readonly unit: string;
}

export const keeps = (row: ShownRow, filter: RowFilter): boolean =>
  (filter.list === '' || row.list === filter.list) &&
  (filter.kind === '' || row.kind === filter.kind) &&
  (filter.unit === '' || row.unit === filter.unit) &&
  (filter.field === '' || row.fields.some(({ field }) => `${row.list}/${field}` === filter.field));

/** The fields that differ somewhere, as `list/field`, in the order of the lists. */
export const fieldsThatDiffer = (rows: readonly ShownRow[]): readonly string[] => {
  const found = new Set(rows.flatMap((row) => row.fields.map(({ field }) => `${row.list}/${field}`)));
  return LISTS.flatMap((list) => comparedFields(list).map(({ name }) => `${list}/${name}`)).filter((name) =>
    found.has(name),
  );
};
