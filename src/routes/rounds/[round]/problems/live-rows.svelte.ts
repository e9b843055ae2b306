/** One page of a list behind a figure that is read again when the round's view moves; the row in hand stays in hand. */
import { onDestroy, tick, untrack } from 'svelte';
import type { FigureRows } from '#protocol/figure-rows.ts';
import { read } from '../../../door.ts';

export interface LivePage {
  readonly rows: FigureRows;
  readonly after: string | null;
}

const pathOf = ({ rows, after }: LivePage): string => {
  const asked = new URLSearchParams({ figure: rows.figure });
  if (rows.unit) asked.set('unit', rows.unit.ledger);
  if (after !== null) asked.set('after', after);
  return `/api/rounds/${rows.round}/problems?${asked}`;
};

/** The place in the list of the row that has the focus, -1 for none. */
const focusedPlace = (list: HTMLElement | undefined): number =>
  [...(list?.querySelectorAll('[data-row]') ?? [])].findIndex((row) => row.contains(document.activeElement));

/**
 * To be made while a component initialises. `page` as loaded; `moved` changes whenever the rows may have, null without a connection; `list` holds
 * the rows as `data-row` elements, each with a link.
 */
export function liveRows(page: () => LivePage, moved: () => unknown, list: () => HTMLElement | undefined) {
  let newer = $state.raw<{ readonly of: LivePage; readonly rows: FigureRows }>();
  let isReading = false;
  let isStale = false;
  let isLeft = false;
  onDestroy(() => (isLeft = true));

  async function readAgain(): Promise<void> {
    if (isReading) {
      isStale = true;
      return;
    }
    isReading = true;
    do {
      isStale = false;
      const of = page();
      // on the way to another page the data is that page's already
      if (isLeft || !('rows' in of)) break;
      const answer = await read<FigureRows>(pathOf(of));
      // what can't be read now stays as it is; the view says why it no longer moves
      if (isLeft || !answer.ok || of !== page()) continue;
      const place = focusedPlace(list());
      newer = { of, rows: answer.value };
      await tick();
      if (place >= 0 && focusedPlace(list()) < 0) {
        const links = [...(list()?.querySelectorAll<HTMLElement>('[data-row]') ?? [])];
        links[Math.min(place, links.length - 1)]?.querySelector('a')?.focus({ preventScroll: true });
      }
    } while (isStale);
    isReading = false;
  }

  let seen: unknown;
  $effect(() => {
    const now = moved();
    untrack(() => {
      if (now !== null && seen !== undefined && seen !== now) void readAgain();
      seen = now;
    });
  });
  return {
    get value(): FigureRows {
      return newer?.of === page() ? newer.rows : page().rows;
    },
  };
}
