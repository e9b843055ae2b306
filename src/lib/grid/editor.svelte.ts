/** The cell that is being written: its draft, how it began, its choices, and the shared text behind a prose cell. */
import { countersText, readCounters } from '#grid/counters.ts';
import type { CounterValues } from '#grid/counters.ts';
import { addDays, addMonths, dayText, readDay } from '#grid/days.ts';
import type { Day } from '#grid/days.ts';
import type { GridColumn, GridHost, GridOption } from '#grid/grid.contract.ts';
import { readTyped, SEPARATOR } from '#grid/reading.ts';
import type { RemoteCaret } from '#grid/shared-text.ts';
import { TextBinding } from '#grid/text-binding.ts';

/** `enter`: typing replaced the content. `edit`: the content is being changed. */
export type EditMode = 'enter' | 'edit';
export type Picker = 'list' | 'ticks' | 'days' | 'numbers';

const PICKERS: Readonly<Partial<Record<GridColumn<never>['kind'], Picker>>> = {
  enum: 'list',
  person: 'list',
  multi: 'ticks',
  date: 'days',
  counters: 'numbers',
};
const CHOICES_MAX = 200;

export class Editor<R extends { readonly id: string }> {
  mode = $state<EditMode | null>(null);
  column = $state.raw<GridColumn<R> | undefined>(undefined);
  row = $state.raw<R | undefined>(undefined);
  draft = $state('');
  composing = $state(false);
  carets = $state.raw<readonly RemoteCaret[]>([]);
  /** place in `choices`, -1 for what was typed */
  highlighted = $state(-1);
  ticked = $state.raw<readonly string[]>([]);
  numbers = $state.raw<CounterValues>({});
  /** the month and day that the calendar shows */
  day = $state.raw<Day>({ year: 2000, month: 1, day: 1 });
  area: HTMLTextAreaElement | undefined;
  #binding: TextBinding | undefined;
  readonly #host: () => GridHost<R>;

  readonly picker = $derived.by<Picker | undefined>(() => {
    if (!this.mode || !this.column) return undefined;
    const picker = PICKERS[this.column.kind];
    return picker === 'list' && !this.column.options && !this.column.suggest ? undefined : picker;
  });
  readonly choices = $derived.by<readonly GridOption[]>(() => {
    const column = this.column;
    if (!column || (this.picker !== 'list' && this.picker !== 'ticks')) return [];
    if (column.suggest && this.row) return column.suggest(this.#filter, this.row).slice(0, CHOICES_MAX);
    const wanted = this.#filter.toLowerCase();
    return (column.options ?? [])
      .filter(({ label }) => label.toLowerCase().includes(wanted))
      .slice(0, CHOICES_MAX);
  });

  constructor(host: () => GridHost<R>) {
    this.#host = host;
  }

  /** A list that was opened on its content shows all choices until something is typed. */
  #typed = $state(false);
  get #filter(): string {
    return this.#typed ? this.draft.trim() : '';
  }

  get isOn(): boolean {
    return this.mode !== null;
  }
  get isShared(): boolean {
    return this.#binding !== undefined;
  }

  /** The cell must be writable. In `enter` mode the textarea already holds what was typed, or is composing. `kept`: a refused text to go on with. */
  begin(row: R, column: GridColumn<R>, mode: EditMode, kept?: string): void {
    const area = this.area;
    if (!area || this.mode) return;
    this.row = row;
    this.column = column;
    this.mode = mode;
    this.#typed = mode === 'enter';
    const text = kept ?? column.text(row);
    const shared = column.kind === 'prose' ? this.#host().openText(row, column) : undefined;
    if (shared) {
      this.#binding = new TextBinding(area, shared, mode === 'enter', {
        changed: (value) => (this.draft = value),
        carets: (carets) => (this.carets = carets),
      });
      if (mode === 'edit') this.draft = area.value;
      return;
    }
    if (mode === 'edit') area.value = column.kind === 'multi' ? '' : text;
    this.draft = area.value;
    // a composition that has just begun must not be touched
    if (mode === 'edit') area.setSelectionRange(area.value.length, area.value.length);
    if (column.kind === 'multi') this.ticked = text.split(SEPARATOR).filter(Boolean);
    if (column.kind === 'counters') this.#openNumbers(column, text);
    if (column.kind === 'date') this.#showDay(text);
    this.#highlight(text);
  }

  input(): void {
    const area = this.area;
    if (!area) return;
    this.draft = area.value;
    this.#typed = true;
    if (this.#binding) {
      if (!this.composing) this.#binding.input();
      return;
    }
    if (this.column?.kind === 'date') this.#showDay(this.draft);
    this.#highlight(this.draft);
  }

  compose(on: boolean): void {
    this.composing = on;
    this.#binding?.compose(on);
    if (!on && !this.#binding) this.input();
  }

  /** Whether a composition that was given up leaves nothing to write. */
  get isUntouched(): boolean {
    return this.mode === 'enter' && this.draft === '' && (this.#binding?.untouched ?? true);
  }

  caret(): void {
    this.#binding?.caret();
  }
  undo(): boolean {
    this.#binding?.undo();
    return this.#binding !== undefined;
  }
  redo(): boolean {
    this.#binding?.redo();
    return this.#binding !== undefined;
  }

  /** At the caret, as if it had been typed. */
  insert(text: string): void {
    const area = this.area;
    if (!area) return;
    area.setRangeText(text, area.selectionStart, area.selectionEnd, 'end');
    this.input();
  }

  /** F2 while typing: from now on arrows move the caret. */
  keep(): void {
    if (this.mode) this.mode = 'edit';
  }

  toggle(label: string): void {
    const order = this.column?.options?.map((option) => option.label) ?? [];
    const next = this.ticked.includes(label)
      ? this.ticked.filter((other) => other !== label)
      : [...this.ticked, label];
    this.ticked = [...next].sort((a, b) => order.indexOf(a) - order.indexOf(b));
  }

  setNumber(id: string, value: string): void {
    this.numbers = { ...this.numbers, [id]: value };
    this.draft = this.result();
    if (this.area) this.area.value = this.draft;
  }

  /** A digit typed onto the cell goes into its first number. */
  #openNumbers(column: GridColumn<R>, text: string): void {
    const typed = this.draft;
    this.numbers = readCounters(column.numbers ?? [], text) ?? {};
    const first = column.numbers?.[0];
    if (first)
      this.setNumber(
        first.id,
        this.mode === 'enter' && /^\d$/.test(typed) ? typed : (this.numbers[first.id] ?? ''),
      );
  }

  /** A choice, instead of what was typed. */
  choose(text: string): void {
    this.draft = text;
    if (this.area) this.area.value = text;
    this.highlighted = this.choices.findIndex(({ label }) => label === text);
    if (this.highlighted < 0) this.#typed = true;
  }

  /** What would be written: the text form. Prose with a shared text is written already. */
  result(): string {
    const column = this.column;
    if (!column) return this.draft;
    if (column.kind === 'multi') {
      const found = this.draft.trim() ? this.choices[this.highlighted]?.label : undefined;
      return [...this.ticked, ...(found && !this.ticked.includes(found) ? [found] : [])].join(SEPARATOR);
    }
    if (column.kind === 'counters') return countersText(column.numbers ?? [], this.numbers);
    const chosen = this.picker === 'list' ? this.choices[this.highlighted]?.label : undefined;
    if (chosen !== undefined && (column.kind === 'enum' ? this.draft.trim() !== '' : true)) return chosen;
    return readTyped(column, this.draft, this.#host().today);
  }

  /** Ends the editing; `cancel` takes back what went into a shared text. */
  end(cancel: boolean): void {
    this.#binding?.close(cancel || this.#binding.untouched);
    this.#binding = undefined;
    this.mode = null;
    this.row = undefined;
    this.column = undefined;
    this.draft = '';
    this.carets = [];
    this.composing = false;
    this.highlighted = -1;
    if (this.area) this.area.value = '';
  }

  /** Keys that belong to the open list, ticks or calendar; true when taken. */
  pickerKey(event: KeyboardEvent): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    if (this.picker === 'days') return this.#dayKey(event.key);
    if (this.picker !== 'list' && this.picker !== 'ticks') return false;
    const count = this.choices.length;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && count) {
      const step = event.key === 'ArrowDown' ? 1 : -1;
      this.highlighted =
        this.highlighted < 0 && step < 0 ? count - 1 : (this.highlighted + step + count) % count;
      return true;
    }
    if (event.key === ' ' && this.picker === 'ticks') {
      const choice = this.choices[this.highlighted];
      if (choice) this.toggle(choice.label);
      return true;
    }
    return false;
  }

  setDay(day: Day): void {
    this.day = day;
    if (!this.area) return;
    this.area.value = dayText(day);
    this.draft = this.area.value;
  }

  showMonth(months: number): void {
    this.day = addMonths(this.day, months);
  }

  #dayKey(key: string): boolean {
    const whole = this.draft === '' || this.draft === dayText(this.day);
    const days: Readonly<Record<string, number>> = {
      ArrowUp: -7,
      ArrowDown: 7,
      ArrowLeft: -1,
      ArrowRight: 1,
    };
    const step = days[key];
    if (step !== undefined && (whole || Math.abs(step) === 7)) {
      this.setDay(this.draft === '' ? this.day : addDays(this.day, step));
      return true;
    }
    if (key === 'PageUp' || key === 'PageDown') {
      this.setDay(addMonths(this.day, key === 'PageUp' ? -1 : 1));
      return true;
    }
    return false;
  }

  #showDay(text: string): void {
    const today = this.#host().today;
    const day = readDay(text, today) ?? (today ? readDay(today) : undefined);
    if (day) this.day = day;
  }

  #highlight(text: string): void {
    if (this.picker === 'ticks') this.highlighted = this.choices.length ? 0 : -1;
    else if (this.picker === 'list' && this.column?.kind === 'enum')
      this.highlighted = Math.max(
        this.choices.findIndex(({ label }) => label === text),
        this.choices.length && this.#typed && text ? 0 : -1,
      );
    else this.highlighted = -1;
  }
}
