/** The contract of the outbox store: run on every implementation, in node and in a browser. Throws at the first difference. */
import type { IntentRecord } from '#board/intents.ts';
import type { OutboxStore, TrayRecord } from '#board/outbox-store.ts';

const OWNER = 'H1/L1';
const AT = '2026-03-02T09:00:00.000Z';
const record = (opId: string, page: string, n: number, more: Partial<IntentRecord> = {}): IntentRecord => ({
  opId,
  owner: OWNER,
  page,
  n,
  at: AT,
  intent: { kind: 'cells', cells: [{ cell: 'R000000000000001/owner', value: null, base: undefined }] },
  ...more,
});
const item = (id: string, owner = OWNER): TrayRecord => ({
  id,
  owner,
  cell: 'R000000000000001/owner',
  text: '王示例',
  at: AT,
  reason: { ok: false, code: 'UNDER_REVIEW', params: {} },
});

function same(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${what}: expected ${b}, got ${a}`);
}

/** `open` answers stores on the same data, as two tabs have them. */
export async function checkOutboxStore(open: () => Promise<OutboxStore>): Promise<void> {
  const [one, two] = [await open(), await open()];
  const dead = (): boolean => false;
  await one.putIntents([
    record('op2', 'a', 2),
    record('op1', 'a', 1),
    record('op9', 'b', 1, { owner: 'H2/L1' }),
  ]);
  await one.putIntents([
    record('op2', 'a', 2, { intent: { kind: 'text', text: 'R000000000000001/cause', splices: [] } }),
  ]);
  same(await one.takeOver(OWNER, 'a', dead), [], 'own intents are not taken over');
  same(await one.takeOver(OWNER, 'c', (page) => page === 'a'), [], 'a living page keeps its own');
  const [mine, yours] = await Promise.all([
    one.takeOver(OWNER, 'c', dead),
    two.takeOver(OWNER, 'd', (page) => page === 'c'),
  ]);
  same(
    [...mine, ...yours].map(({ opId }) => opId),
    ['op1', 'op2'],
    'each is taken once, in order',
  );
  same([...mine, ...yours][1]?.intent.kind, 'text', 'the later writing counts');
  await two.removeIntents(['op1', 'unknown']);
  same(
    (await two.takeOver(OWNER, 'e', dead)).map(({ opId }) => opId),
    ['op2'],
    'removed ones are gone',
  );
  same(
    (await two.takeOver('H2/L1', 'e', dead)).map(({ opId }) => opId),
    ['op9'],
    'owners are apart',
  );
  await one.putTray([item('t1'), item('t2'), item('t3', 'H2/L1')]);
  await two.removeTray(['t1']);
  same(
    (await one.tray(OWNER)).map(({ id, text }) => [id, text]),
    [['t2', '王示例']],
    'the tray of one owner',
  );
  one.close();
  two.close();
}
