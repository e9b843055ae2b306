import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TASKS } from './effort.ts';
import { proceduresPage, SPREADSHEET, sumOf } from './spreadsheet.ts';

const sample = JSON.parse(
  readFileSync(new URL('../../samples/feedback-1.expected.json', import.meta.url), 'utf8'),
) as { problems: { category: string; subcategory: string }[]; skipped: unknown[] };

describe('the spreadsheet’s side of the five tasks', () => {
  it('[A28] stands in docs/benchmarks.md as it is counted', () => {
    const page = readFileSync(new URL('../../../docs/benchmarks.md', import.meta.url), 'utf8');
    expect(page).toContain(proceduresPage());
    for (const task of TASKS) expect(page).toContain(`| ${task} |`);
  });

  it('[A28] is counted for the document that is imported', () => {
    const groups = new Set(sample.problems.map(({ category, subcategory }) => `${category}/${subcategory}`));
    const steps = SPREADSHEET['import a feedback document'];
    expect(steps.filter(({ times }) => times === groups.size)).toHaveLength(2);
    expect(steps.filter(({ times }) => times === sample.skipped.length)).toHaveLength(1);
  });

  it('[A28] adds up', () => {
    expect(
      sumOf([
        { what: 'twice', keys: 1, points: 2, times: 2 },
        { what: 'once', clicks: 3 },
      ]),
    ).toEqual({
      keys: 2,
      points: 4,
      clicks: 3,
      drags: 0,
    });
  });
});
