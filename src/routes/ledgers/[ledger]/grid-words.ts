/** Every word the grid says, in the language of the page. */
import type { GridWords } from '#grid/grid.contract.ts';
import { getLocale } from '#messages/paraglide/runtime.js';
import * as m from '#messages/paraglide/messages.js';

/** A Monday, to name the days of the week from. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export function gridWords(): GridWords {
  const weekday = new Intl.DateTimeFormat(getLocale(), { weekday: 'narrow', timeZone: 'UTC' });
  const month = new Intl.DateTimeFormat(getLocale(), { year: 'numeric', month: 'long', timeZone: 'UTC' });
  return {
    editor: m.grid_editor(),
    selectAll: m.grid_select_all(),
    rowHead: (number) => m.grid_row_head({ number }),
    columnWidth: (title) => m.grid_column_width({ title }),
    fillHandle: m.grid_fill_handle(),
    openChoices: m.grid_open_choices(),
    waiting: m.mark_waiting(),
    saved: m.mark_saved(),
    refused: m.mark_refused(),
    changed: m.mark_changed(),
    readonlyCell: { title: m.lock_procedure(), body: m.lock_procedure_body() },
    selected: (rows, columns) => m.grid_selected({ rows, columns }),
    copied: (rows, columns) => m.grid_copied({ rows, columns }),
    clipped: (rows, columns) => m.grid_clipped({ rows, columns }),
    skipped: (lockedCells) => m.grid_skipped({ count: lockedCells }),
    invalid: (cells, reason) => m.grid_invalid({ count: cells, reason }),
    noChoice: m.grid_no_choice(),
    today: m.grid_today(),
    clear: m.grid_clear(),
    previousMonth: m.grid_previous_month(),
    nextMonth: m.grid_next_month(),
    month: (year, number) => month.format(Date.UTC(year, number - 1, 1)),
    weekdays: Array.from({ length: 7 }, (_, day) => weekday.format(MONDAY + day * DAY_MS)),
    apply: m.grid_apply(),
    cancel: m.cancel(),
  };
}
