/** The same five tasks in a spreadsheet, step by step, by somebody who knows its keys; and their sums. docs/benchmarks.md shows this. */
import { NOTHING, plus, type Effort, type Task } from './effort.ts';

export interface Step extends Partial<Effort> {
  readonly what: string;
  readonly times?: number;
}

/** Of samples/feedback-1.docx and of the demo's round. */
export const SIZES = { groups: 8, leftOut: 5, units: 6, measures: 10 } as const;

const CLICK = { points: 1, clicks: 1 };
const OPEN = { points: 1, clicks: 2 };

export const SPREADSHEET: Readonly<Record<Task, readonly Step[]>> = {
  'import a feedback document': [
    { what: 'open the document', ...OPEN },
    { what: 'Ctrl+A, Ctrl+C, Alt+Tab, click A2, Ctrl+V: each paragraph a row', ...CLICK, keys: 4 },
    {
      what: 'take out a block that holds no problem: first row, Shift+last row, Ctrl+-',
      points: 2,
      clicks: 2,
      keys: 1,
      times: SIZES.leftOut,
    },
    {
      what: 'a heading into the category column: cut, paste, fill down by its handle, delete its row',
      points: 4,
      clicks: 3,
      keys: 3,
      drags: 1,
      times: SIZES.groups,
    },
    {
      what: 'the numbers of a group: the first one typed, Enter, the rest by the fill handle',
      points: 2,
      clicks: 1,
      keys: 1,
      drags: 1,
      times: SIZES.groups,
    },
    { what: 'Ctrl+S', keys: 1 },
  ],
  'fill ten measures': [
    { what: 'click the first measure', ...CLICK },
    { what: 'the measure, Enter', keys: 1, times: SIZES.measures },
    { what: 'click the first person', ...CLICK },
    { what: 'the person, Enter', keys: 1, times: SIZES.measures },
    { what: 'click the first time limit, Shift+click the last', points: 2, clicks: 2 },
    { what: 'the day, Ctrl+Enter for all ten', keys: 1 },
    { what: 'Ctrl+S', keys: 1 },
  ],
  'find what is overdue': [
    { what: 'open a unit’s workbook', ...OPEN, times: SIZES.units },
    {
      what: 'filter on (Ctrl+Shift+L); time limit: arrow, date filters, before, the day, OK',
      points: 4,
      clicks: 4,
      keys: 1,
      times: SIZES.units,
    },
    { what: 'state: arrow, untick 已完成, OK', points: 3, clicks: 3, times: SIZES.units },
  ],
  'return one application with an opinion': [
    { what: 'open the workbook', ...OPEN },
    { what: 'Ctrl+F, the number, Enter, Esc', keys: 3 },
    { what: 'click the opinion, write it, Enter', ...CLICK, keys: 1 },
    { what: 'click the state, write 退回, Enter', ...CLICK, keys: 1 },
    { what: 'Ctrl+S', keys: 1 },
    {
      what: 'send it back: the chat, the unit, drag the file in, Enter',
      points: 3,
      clicks: 2,
      drags: 1,
      keys: 1,
    },
  ],
  'hand in the round’s table': [
    { what: 'open a unit’s workbook, click its first row of data', points: 2, clicks: 3, times: SIZES.units },
    {
      what: 'Ctrl+Shift+End, Ctrl+C, Alt+Tab, Ctrl+End, Home, Down, Ctrl+V, Alt+Tab, Ctrl+W',
      keys: 9,
      times: SIZES.units,
    },
    { what: 'the summary row: click, four formulas, each with Tab', ...CLICK, keys: 4 },
    { what: 'F12, the name, Enter', keys: 2 },
  ],
};

export const sumOf = (steps: readonly Step[]): Effort =>
  steps.reduce<Effort>((sum, { times = 1, ...step }) => plus(sum, step, times), NOTHING);

const times = (step: Step): string => (step.times === undefined ? '' : `${step.times} × `);

/** The procedures as docs/benchmarks.md shows them. */
export function proceduresPage(): string {
  return Object.entries(SPREADSHEET)
    .map(([task, steps]) => {
      const { keys, points, clicks, drags } = sumOf(steps);
      const lines = steps.map((step) => `${times(step)}${step.what}`).join('; ');
      return `- *${task}* (${keys} keys, ${points} ways, ${clicks} clicks, ${drags} drags): ${lines}.`;
    })
    .join('\n');
}
