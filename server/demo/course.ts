/** Takes one ledger of the example from the feedback document to where its problems stand, by commands and edits of its people. */
import type { LedgerId } from '#domain/ids.ts';
import type { LedgerActor } from '#domain/roles.ts';
import { formatNamed } from '#domain/lists/named.ts';
import type { DemoProblem, DemoTask, DemoUnit } from '#server/demo/content.ts';
import type { DemoParts } from '#server/demo/demo.parts.ts';
import {
  demoId,
  dutyIntents,
  noteIntents,
  officeIntents,
  oversightIntents,
  taskId,
  tasksIntents,
  type Intent,
  type ProblemPlace,
} from '#server/demo/edits.ts';
import { feedbackText } from '#server/demo/feedback-text.ts';
import { granted, type Institution } from '#server/demo/institution.ts';
import { LEDGERS, ORGANISATIONS } from '#server/demo/parties.ts';

/** Not a session of anybody: nobody signed in to make the example. */
const SESSION = 'demo';
const NOTES = [
  '请对照反馈原文逐项细化措施，明确完成标准。',
  '进展描述要有数据支撑，佐证请与措施一一对应。',
  '注意举一反三，避免就事论事。',
];
const RETURN_OPINION = '长效机制一项佐证不足，请补充制度执行情况后再次申请。';

interface Step extends ProblemPlace {
  readonly problem: DemoProblem;
  readonly n: number;
}

export class LedgerCourse {
  readonly #parts: DemoParts;
  readonly #institution: Institution;
  readonly #ledger: LedgerId;
  readonly #unit: DemoUnit;
  readonly #people: (typeof LEDGERS)[number];
  readonly #today: string;
  readonly #actors = new Map<string, LedgerActor>();

  constructor(parts: DemoParts, institution: Institution, index: number, today: string) {
    this.#parts = parts;
    this.#institution = institution;
    this.#ledger = institution.ledgers[index]!;
    this.#people = LEDGERS[index]!;
    this.#unit = this.#people.unit;
    this.#today = today;
  }

  async run(): Promise<void> {
    await this.#issue();
    const steps = await this.#steps();
    const claimed = steps.filter(({ problem }) => problem.stage !== 'issued');
    await this.#edit(
      'office',
      'marks',
      steps.flatMap((step) => officeIntents(step, step.problem, this.#today, step.n)),
    );
    for (const step of claimed) await this.#rectify(step);
    const supervisor = formatNamed(
      this.#institution.organisations.get('discipline')!,
      ORGANISATIONS.discipline[0],
    );
    await this.#edit(
      'office',
      'oversight',
      claimed.flatMap((step) => oversightIntents(step, supervisor, step.n)),
    );
    const noted = claimed.filter(({ n }) => n % 4 === 1);
    await this.#edit(
      'team1',
      'notes',
      noted.flatMap((step) => noteIntents(step.row, NOTES[step.n % NOTES.length]!)),
    );
    for (const step of claimed) await this.#review(step);
  }

  async #actor(username: string): Promise<LedgerActor> {
    const known = this.#actors.get(username);
    if (known) return known;
    const actor = await this.#parts.access.directory.actor(
      this.#institution.people.get(username)!.id,
      this.#ledger,
    );
    if (!actor) throw new Error(`${username} does not reach the example ledger of ${this.#unit.name}.`);
    this.#actors.set(username, actor);
    return actor;
  }

  /** Same words, same opId: what an interrupted start has done is answered again, not done twice. */
  async #command(
    username: string,
    name: string,
    what: string,
    input: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const body = { command: name, opId: demoId(this.#ledger, username, name, what), ...input };
    const by = { actor: await this.#actor(username), session: SESSION };
    return granted(await this.#parts.runCommand(this.#ledger, by, body), `${name} ${what}`).value;
  }

  async #edit(username: string, what: string, intents: readonly Intent[]): Promise<void> {
    if (intents.length === 0) return;
    const value = await this.#command(username, 'editCells', what, { intents });
    const refused: unknown = Reflect.get(Object(value), 'refused');
    if (!Array.isArray(refused) || refused.length > 0)
      throw new Error(`Edits of the example were refused: ${JSON.stringify(refused)}`);
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
    const bytes = new TextEncoder().encode(feedbackText(this.#unit, this.#today));
    const person = this.#institution.people.get('office')!.id;
    const file = { name: `${this.#unit.name}反馈意见.txt`, bytes };
    const preview = granted(await exchange.previewImport({ ledger: this.#ledger, person, file }), file.name);
    const doubts = preview.warnings.filter((warning) => warning.severity === 'must');
    if (doubts.length > 0)
      throw new Error(
        `The example's own document raises doubts: ${doubts.map((doubt) => doubt.text).join(' ')}`,
      );
    const by = { actor: await this.#actor('office'), session: SESSION };
    granted(await exchange.applyImport(by, preview.import, demoId(this.#ledger, 'issue')), 'the issue');
  }

  async #steps(): Promise<Step[]> {
    const { lists } = granted(await this.#parts.rooms.committed(this.#ledger), 'reading the ledger');
    const rows = new Map(lists.problems.map((row) => [row.code, row.id as string]));
    let n = 0;
    return this.#unit.aspects.flatMap((aspect, m) =>
      aspect.problems.map((problem, index) => {
        const code = `${m + 1}-${index + 1}`;
        const row = rows.get(code);
        if (row === undefined)
          throw new Error(`The example ledger of ${this.#unit.name} has no problem ${code}.`);
        return { ledger: this.#ledger, code, row, problem, n: n++ };
      }),
    );
  }

  async #rectify(step: Step): Promise<void> {
    const { head, editor } = this.#people;
    await this.#command(head, 'claim', step.code, { row: step.row });
    const person = this.#institution.people.get(head)!;
    const duty = dutyIntents(step, step.problem, formatNamed(person.id, person.name));
    await this.#edit(editor, `${step.code} duty`, duty);
    await this.#edit(editor, `${step.code} tasks`, tasksIntents(step, step.problem, this.#today));
    for (const [n, task] of step.problem.tasks.entries()) await this.#assign(step, task, n);
    for (const [n, task] of step.problem.tasks.entries()) {
      if (task.completion !== '已完成') continue;
      await this.#command(editor, 'recordEvidence', `${step.code} ${n}`, {
        row: taskId(step, n),
        title: `${step.problem.title}整改佐证材料（${n + 1}）`,
        number: `佐证${step.code}-${n + 1}`,
        note: '纸质件存单位档案室。',
      });
    }
  }

  async #assign(step: Step, { department }: DemoTask, n: number): Promise<void> {
    if (department === null) return;
    const row = taskId(step, n);
    const organisation = this.#institution.organisations.get('department')!;
    await this.#command('office', 'assignTask', `${step.code} ${n}`, { row, organisation });
    if (department === '') return;
    const report = { row, progress: department };
    await this.#command('department1', 'reportProgress', `${step.code} ${n}`, report);
  }

  async #review({ code, row, problem }: Step): Promise<void> {
    const { stage } = problem;
    if (!['first_review', 'audit', 'returned', 'closed'].includes(stage)) return;
    const reason = problem.tasks.some((task) => task.completion === '基本完成')
      ? '制度已经印发，正在执行中，申请一并审核。'
      : null;
    await this.#command(this.#people.head, 'applyForClosure', code, { row, reason });
    if (stage === 'first_review') return;
    if (stage === 'returned')
      return void (await this.#command('resident1', 'returnReview', code, { row, opinion: RETURN_OPINION }));
    await this.#command('resident1', 'passReview', code, { row, opinion: '整改措施落实，佐证齐全，同意。' });
    if (stage === 'closed')
      await this.#command('office', 'passReview', code, { row, opinion: '经审核，同意销号。' });
  }
}
