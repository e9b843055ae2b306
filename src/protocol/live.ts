/** Messages of `/live` (JSON text frames): subscriptions to views that are pushed as people work. */

/** `overview:{round}`, `department:{organisation}` or `dictionaries:{office}`. */
export type ViewName = string;

export interface Subscribe {
  readonly type: 'SUBSCRIBE';
  readonly view: ViewName;
  readonly at?: number;
}
export interface Unsubscribe {
  readonly type: 'UNSUBSCRIBE';
  readonly view: ViewName;
}
/** Pushed at most 4 times a second per view. Where `from` is not the commit one has, read again. `value` is the whole view. */
export interface Changed {
  readonly type: 'CHANGED';
  readonly view: ViewName;
  readonly from: number;
  readonly to: number;
  readonly value: unknown;
}
export interface SubscriptionRefused {
  readonly type: 'REFUSED';
  readonly view: ViewName;
  readonly code: string;
}
export type LiveMessage = Changed | SubscriptionRefused;
