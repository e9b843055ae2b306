/** What a page says it saw is what the server holds: the same hash from the board's rows and from the committed ones. */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOfContent } from '#board/seen-content.ts';
import { contentOfProblem } from '#domain/commands/content.ts';
import { indexLists } from '#domain/projections/lists-index.ts';
import { House } from './board-house.ts';
import { Browser, DUTY, EDITOR, HEAD, PROBLEM, TASK, type TestPage } from './board-page.ts';
import { until } from './until.ts';

let house: House;
let page: TestPage;
beforeEach(async () => {
  house = await House.open();
  page = house.page(EDITOR, new Browser());
  await until(() => expect(page.core.line.state).toBe('live'));
});
afterEach(() => house.close());

async function held(): Promise<string> {
  const lists = await house.lists();
  const problem = lists.problems.find(({ id }) => id === PROBLEM)!;
  return createHash('sha256')
    .update(contentOfProblem(indexLists(lists), problem))
    .digest('hex');
}
function seen(): string {
  const { lists } = page.core.lists;
  return hashOfContent(
    lists,
    lists.problems.find(({ id }) => id === PROBLEM)!,
  );
}

describe('what a reviewer saw', () => {
  it('[W10] has the hash of what the server holds, and another one as soon as somebody changes it', async () => {
    const before = seen();
    expect(before).toBe(await held());
    page.edits.setText(DUTY, 'cause', '责任不清，制度不全。𠮷😀');
    page.edits.setCells([
      { row: TASK, field: 'counters', member: 'rules', value: 2 },
      { row: TASK, field: 'owner', value: '法规股' },
    ]);
    const added = page.edits.addRow('tasks', PROBLEM, TASK);
    await until(() => expect(page.core.pending).toBe(0));
    expect(seen()).not.toBe(before);
    expect(seen()).toBe(await held());

    // a row in the bin is no part of it, on either side
    if (!added.ok) throw new Error(added.code);
    await house.govern([{ key: `${added.row}/deleted`, value: true as never }]);
    await until(() => expect(page.core.lists.lists.tasks).toHaveLength(1));
    expect(seen()).toBe(await held());
    const other = house.page(HEAD, new Browser());
    await until(() => expect(other.core.line.state).toBe('live'));
    const stale = seen();
    other.edits.setText(TASK, 'progress', '已完成。');
    await until(() => expect(other.core.pending).toBe(0));
    expect(stale).not.toBe(await held());
  });
});
