/** Commands over HTTP: one operation, however often it has to be asked for. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { COMMAND_TRIES_MAX, CommandDoor } from './command-door.ts';

function door(answers: (() => Promise<Response>)[]) {
  const asked: { path: string; body: Record<string, unknown> }[] = [];
  let ids = 0;
  const commands = new CommandDoor({
    ledger: 'L000000000000001',
    fetch: (input, init) => {
      asked.push({ path: String(input), body: JSON.parse(String(init?.body)) as Record<string, unknown> });
      return answers[Math.min(asked.length, answers.length) - 1]!();
    },
    freshId: () => `op${(ids += 1)}`,
    random: () => 0,
  });
  return { commands, asked };
}
const json =
  (body: unknown, status = 200) =>
  () =>
    Promise.resolve(new Response(JSON.stringify(body), { status }));
const lost = () => Promise.reject(new TypeError('Failed to fetch'));

// Every lost answer is logged.
beforeEach(() => vi.spyOn(console, 'warn').mockReturnValue(undefined));
afterEach(() => vi.restoreAllMocks());

describe('[O20] commands', () => {
  it('[O20] go to the ledger with their input and a fresh operation', async () => {
    const { commands, asked } = door([json({ ok: true, seq: 3, value: { step: 'audit' } })]);
    expect(await commands.command('passReview', { row: 'R1' })).toEqual({
      ok: true,
      value: { step: 'audit' },
    });
    await commands.command('passReview', { row: 'R1' });
    expect(asked[0]).toEqual({
      path: '/api/ledgers/L000000000000001/commands',
      body: { row: 'R1', command: 'passReview', opId: 'op1' },
    });
    expect(asked[1]!.body['opId']).toBe('op2');
  });

  it('[O20] a refusal is a value with its code and params', async () => {
    const { commands } = door([
      json({ error: { code: 'TASKS_UNFINISHED', message: '…', params: { open: 2 } } }, 409),
    ]);
    expect(await commands.command('applyForClosure', {})).toEqual({
      ok: false,
      code: 'TASKS_UNFINISHED',
      params: { open: 2 },
    });
  });

  it('[O20] a lost answer is asked for again under the same operation', async () => {
    const { commands, asked } = door([
      lost,
      () => Promise.resolve(new Response('<html>bad gateway', { status: 502 })),
      json({ ok: true }),
    ]);
    expect(await commands.command('claim', { row: 'R1' })).toMatchObject({ ok: true });
    expect(asked.map(({ body }) => body['opId'])).toEqual(['op1', 'op1', 'op1']);
  });

  it('[O20] gives up after a bounded number of tries', async () => {
    const { commands, asked } = door([lost]);
    expect(await commands.command('claim', { row: 'R1' })).toMatchObject({ ok: false, code: 'UNAVAILABLE' });
    expect(asked).toHaveLength(COMMAND_TRIES_MAX);
  });
});
