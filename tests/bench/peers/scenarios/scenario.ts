/** What a scenario of the comparison is: it measures one contender on fresh data. */
import type { Contender, Figures } from '../stage.ts';

export interface Scenario {
  readonly name: string;
  /** figures by name; an empty object where the contender has nothing to measure */
  readonly run: (contender: Contender, quick: boolean) => Promise<Figures>;
}
