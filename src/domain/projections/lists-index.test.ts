import { describe, expect, it } from 'vitest';
import { indexLists } from '#domain/projections/lists-index.ts';
import { dutyRow, person, problemRow, row, taskRow } from '#domain/projections/rows.testing.ts';

const lists = {
  problems: [problemRow(row(1), { status: 'audit' }), problemRow(row(2), { deleted: true })],
  duties: [
    dutyRow(row(11), row(1), { leaders: [`@${person(1)} 周某`, '吴某'] }),
    dutyRow(row(12), row(1), { leaders: [`@${person(2)} 郑某`] }),
    dutyRow(row(13), row(1), { leaders: [`@${person(3)} 王某`], deleted: true }),
  ],
  tasks: [taskRow(row(21), row(1)), taskRow(row(22), row(2)), taskRow(row(23), row(1), { deleted: true })],
};

describe('the index of lists', () => {
  it('[P5] names the leaders by id: of a duty its own, of problem and tasks those of undeleted duties', () => {
    const { facts } = indexLists(lists);
    expect(facts(row(11), false).leaders).toEqual([person(1)]);
    expect(facts(row(21), false).leaders).toEqual([person(1), person(2)]);
    expect(facts(row(1), false).leaders).toEqual([person(1), person(2)]);
    expect(facts(row(13), false).leaders).toEqual([person(3)]);
  });

  it('[P4] knows state and bin of the problem above', () => {
    const { facts } = indexLists(lists);
    expect(facts(row(21), true)).toMatchObject({
      exists: true,
      list: 'tasks',
      problemStatus: 'audit',
      problemDeleted: false,
      planPassed: true,
    });
    expect(facts(row(22), false)).toMatchObject({ deleted: false, problemDeleted: true });
    expect(facts(row(99), false)).toMatchObject({ exists: false, leaders: [] });
  });

  it('[R4] gives the undeleted rows of a problem', () => {
    const index = indexLists(lists);
    expect(index.tasks(row(1)).map(({ id }) => id)).toEqual([row(21)]);
    expect(index.duties(row(1)).map(({ id }) => id)).toEqual([row(11), row(12)]);
    expect(index.tasks(row(9))).toEqual([]);
  });
});
