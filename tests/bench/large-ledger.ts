/** Makes a large ledger through the doors, as its people would: problems issued, claimed, tasks written by bulk edits. */
import { randomBytes } from 'node:crypto';
import { generateNKeysBetween } from 'fractional-indexing';
import { idFromBytes } from '#domain/ids.ts';
import type { Stage } from '../e2e/stage.ts';

const TASKS_A_REQUEST = 250;
const SENTENCE = '对照反馈意见逐项排查，建立问题台账，明确责任科室和完成时限，每周调度一次，';

export interface LargeLedger {
  readonly ledger: string;
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const id = (): string => {
  for (;;) {
    const made = idFromBytes(randomBytes(32));
    if (made) return made;
  }
};
const prose = (n: number): string => `第${n}项：${SENTENCE.repeat(1 + (n % 3))}确保按期整改到位。`;

function wanted(answer: Answer, what: string): Record<string, unknown> {
  if (answer.status >= 300) throw new Error(`${what}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body as Record<string, unknown>;
}

/** A ledger of `problems` problems with one duty and `tasksEach` tasks each; answers its id. */
export async function makeLargeLedger(
  stage: Stage,
  problems: number,
  tasksEach: number,
): Promise<LargeLedger> {
  const [admin, office, head] = await Promise.all(
    ['admin', 'office', 'unit1head'].map((name) => stage.cookie(name)),
  );
  const unit = wanted(
    await stage.call(admin!, 'POST', '/api/organisations', { name: '示例县大台账局', kind: 'unit' }),
    'unit',
  );
  const me = wanted(await stage.call(head!, 'GET', '/api/me'), 'me');
  const person = (me['person'] ?? me['id']) as string;
  wanted(
    await stage.call(admin!, 'POST', '/api/memberships', {
      person,
      organisation: unit['id'],
      role: 'unit_head',
    }),
    'membership',
  );
  const rounds = wanted(await stage.call(office!, 'GET', '/api/rounds'), 'rounds')['items'] as {
    id: string;
  }[];
  const made = wanted(
    await stage.call(office!, 'POST', `/api/rounds/${rounds[0]!.id}/ledgers`, { unit: unit['id'] }),
    'ledger',
  );
  const ledger = made['id'] as string;
  const command = async (cookie: string, body: Record<string, unknown>) =>
    wanted(
      await stage.call(cookie, 'POST', `/api/ledgers/${ledger}/commands`, { opId: id(), ...body }),
      String(body['command']),
    );
  await command(office!, {
    command: 'issueFeedback',
    problems: Array.from({ length: problems }, (_, n) => ({
      code: `${Math.floor(n / 50) + 1}-${(n % 50) + 1}`,
      original: prose(n),
      category: '履行职能责任方面',
      kind: 'timed',
      due: '2027-03-31',
    })),
  });
  const rows = wanted(await stage.call(head!, 'GET', `/api/ledgers/${ledger}`), 'rows')['problems'] as {
    id: string;
  }[];
  for (const row of rows) await command(head!, { command: 'claim', row: row.id });
  const orders = generateNKeysBetween(null, null, tasksEach);
  const tasks = rows.flatMap((row) => orders.map((order) => ({ row: id(), problem: row.id, order })));
  for (let start = 0; start < tasks.length; start += TASKS_A_REQUEST) {
    const intents = tasks.slice(start, start + TASKS_A_REQUEST).flatMap((task, k) => [
      { cell: `${task.row}/list`, value: 'tasks' },
      { cell: `${task.row}/problem`, value: task.problem },
      { cell: `${task.row}/order`, value: task.order },
      { cell: `${task.row}/due`, value: '2027-02-28' },
      { cell: `${task.row}/completion`, value: '未完成' },
      { text: `${task.row}/measure`, value: prose(start + k) },
      { text: `${task.row}/progress`, value: prose(start + k + 1) },
    ]);
    await command(head!, { command: 'editCells', intents });
  }
  return { ledger };
}
