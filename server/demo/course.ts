/** Takes one ledger of the example from the feedback document to where its problems stand, by commands and edits of its people. */
import type { LedgerId } from '#domain/ids.ts';
import { formatNamed } from '#domain/lists/named.ts';
import type { DemoProblem, DemoTask } from '#server/demo/content.ts';
import type { DemoParts } from '#server/demo/demo.parts.ts';
import {
  demoId,
  dutyIntents,
  noteIntents,
  officeIntents,
  oversightIntents,
  strayTaskIntents,
  taskId,
  tasksIntents,
  type ProblemPlace,
} from '#server/demo/edits.ts';
import { feedbackText } from '#server/demo/feedback-text.ts';
import { LedgerHands, SESSION } from '#server/demo/hands.ts';
import { granted, type Institution } from '#server/demo/institution.ts';
import { LEDGERS, ORGANISATIONS, PEOPLE, ROUNDS, type DemoLedger } from '#server/demo/parties.ts';
import { reviewProblem } from '#server/demo/reviews.ts';

const NOTES = [
  '请对照反馈原文逐项细化措施，明确完成标准。',
  '进展描述要有数据支撑，佐证请与措施一一对应。',
  '注意举一反三，避免就事论事。',
];

interface Step extends ProblemPlace {
  readonly problem: DemoProblem;
  readonly n: number;
}

export class LedgerCourse {
  readonly #parts: DemoParts;
  readonly #institution: Institution;
  readonly #ledger: LedgerId;
  readonly #own: DemoLedger;
  readonly #today: string;
  readonly #hands: LedgerHands;

  constructor(parts: DemoParts, institution: Institution, index: number, today: string) {
    this.#parts = parts;
    this.#institution = institution;
    this.#ledger = institution.ledgers[index]!;
    this.#own = LEDGERS[index]!;
    this.#today = today;
    this.#hands = new LedgerHands(parts, institution, this.#ledger);
  }

  async run(): Promise<void> {
    const hands = this.#hands;
    await this.#issue();
    const steps = await this.#steps();
    const claimed = steps.filter(({ problem }) => problem.stage !== 'issued');
    await hands.edit(
      'office',
      'marks',
      steps.flatMap((step) => officeIntents(step, step.problem, this.#today, step.n)),
    );
    for (const step of claimed) await this.#rectify(step);
    const supervisor = this.#organisation('discipline');
    await hands.edit(
      'office',
      'oversight',
      claimed.flatMap((step) => oversightIntents(step, supervisor, step.n)),
    );
    const noted = claimed.filter(({ n }) => n % 4 === 1);
    await hands.edit(
      this.#own.teamMember,
      'notes',
      noted.flatMap((step) => noteIntents(step.row, NOTES[step.n % NOTES.length]!)),
    );
    for (const step of claimed) await reviewProblem(hands, this.#own, step);
    await this.#throwAway(steps);
  }

  #organisation(key: 'discipline'): string {
    return formatNamed(this.#institution.organisations.get(key)!, ORGANISATIONS[key][0]);
  }

  /** A person of the unit whom the board knows under this name, as a cell holds them; else the name as printed. */
  #named(name: string): string {
    const known = PEOPLE.find(
      (person) =>
        person.name === name &&
        person.holds.some(([organisation]) => organisation === this.#own.organisation),
    );
    return known ? formatNamed(this.#institution.people.get(known.username)!.id, name) : name;
  }

  /** Through the import, so that the document stands beside the list. */
  async #issue(): Promise<void> {
    const { store, exchange } = this.#parts;
    const known = await store.db
      .selectFrom('feedback_document')
      .select('id')
      .where('ledger', '=', this.#ledger)
      .executeTakeFirst();
    if (known) return;
    const { unit, round, team } = this.#own;
    const inspection = { ...ROUNDS[round], team: ORGANISATIONS[team][0] };
    const bytes = new TextEncoder().encode(feedbackText(unit, inspection, this.#today));
    const person = this.#institution.people.get('office')!.id;
    const file = { name: `${unit.name}反馈意见.txt`, bytes };
    const preview = granted(await exchange.previewImport({ ledger: this.#ledger, person, file }), file.name);
    const doubts = preview.warnings.filter((warning) => warning.severity === 'must');
    if (doubts.length > 0)
      throw new Error(
        `The example's own document raises doubts: ${doubts.map((doubt) => doubt.text).join(' ')}`,
      );
    const by = { actor: await this.#hands.actor('office'), session: SESSION };
    granted(await exchange.applyImport(by, preview.import, demoId(this.#ledger, 'issue')), 'the issue');
  }

  async #steps(): Promise<Step[]> {
    const { lists } = granted(await this.#parts.rooms.committed(this.#ledger), 'reading the ledger');
    const rows = new Map(lists.problems.map((row) => [row.code, row.id as string]));
    const { unit } = this.#own;
    let n = 0;
    return unit.aspects.flatMap((aspect, m) =>
      aspect.problems.map((problem, index) => {
        const code = `${m + 1}-${index + 1}`;
        const row = rows.get(code);
        if (row === undefined) throw new Error(`The example ledger of ${unit.name} has no problem ${code}.`);
        return { ledger: this.#ledger, code, row, problem, n: n++ };
      }),
    );
  }

  async #rectify(step: Step): Promise<void> {
    const { head, editor } = this.#own;
    const { code, row, problem } = step;
    await this.#hands.command(head, 'claim', code, { row });
    const { name } = this.#institution.people.get(head)!;
    await this.#hands.edit(editor, `${code} duty and tasks`, [
      ...dutyIntents(step, problem, this.#named(name), this.#named(problem.leader)),
      ...tasksIntents(step, problem, this.#today),
    ]);
    for (const [n, task] of problem.tasks.entries()) await this.#assign(step, task, n);
    for (const [n, task] of problem.tasks.entries()) {
      if (task.completion !== '已完成') continue;
      await this.#hands.command(editor, 'recordEvidence', `${code} ${n}`, {
        row: taskId(step, n),
        title: `${problem.title}整改佐证材料（${n + 1}）`,
        number: `佐证${code}-${n + 1}`,
        note: '纸质件存单位档案室。',
      });
    }
  }

  async #assign(step: Step, { department }: DemoTask, n: number): Promise<void> {
    if (department === null) return;
    const row = taskId(step, n);
    const organisation = this.#institution.organisations.get('department')!;
    await this.#hands.command('office', 'assignTask', `${step.code} ${n}`, { row, organisation });
    if (department === '') return;
    const report = { row, progress: department };
    await this.#hands.command('department1', 'reportProgress', `${step.code} ${n}`, report);
  }

  /** What the office took out again, and a task that the unit wrote twice. */
  async #throwAway(steps: readonly Step[]): Promise<void> {
    for (const { code, row, problem } of steps)
      if (problem.binned) await this.#hands.command('office', 'deleteRow', code, { row });
    const working = steps.find(({ problem }) => problem.stage === 'working' && !problem.binned);
    if (working === undefined) return;
    const { editor } = this.#own;
    const stray = taskId(working, working.problem.tasks.length);
    await this.#hands.edit(editor, 'stray task', strayTaskIntents(working, working.problem));
    await this.#hands.command(editor, 'deleteRow', 'stray task', { row: stray });
  }
}
