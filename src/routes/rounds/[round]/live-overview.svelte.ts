/** The overview of a round as its pages see it: opened once for each round, moving while people work. */
import { untrack } from 'svelte';
import { LiveView } from '#board/live-view.svelte.ts';
import type { Overview } from '#protocol/overview.ts';
import { read } from '../../door.ts';
import { clockTime } from '../../when.ts';

/** To be made while a component initialises. `initial` is read again when its round is another one. */
export function liveOverview(initial: () => Overview) {
  let view = $state.raw<LiveView<Overview>>();
  const round = $derived(initial().round);
  $effect(() => {
    const path = `/api/rounds/${round}/overview`;
    const opened = untrack(() => {
      const first = initial();
      return new LiveView<Overview>({
        view: `overview:${round}`,
        initial: first,
        at: first.at,
        read: async () => {
          const answer = await read<Overview>(path);
          return answer.ok ? { value: answer.value, at: answer.value.at } : null;
        },
      });
    });
    view = opened;
    return () => opened.destroy();
  });
  const value = $derived(view?.value ?? initial());
  let movedAt = $state('');
  $effect(() => {
    if (value) movedAt = clockTime(new Date().toISOString());
  });
  return {
    get value(): Overview {
      return value;
    },
    get connection() {
      return view?.connection ?? 'connecting';
    },
    /** why nothing more will come, or null */
    get ended() {
      return view?.ended ?? null;
    },
    /** 14:32:07 */
    get movedAt(): string {
      return movedAt;
    },
  };
}
