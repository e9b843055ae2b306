/** A preview under correction: its doubts, and the edits sent one after the other; the server keeps and judges it. */
import type {
  ImportPreview,
  PreviewEdit,
  PreviewProblem,
  PreviewTask,
  PreviewWarning,
} from '#protocol/services.ts';
import { freshOpId, patch, post } from '../../../door.ts';
import { say } from '../../../words.ts';
import type { MarkedParagraph } from '../DocumentText.svelte';

export type OpenWarning = PreviewWarning & { readonly problem: PreviewProblem | undefined };

export class ImportDesk {
  preview = $state.raw() as ImportPreview;
  active = $state('');
  failure = $state('');
  isBusy = $state(false);
  /** the same for a repeated attempt, so that a lost answer does no harm */
  readonly #opId = freshOpId();
  #last: Promise<unknown> = Promise.resolve();

  constructor(preview: ImportPreview) {
    this.preview = preview;
  }

  readonly warnings = $derived.by<readonly OpenWarning[]>(() =>
    this.preview.warnings.map((warning) => ({ ...warning, problem: this.#problemOf(warning) })),
  );
  readonly open = $derived(this.warnings.filter((warning) => !warning.settled && warning.severity !== 'may'));
  readonly mustOpen = $derived(this.open.filter(({ severity }) => severity === 'must').length);
  /** what belongs to no problem's row */
  readonly loose = $derived(this.warnings.filter(({ problem }) => !problem));
  readonly paragraphs = $derived.by<readonly MarkedParagraph[]>(() => {
    const doubtful = new Set(this.open.flatMap(({ problem }) => problem?.code ?? []));
    const marks = new Map<number, MarkedParagraph['marks'][number][]>();
    for (const problem of this.preview.problems) {
      for (const { paragraph, from, to } of problem.anchors) {
        const mark = { from, to, id: problem.code, label: problem.code, doubt: doubtful.has(problem.code) };
        marks.set(paragraph, [...(marks.get(paragraph) ?? []), mark]);
      }
    }
    return this.preview.paragraphs.map(({ n, text, level }) => ({
      n,
      text,
      level,
      marks: marks.get(n) ?? [],
    }));
  });

  #problemOf({ at }: PreviewWarning): PreviewProblem | undefined {
    const { problems } = this.preview;
    return problems.find(({ code }) => code === at) ?? problems.find(({ splitFrom }) => splitFrom === at);
  }
  of(problem: PreviewProblem): readonly OpenWarning[] {
    return this.warnings.filter(
      (warning) => warning.problem?.code === problem.code && warning.severity !== 'may',
    );
  }
  /** Open doubts about the row of a task. */
  ofTask(problem: PreviewProblem, task: PreviewTask): readonly OpenWarning[] {
    return this.of(problem).filter(
      ({ cell, settled }) =>
        !settled && cell !== undefined && Number(cell.replace(/^[A-Z]+/u, '')) === task.row,
    );
  }
  /** The task whose row a doubt is about. */
  taskOf({ problem, cell }: OpenWarning): PreviewTask | undefined {
    const row = Number((cell ?? '').replace(/^[A-Z]+/u, ''));
    return problem?.tasks.find((task) => task.row === row);
  }
  get isLedger(): boolean {
    return this.preview.form === 'ledger';
  }
  /** The doubt after the active one, in the order of the document. */
  next(): OpenWarning | undefined {
    const order = [...this.open].sort((a, b) => this.#place(a) - this.#place(b));
    const at = order.findIndex((warning) => warning.id === this.active);
    return order[at + 1] ?? order[0];
  }
  #place({ problem }: OpenWarning): number {
    return problem ? this.preview.problems.indexOf(problem) : -1;
  }

  edit(...edits: readonly PreviewEdit[]): Promise<boolean> {
    const sent = this.#last.then(() => this.#send(edits));
    this.#last = sent;
    return sent;
  }
  async #send(edits: readonly PreviewEdit[]): Promise<boolean> {
    this.isBusy = true;
    const answer = await patch<ImportPreview>(`/api/imports/${this.preview.import}`, { edits });
    this.isBusy = false;
    this.failure = answer.ok ? '' : say(answer);
    if (answer.ok) this.preview = answer.value;
    return answer.ok;
  }
  settle(warning: PreviewWarning): Promise<boolean> {
    return this.edit({ do: 'settle', warning: warning.id, settled: true });
  }

  /** Issues the problems; true when they are in the ledger. */
  async apply(): Promise<boolean> {
    await this.#last;
    this.isBusy = true;
    const answer = await post(`/api/imports/${this.preview.import}/apply`, { opId: this.#opId });
    this.isBusy = false;
    this.failure = answer.ok ? '' : say(answer);
    return answer.ok;
  }
}
