/** The current rows that commits leave behind. */
import { describe, expect, it } from 'vitest';
import { DUTY, PROBLEM, rowId, TASK } from '#server/rooms/guard/guard.testing.ts';
import { roomsOn, sampleRooms } from '#server/rooms/rooms.testing.ts';

describe('current rows', () => {
  it('[G10] a row of which one cell changed stands as if it were written whole', async () => {
    const { rooms, store, command } = await sampleRooms();
    const changes: [string, string | boolean | null][] = [
      [`${PROBLEM}/category`, '党的建设'],
      [`${PROBLEM}/status`, 'claimed'],
      [`${PROBLEM}/kind`, 'timed'],
      [`${PROBLEM}/due`, '2026-05-01'],
      [`${PROBLEM}/order`, 'a2'],
      [`${TASK}/completion`, '已完成'],
      [`${TASK}/longTerm`, true],
      [`${TASK}/assigned`, `@${rowId('department')} 组织部`],
      [`${TASK}/problem`, PROBLEM],
      [`${DUTY}/deleted`, true],
      [`${TASK}/owner`, '甲'],
    ];
    for (const [n, [key, value]] of changes.entries())
      expect(await command(`op-${'abcdefghijkl'[n]}`, [{ key, value }])).toMatchObject({ ok: true });
    await rooms.close();
    const stored = () =>
      store.database.prepare('SELECT * FROM row_current ORDER BY row').all() as {
        row: string;
        seq: number;
      }[];
    const oneByOne = stored();
    store.database.exec('UPDATE ledger SET rows_seq = 0');
    const again = roomsOn(store);
    expect(await again.command('last', [{ key: `${TASK}/owner`, value: '甲' }])).toMatchObject({ ok: true });
    await again.rooms.close();
    const whole = stored();
    expect(new Set(whole.map(({ seq }) => seq)).size).toBe(1);
    const content = (rows: readonly object[]) => rows.map((row) => ({ ...row, seq: 0 }));
    expect(content(oneByOne)).toEqual(content(whole));
    expect(JSON.stringify(whole)).toContain('组织部');
  });
});
