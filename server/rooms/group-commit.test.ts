/** How entries become savepoints of one commit, and what a refused one takes with it. */
import { describe, expect, it } from 'vitest';
import { setCell } from '#document/write.ts';
import type { LedgerId } from '#domain/ids.ts';
import { GroupCommit, type BatchMember, type CommitEntry, type Settled } from '#server/rooms/group-commit.ts';
import { rowId, TASK, SAMPLE_CELLS } from '#server/rooms/guard/guard.testing.ts';
import {
  EDITOR1,
  EDITOR2,
  LEDGER,
  memoryStore,
  OFFICER,
  roomsOn,
  seedLedger,
  TestPage,
  UNIT,
} from '#server/rooms/rooms.testing.ts';
import { accept } from '#domain/refusals.ts';
import type { StatementGroup } from '#server/store/store.ts';

const statement = (name: string) => ({ sql: name, rows: [[]] });
const names = (groups: readonly StatementGroup[]): string[] =>
  groups.map((group) => group.map(({ sql }) => sql).join(' '));

/** Commits of a store that answers each group by `refuses`. */
function commitsOn(refuses: (group: StatementGroup) => boolean = () => false) {
  const written: (readonly StatementGroup[])[] = [];
  const store = {
    ...memoryStore(),
    commit: async (groups: readonly StatementGroup[]) => {
      written.push(groups);
      return groups.map((group) =>
        refuses(group) ? { ok: false as const, constraint: 'NOT NULL' } : { ok: true as const },
      );
    },
  };
  const told: string[] = [];
  const member = (name: string): BatchMember => ({
    closing: (part) => part.add([statement(`${name}:end`)]),
    batchDone: (commitNo, closed) => void told.push(`${name} ${commitNo} ${closed?.ok ?? 'open'}`),
  });
  const entry = (room: BatchMember, name: string, more: Partial<CommitEntry> = {}): CommitEntry => ({
    room,
    logged: true,
    alone: false,
    write: (_commitNo, part) => part.add([statement(name)]),
    settled: (result: Settled) => void told.push(`${name} ${result.ok}`),
    ...more,
  });
  const commits = new GroupCommit(store, 6, () => undefined, 0);
  return { commits, written, told, member, entry };
}

describe('one commit', () => {
  it('[D3] joins what one ledger writes, and keeps apart what brings statements of its own', async () => {
    const { commits, written, told, member, entry } = commitsOn();
    const [a, b] = [member('a'), member('b')];
    for (const one of [entry(a, 'a1'), entry(b, 'b1'), entry(a, 'a2')]) commits.add(one);
    commits.add(entry(a, 'a3', { alone: true }));
    commits.add(entry(a, 'a4'));
    commits.add(entry(b, 'b2', { alone: true }));
    await commits.quiet();
    expect(written.map(names)).toEqual([['a1 a2', 'b1', 'a3', 'a4 a:end', 'b2', 'b:end']]);
    expect(told).toEqual([
      ...['a1', 'b1', 'a2', 'a3', 'a4', 'b2'].map((n) => `${n} true`),
      'a 7 true',
      'b 7 true',
    ]);
  });

  it('[D3] tells everybody of a refused savepoint, and nobody else', async () => {
    const { commits, told, member, entry } = commitsOn((group) => names([group])[0]!.startsWith('a1'));
    const [a, b] = [member('a'), member('b')];
    for (const one of [entry(a, 'a1'), entry(b, 'b1'), entry(a, 'a2')]) commits.add(one);
    await commits.quiet();
    expect(told).toEqual(['a1 false', 'b1 true', 'a2 false', 'a 7 false', 'b 7 true']);
  });

  it('[D3] counts no commit that is in no log', async () => {
    const { commits, told, member, entry } = commitsOn();
    commits.add(entry(member('a'), 'a1', { logged: false }));
    await commits.quiet();
    expect(told).toEqual(['a1 true', 'a 6 true']);
  });
});

describe('a ledger whose head is not where this server left it', () => {
  it('[D3] [D6] gets nothing of its commit written, while another ledger of the same commit does', async () => {
    const store = memoryStore();
    const other = rowId('other') as LedgerId;
    await seedLedger(store);
    await seedLedger(store, other);
    const { rooms } = roomsOn(store);
    for (const ledger of [LEDGER, other])
      await rooms.command(ledger, {
        opId: rowId(`issue${ledger.slice(0, 4)}`),
        name: 'test',
        content: '',
        actor: { person: OFFICER.person, name: '', roles: ['office'], organisations: [UNIT] },
        session: OFFICER.session,
        decide: () => accept({ cells: SAMPLE_CELLS, value: null }),
      });
    const pages = [
      await new TestPage(rooms, EDITOR1).board(),
      await new TestPage(rooms, EDITOR2).board(),
      await new TestPage(rooms, EDITOR1, other).board(),
    ] as const;
    store.database.prepare('UPDATE ledger SET seq = 7 WHERE id = ?').run(LEDGER);
    const before = store.commits;
    pages[0].edit('one', (doc) => setCell(doc, `${TASK}/owner`, '甲'));
    pages[1].edit('two', (doc) => setCell(doc, `${TASK}/completion`, '已完成'));
    pages[2].edit('three', (doc) => setCell(doc, `${TASK}/owner`, '丙'));
    await pages[2].next('ack');
    expect(store.commits).toBe(before + 1);
    await pages[0].end();
    await pages[1].end();
    expect([...pages[0].of('ack'), ...pages[1].of('ack')]).toEqual([]);
    const logged = store.database.prepare('SELECT ledger, seq FROM log WHERE seq > 1').all();
    expect(logged).toEqual([{ ledger: other, seq: 2 }]);
    await rooms.close();
  });
});
