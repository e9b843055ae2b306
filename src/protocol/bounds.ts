/** What holds for the installation, as its door and page give it: settings of the environment and fixed bounds. Pure types. */

export const BOUND_GROUPS = ['installation', 'accounts', 'files', 'ledgers', 'backup', 'core'] as const;
export type BoundGroup = (typeof BOUND_GROUPS)[number];

export interface BoundView {
  /** its name in the code; the words for it are `bound_…` of the messages */
  readonly key: string;
  readonly group: BoundGroup;
  /** null: not set, and nothing holds in its place. Of a secret `true`: it is set */
  readonly value: string | number | boolean | null;
  /** of a number; empty where there is none */
  readonly unit: string;
  /** the environment variable that sets it at the start; null: fixed */
  readonly variable: string | null;
  /** somebody set the variable */
  readonly isSet: boolean;
  /** what may be set, where it is a range */
  readonly range: readonly [number, number] | null;
}

export interface Bounds {
  readonly bounds: readonly BoundView[];
  /** the nightly backup; null where none is set */
  readonly backup: { readonly at: string | null; readonly ok: boolean } | null;
}
