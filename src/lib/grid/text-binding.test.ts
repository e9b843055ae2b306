import { describe, expect, test } from 'vitest';
import type { RemoteCaret, SharedText, Splice } from '#grid/shared-text.ts';
import { applySplice, moveCaret } from '#grid/splices.ts';
import type { Area } from '#grid/text-binding.ts';
import { TextBinding } from '#grid/text-binding.ts';

class FakeArea implements Area {
  value = '';
  selectionStart = 0;
  selectionEnd = 0;
  selectionDirection = 'none' as const;
  setSelectionRange(start: number, end: number): void {
    this.selectionStart = start;
    this.selectionEnd = end;
  }
  type(text: string): void {
    const { value, selectionStart, selectionEnd } = this;
    this.value = value.slice(0, selectionStart) + text + value.slice(selectionEnd);
    this.setSelectionRange(selectionStart + text.length, selectionStart + text.length);
  }
}

class FakeText implements SharedText {
  text: string;
  announced: [number, number] | undefined;
  closed: boolean | undefined;
  applied: Splice[] = [];
  #listener: Parameters<SharedText['subscribe']>[0] | undefined;
  #before: string[] = [];
  constructor(text: string) {
    this.text = text;
  }
  read(): string {
    return this.text;
  }
  apply(splice: Splice): void {
    this.#before.push(this.text);
    this.applied.push(splice);
    this.text = applySplice(this.text, splice);
  }
  remote(...splices: Splice[]): void {
    this.text = splices.reduce(applySplice, this.text);
    this.#listener?.changed(splices);
  }
  subscribe(listener: Parameters<SharedText['subscribe']>[0]): () => void {
    this.#listener = listener;
    return () => (this.#listener = undefined);
  }
  carets(): readonly RemoteCaret[] {
    return [];
  }
  select(anchor: number, head: number): void {
    this.announced = [anchor, head];
  }
  undo(): void {
    this.text = this.#before.pop() ?? this.text;
  }
  redo(): void {
    throw new Error('not needed here');
  }
  close(cancel: boolean): void {
    this.closed = cancel;
  }
}

function open(text: string, replaces = false) {
  const area = new FakeArea();
  const shared = new FakeText(text);
  const binding = new TextBinding(area, shared, replaces, {
    changed: () => undefined,
    carets: () => undefined,
  });
  return { area, shared, binding };
}

describe('[T6] a textarea on a shared text', () => {
  test('[T6] typing leaves as the smallest splice, the caret is announced', () => {
    const { area, shared, binding } = open('已核查份');
    area.setSelectionRange(3, 3);
    area.type('186');
    binding.input();
    expect(shared.applied).toEqual([{ index: 3, remove: 0, insert: '186' }]);
    expect(shared.announced).toEqual([6, 6]);
  });

  test("[T6] someone else's characters before the caret move it, behind it they do not", () => {
    const { area, shared } = open('已核查份');
    area.setSelectionRange(2, 2);
    shared.remote({ index: 0, remove: 0, insert: '共' }, { index: 5, remove: 0, insert: '。' });
    expect(area.value).toBe('共已核查份。');
    expect(area.selectionStart).toBe(3);
  });

  test('[T6] what others write during a composition waits, and both stay', () => {
    const { area, shared, binding } = open('甲乙');
    area.setSelectionRange(2, 2);
    binding.compose(true);
    area.type('n');
    binding.input();
    area.setSelectionRange(2, 3);
    area.type('ni');
    binding.input();
    shared.remote({ index: 0, remove: 1, insert: '丙丁' });
    expect(area.value).toBe('甲乙ni');
    area.setSelectionRange(2, 4);
    area.type('你');
    binding.compose(false);
    expect(shared.text).toBe('丙丁乙你');
    expect(area.value).toBe('丙丁乙你');
    expect(area.selectionEnd).toBe(4);
  });

  test('[T6] a cancelled composition on a selected cell leaves its text alone', () => {
    const { area, shared, binding } = open('原文', true);
    binding.compose(true);
    area.type('ni');
    binding.input();
    area.value = '';
    binding.compose(false);
    expect(shared.applied).toEqual([]);
    expect(binding.untouched).toBe(true);
    area.type('新');
    binding.input();
    expect(shared.text).toBe('新');
    expect(binding.untouched).toBe(false);
  });

  test('[T6] undo shows what the shared text says then', () => {
    const { area, shared, binding } = open('甲');
    area.type('乙');
    binding.input();
    binding.undo();
    expect(area.value).toBe('甲');
    binding.close(true);
    expect(shared.closed).toBe(true);
  });

  test('[T6] carets that stand where text is inserted stay before it', () => {
    expect(moveCaret(2, { index: 2, remove: 0, insert: '甲' })).toBe(2);
  });
});
