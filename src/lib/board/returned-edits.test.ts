import { describe, expect, it } from 'vitest';
import type { Intent } from './intents.ts';
import { RETURN_MS_MIN, ReturnedEdits } from './returned-edits.ts';

const KEY = 'row0000000000001/measure';
const typed = (text: string): { readonly at: string; readonly intent: Intent } => ({
  at: new Date(0).toISOString(),
  intent: {
    kind: 'text',
    text: KEY,
    splices: [{ index: 0, removed: '', insert: text, before: '', after: '' }],
  },
});
const told = (returned: ReturnedEdits) => returned.edits.map(({ text, outcome }) => [text, outcome]);

describe('what became of edits made without a connection', () => {
  it('[O23] texts of one cell are told together, in their order', () => {
    const returned = new ReturnedEdits(() => undefined);
    returned.lost(0);
    returned.back(RETURN_MS_MIN, [typed('第一句。'), typed('第二句。')]);
    expect(told(returned)).toEqual([['第一句。第二句。', 'waiting']]);
  });

  it('[O23] what still waits when the connection is lost again is told once, and not twice', () => {
    const returned = new ReturnedEdits(() => undefined);
    returned.lost(0);
    returned.back(RETURN_MS_MIN, [typed('第一句。')]);
    returned.lost(RETURN_MS_MIN + 1);
    returned.back(RETURN_MS_MIN * 3, [typed('第一句。'), typed('又一句。')]);
    expect(told(returned)).toEqual([['第一句。又一句。', 'waiting']]);
    returned.merged([KEY]);
    expect(told(returned)).toEqual([['第一句。又一句。', 'merged']]);
  });
});
