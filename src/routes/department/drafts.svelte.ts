/** What a department is writing: one draft of progress for each task, saved by command, never overwritten by what arrives. */
import type { DepartmentTask } from '#protocol/department.ts';
import { freshOpId, post, type Answer } from '../door.ts';
import { clockTime } from '../when.ts';

/** The part of a task that a draft follows. */
export type DraftedTask = Pick<DepartmentTask, 'id' | 'ledger' | 'code' | 'progress' | 'progressSeq'>;
interface Written {
  readonly seq: number;
}
/** `{ledger, command, opId, input}` to its answer; tests bring their own. */
export type Give = (
  ledger: string,
  command: string,
  opId: string,
  input: Readonly<Record<string, unknown>>,
) => Promise<Answer<Written>>;

export const give: Give = (ledger, command, opId, input) =>
  post<Written>(`/api/ledgers/${ledger}/commands`, { command, opId, ...input });

export class ProgressDraft {
  text = $state('');
  isSaving = $state(false);
  /** the text that was there when the person last saw it unchanged or saved */
  #base = $state('');
  /** what others made of it while this draft was being written */
  theirs = $state.raw<string | null>(null);
  /** time of the last save that was answered, while nothing was written since */
  savedAt = $state('');
  refusal = $state.raw<(Answer<Written> & { readonly ok: false }) | null>(null);
  /** `seq` of the own save: what was read before it does not hold it yet */
  #savedSeq = 0;
  #task: DraftedTask;
  /** an operation without an answer, and what it carries: it is asked again, not made anew */
  #asked: { readonly opId: string; readonly text: string; readonly base: string } | undefined;
  readonly #give: Give;

  constructor(task: DraftedTask, giving: Give = give) {
    this.#task = task;
    this.#give = giving;
    this.text = this.#base = task.progress;
  }

  get task(): DraftedTask {
    return this.#task;
  }
  get isUnsaved(): boolean {
    return this.text !== this.#base;
  }

  /** The task as it was read now. An untouched draft follows it; a touched one keeps its words and shows theirs beside. */
  arrive(task: DraftedTask): void {
    this.#task = task;
    if (task.progressSeq < this.#savedSeq || this.isSaving) return;
    const { progress } = task;
    if (progress === this.#base) return;
    if (!this.isUnsaved || progress === this.text) {
      this.text = this.#base = progress;
      this.theirs = null;
      this.savedAt = '';
    } else this.theirs = progress;
  }

  takeTheirs(): void {
    if (this.theirs === null) return;
    this.text = this.#base = this.theirs;
    this.theirs = this.refusal = null;
  }
  /** Go on with the own words, now against theirs. */
  keepMine(): void {
    if (this.theirs === null) return;
    this.#base = this.theirs;
    this.theirs = this.refusal = null;
  }

  async save(): Promise<void> {
    if (this.isSaving || !this.isUnsaved) return;
    const { text } = this;
    const base = this.#base;
    const again = this.#asked?.text === text && this.#asked.base === base;
    const asked = again && this.#asked ? this.#asked : { opId: freshOpId(), text, base };
    this.#asked = asked;
    this.isSaving = true;
    this.refusal = null;
    const { ledger, id } = this.#task;
    const answer = await this.#give(ledger, 'reportProgress', asked.opId, { row: id, progress: text, base });
    this.isSaving = false;
    if (!answer.ok) {
      this.refusal = answer;
      if (answer.code !== 'UNAVAILABLE') this.#asked = undefined;
    } else {
      this.#asked = undefined;
      this.#savedSeq = answer.value.seq;
      this.#base = text;
      this.theirs = null;
      this.savedAt = clockTime(new Date().toISOString());
    }
    // what arrived meanwhile
    this.arrive(this.#task);
  }
}

/** All drafts of the page. A draft outlives its card while its words are nowhere else. */
export class DepartmentDrafts {
  #drafts = $state.raw<readonly ProgressDraft[]>([]);
  #shown = $state.raw<ReadonlySet<string>>(new Set());

  get isUnsaved(): boolean {
    return this.#drafts.some((draft) => draft.isUnsaved);
  }
  /** Unsaved words of tasks that are no longer shown. */
  get left(): readonly ProgressDraft[] {
    return this.#drafts.filter(({ isUnsaved, task }) => isUnsaved && !this.#shown.has(task.id));
  }

  /** A card shows this task: its draft, the one that was left if there is one. */
  show(task: DraftedTask): ProgressDraft {
    this.#shown = new Set([...this.#shown, task.id]);
    const known = this.#drafts.find((draft) => draft.task.id === task.id);
    if (known) return known;
    const draft = new ProgressDraft(task);
    this.#drafts = [...this.#drafts, draft];
    return draft;
  }
  /** Its card is gone. */
  hide(row: string): void {
    this.#shown = new Set([...this.#shown].filter((shown) => shown !== row));
    this.#drafts = this.#drafts.filter(({ isUnsaved, task }) => isUnsaved || task.id !== row);
  }
  drop(row: string): void {
    this.#drafts = this.#drafts.filter(({ task }) => task.id !== row);
  }
}
