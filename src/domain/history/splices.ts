/** Splices of a text as the log keeps them: applied, taken back, and many of them read as one change. */

/** `[index, deleted text, inserted text]` in UTF-16 units, each against the text as the ones before it left it. */
export type TextSplice = readonly [index: number, deleted: string, inserted: string];

/** The text after the splices; undefined where they are not of this text. */
export function applySplices(text: string, splices: readonly TextSplice[]): string | undefined {
  let now = text;
  for (const [index, deleted, inserted] of splices) {
    if (index > now.length || !now.startsWith(deleted, index)) return undefined;
    now = now.slice(0, index) + inserted + now.slice(index + deleted.length);
  }
  return now;
}

/** The text before the splices, from the one after them; undefined where they did not end in this text. */
export function takeBackSplices(text: string, splices: readonly TextSplice[]): string | undefined {
  let now = text;
  for (let n = splices.length - 1; n >= 0; n -= 1) {
    const [index, deleted, inserted] = splices[n]!;
    if (index > now.length || !now.startsWith(inserted, index)) return undefined;
    now = now.slice(0, index) + deleted + now.slice(index + inserted.length);
  }
  return now;
}

/** A stretch between the old text and the new one: kept (only its length is known), gone, or come. */
type Stretch =
  | { readonly kind: 'kept'; readonly length: number }
  | { readonly kind: 'gone'; readonly text: string }
  | { readonly kind: 'come'; readonly text: string };

/** Characters of the new text that a stretch stands for. */
const lengthOf = (stretch: Stretch): number =>
  stretch.kind === 'kept' ? stretch.length : stretch.kind === 'come' ? stretch.text.length : 0;

function cut(stretch: Stretch, at: number): readonly [Stretch, Stretch] {
  if (stretch.kind === 'kept')
    return [
      { kind: 'kept', length: at },
      { kind: 'kept', length: stretch.length - at },
    ];
  const { kind, text } = stretch;
  return [
    { kind, text: text.slice(0, at) },
    { kind, text: text.slice(at) },
  ];
}

/** One more splice on top of the stretches; the text behind the last one is kept, however long it is. */
function withSplice(stretches: readonly Stretch[], [index, deleted, inserted]: TextSplice): Stretch[] {
  const before: Stretch[] = [];
  const rest = [...stretches].reverse();
  let open = index;
  while (open > 0) {
    const next = rest.pop() ?? { kind: 'kept', length: open };
    const length = lengthOf(next);
    if (length <= open) {
      before.push(next);
      open -= length;
    } else {
      const [head, tail] = cut(next, open);
      before.push(head);
      rest.push(tail);
      open = 0;
    }
  }
  if (inserted !== '') before.push({ kind: 'come', text: inserted });
  let [from, left] = [0, deleted.length];
  while (left > 0) {
    const next = rest.pop() ?? { kind: 'kept', length: left };
    const length = lengthOf(next);
    if (length > left) rest.push(cut(next, left)[1]);
    const taken = Math.min(length, left);
    // what came within these splices and went again was never in the old text
    if (next.kind === 'kept') before.push({ kind: 'gone', text: deleted.slice(from, from + taken) });
    if (next.kind === 'gone') before.push(next);
    from += taken;
    left -= taken;
  }
  return [...before, ...rest.reverse()];
}

/**
 * Many splices as few that do the same, in the order of the text and against the text before all of them: their indexes are
 * those of the old text, so apply them from the last to the first. Empty when all was taken back.
 */
export function composeSplices(splices: readonly TextSplice[]): readonly TextSplice[] {
  let stretches: Stretch[] = [];
  for (const splice of splices) stretches = withSplice(stretches, splice);
  const composed: TextSplice[] = [];
  let [index, gone, come] = [0, '', ''];
  const close = (): void => {
    if (gone !== come) composed.push([index, gone, come]);
    index += gone.length;
    [gone, come] = ['', ''];
  };
  for (const stretch of stretches) {
    if (stretch.kind === 'gone') gone += stretch.text;
    else if (stretch.kind === 'come') come += stretch.text;
    else if (stretch.length > 0) {
      close();
      index += stretch.length;
    }
  }
  close();
  return composed;
}

/** The text after composed splices. */
export const applyComposed = (text: string, composed: readonly TextSplice[]): string | undefined =>
  applySplices(text, [...composed].reverse());
