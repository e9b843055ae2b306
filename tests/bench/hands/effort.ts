/** What hands do: keys, ways of the pointer, clicks and drags. Content that is typed is the same on both sides and counts on neither. */
export interface Effort {
  /** keys and chords; not the characters of the content */
  readonly keys: number;
  /** ways of the pointer to another target */
  readonly points: number;
  /** presses of its button; a double click is two */
  readonly clicks: number;
  readonly drags: number;
}

export const NOTHING: Effort = { keys: 0, points: 0, clicks: 0, drags: 0 };

export const plus = (one: Effort, other: Partial<Effort>, times = 1): Effort => ({
  keys: one.keys + (other.keys ?? 0) * times,
  points: one.points + (other.points ?? 0) * times,
  clicks: one.clicks + (other.clicks ?? 0) * times,
  drags: one.drags + (other.drags ?? 0) * times,
});

export const TASKS = [
  'import a feedback document',
  'fill ten measures',
  'find what is overdue',
  'return one application with an opinion',
  'hand in the round’s table',
] as const;
export type Task = (typeof TASKS)[number];
