/** What the history page is narrowed to, in its URL and as the door takes it. Days are those of the office. */

export interface Filter {
  readonly person: string;
  readonly list: string;
  readonly field: string;
  /** `YYYY-MM-DD`, both inclusive */
  readonly from: string;
  readonly to: string;
  readonly row: string;
  readonly problem: string;
  readonly cell: string;
}

const NAMES = ['person', 'list', 'field', 'row', 'problem', 'cell'] as const;
const DAY = /^\d{4}-\d{2}-\d{2}/;
const DAY_MS = 86_400_000;

const startOf = (day: string): string => new Date(`${day}T00:00:00+08:00`).toISOString();
const after = (day: string): string => new Date(Date.parse(`${day}T00:00:00+08:00`) + DAY_MS).toISOString();

/** The URL keeps the door's own parameters, so that a page load asks the same. */
export function filterOf(query: URLSearchParams, dayOf: (iso: string) => string): Filter {
  const held = (name: string): string => query.get(name) ?? '';
  const [from, to] = [held('from'), held('to')];
  return {
    person: held('person'),
    list: held('list'),
    field: held('field'),
    row: held('row'),
    problem: held('problem'),
    cell: held('cell'),
    from: DAY.test(from) ? dayOf(from) : '',
    // `to` of the door is exclusive: the day that ends there is the one before
    to: DAY.test(to) ? dayOf(new Date(Date.parse(to) - 1).toISOString()) : '',
  };
}

export function queryOf(filter: Filter): Record<string, string> {
  const query: Record<string, string> = {};
  for (const name of NAMES) if (filter[name]) query[name] = filter[name];
  if (filter.from) query['from'] = startOf(filter.from);
  if (filter.to) query['to'] = after(filter.to);
  return query;
}
