import { describe, expect, it, vi } from 'vitest';
import type { LedgerId, RowId } from '#domain/ids.ts';
import type { Answer } from '../door.ts';
import { ProgressDraft, type DraftedTask, type Give } from './drafts.svelte.ts';

const task = (progress: string, progressSeq = 1): DraftedTask => ({
  id: 'task000000000001' as RowId,
  ledger: 'ledger0000000001' as LedgerId,
  code: '1-1-1',
  progress,
  progressSeq,
});
type Answered = Answer<{ readonly seq: number }>;

/** A draft whose saves are answered by the test, one after another. */
function drafting(progress = '已拨付一半') {
  const asked: { readonly opId: string; readonly input: Readonly<Record<string, unknown>> }[] = [];
  const answers: ((answer: Answered) => void)[] = [];
  const give: Give = (_ledger, _command, opId, input) => {
    asked.push({ opId, input });
    return new Promise((resolve) => answers.push(resolve));
  };
  const draft = new ProgressDraft(task(progress), give);
  const answer = async (value: Answered): Promise<void> => {
    answers.shift()?.(value);
    await vi.waitFor(() => expect(draft.isSaving).toBe(false));
  };
  return { draft, asked, answer };
}
const refused = (code: 'UNAVAILABLE' | 'CONTENT_CHANGED'): Answered => ({ ok: false, code, params: {} });

describe("a department's draft", () => {
  it('[W15] is saved when it is answered, not before, and against what was seen', async () => {
    const { draft, asked, answer } = drafting();
    void draft.save();
    expect(asked).toEqual([]);
    draft.text = '已拨付七成';
    void draft.save();
    expect([draft.isSaving, draft.isUnsaved, draft.savedAt]).toEqual([true, true, '']);
    expect(asked[0]?.input).toEqual({ row: task('').id, progress: '已拨付七成', base: '已拨付一半' });
    await answer({ ok: true, value: { seq: 9 } });
    expect([draft.isUnsaved, draft.savedAt !== '']).toEqual([false, true]);
  });

  it('[W15] words typed while a save is under way stay unsaved', async () => {
    const { draft, asked, answer } = drafting();
    draft.text = '一';
    void draft.save();
    draft.text = '一二';
    await answer({ ok: true, value: { seq: 9 } });
    expect([draft.text, draft.isUnsaved]).toEqual(['一二', true]);
    void draft.save();
    expect(asked[1]?.input).toMatchObject({ progress: '一二', base: '一' });
  });

  it('[L9] what was read before the own save does not take it back; what came after does', async () => {
    const { draft, answer } = drafting();
    draft.text = '新';
    void draft.save();
    await answer({ ok: true, value: { seq: 9 } });
    draft.arrive(task('已拨付一半', 8));
    expect(draft.text).toBe('新');
    draft.arrive(task('新', 9));
    draft.arrive(task('单位改过', 10));
    expect([draft.text, draft.isUnsaved, draft.savedAt]).toEqual(['单位改过', false, '']);
  });

  it('[W15] an untouched draft follows; a touched one keeps its words and shows theirs', async () => {
    const { draft, asked } = drafting();
    draft.arrive(task('单位写的', 2));
    expect(draft.text).toBe('单位写的');
    draft.text = '我写的';
    draft.arrive(task('单位又写', 3));
    expect([draft.text, draft.theirs]).toEqual(['我写的', '单位又写']);
    draft.keepMine();
    void draft.save();
    expect(asked[0]?.input).toMatchObject({ progress: '我写的', base: '单位又写' });
    const other = drafting();
    other.draft.text = '我写的';
    other.draft.arrive(task('单位又写', 3));
    other.draft.takeTheirs();
    expect([other.draft.text, other.draft.isUnsaved, other.draft.theirs]).toEqual(['单位又写', false, null]);
  });

  it('[W13] without an answer the same operation is asked again; after a refusal a new one', async () => {
    const { draft, asked, answer } = drafting();
    draft.text = '进展';
    void draft.save();
    await answer(refused('UNAVAILABLE'));
    expect([draft.isUnsaved, draft.refusal?.code]).toEqual([true, 'UNAVAILABLE']);
    void draft.save();
    await answer(refused('CONTENT_CHANGED'));
    void draft.save();
    const [first, second, third] = asked.map(({ opId }) => opId);
    expect(second).toBe(first);
    expect(third).not.toBe(first);
  });
});
