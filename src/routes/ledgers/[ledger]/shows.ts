/** The names of what of a ledger is shown. */
import * as m from '#messages/paraglide/messages.js';
import type { Show } from './views.ts';

const NAMES: Readonly<Record<Show, () => string>> = {
  all: m.show_all,
  waiting: m.show_waiting,
  mine: m.show_mine,
  overdue: m.figure_overdue,
  soon: m.show_soon,
  review: m.show_review,
  open: m.figure_open,
  basicallyDone: m.figure_basically,
  reported: m.figure_reported_short,
  longTerm: m.figure_longterm,
  closed: m.figure_closed,
};

export const showName = (show: Show): string => NAMES[show]();
