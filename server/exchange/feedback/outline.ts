/** Numbered paragraphs to a tree of items; parts that hold no problems are set aside by name. Reads no item's inside. */
import type { Paragraph } from './content.ts';
import { RANKS, readMarker, type Marker, type MarkerStyle } from './markers.ts';
import { signatureOf } from './meta.ts';
import { endsSentence } from './paragraphs.ts';
import { opensRunPiece } from './runs.ts';
import {
  hasDefect,
  isBareAspect,
  isClosing,
  isClueSentence,
  isLetterForm,
  isWrapper,
  opensAdvice,
  opensProblems,
  SKIP_NAMES,
  skipKind,
  type SkipKind,
} from './sections.ts';

/** One numbered item or heading. `from`: where its own text begins in the paragraph. */
export interface OutlineNode {
  readonly style: MarkerStyle;
  readonly number: number;
  readonly label: string;
  readonly separator: string;
  readonly paragraph: Paragraph | null;
  readonly from: number;
  readonly children: OutlineNode[];
  /** paragraphs without a number that follow it, before its first child */
  readonly plain: Paragraph[];
  readonly wrapper: boolean;
}
export interface Skipped {
  readonly what: string;
  readonly paragraph: number | null;
}
export interface Outline {
  readonly root: OutlineNode;
  readonly skipped: Skipped[];
  readonly clues: Paragraph[];
}

interface Skip {
  readonly kind: SkipKind;
  /** depth of the heading that opened it; 0 = an unnumbered one */
  readonly depth: number;
}

const node = (
  marker: Pick<Marker, 'style' | 'number' | 'label' | 'separator'>,
  paragraph: Paragraph | null,
  from: number,
  wrapper = false,
): OutlineNode => ({
  style: marker.style,
  number: marker.number,
  label: marker.label,
  separator: marker.separator,
  paragraph,
  from,
  children: [],
  plain: [],
  wrapper,
});
const rankOf = (item: OutlineNode): number => RANKS[item.style];
export const ownText = (item: OutlineNode): string => item.paragraph?.text.slice(item.from).trim() ?? '';
/** Only a title: nothing but (the beginning of) one short sentence. */
export const isTitleOnly = (text: string): boolean =>
  text.length <= 60 && !/[。；].*[^\s。）)】]/u.test(text.replace(/[（(][^（）()]{1,12}[)）]$/u, ''));

/** Reads one document from top to bottom; keep no instance for a second one. */
class OutlineReader {
  readonly root = node({ style: 'part', number: 0, label: '', separator: '' }, null, 0, true);
  readonly skipped: Skipped[] = [];
  readonly clues: Paragraph[] = [];
  #stack: OutlineNode[] = [];
  #skip: Skip | null = null;
  #open = false;
  #seen = new Set<MarkerStyle>();
  #before = '';

  /** `next`: the text of the paragraph behind it. */
  read(paragraph: Paragraph, next: string): void {
    const marker = this.#marker(paragraph.text);
    if (marker) this.#numbered(paragraph, marker);
    else this.#unnumbered(paragraph, next);
    this.#before = paragraph.text;
  }

  /** A figure such as `3.12个` is a number only where item 3 is due and the sentence before has ended. */
  #marker(text: string): Marker | undefined {
    const marker = readMarker(text);
    if (!marker?.doubtful) return marker;
    const last = this.#stack.findLast((item) => item.style === marker.style);
    const due = last ? last.number + 1 : 1;
    const year = /^(?:19|20)\d{2}年/u.test(text.slice(marker.length));
    const measured = /^\d+(?:万|亿|公里|千米|米|吨|亩|公顷|平方|%|元)/u.test(text.slice(marker.length));
    if (
      marker.style === 'dotted' ? marker.number === 1 || marker.number === due : year || marker.number === due
    ) {
      return (year || !measured) &&
        (this.#before === '' || endsSentence(this.#before) || this.#before.length < 40)
        ? marker
        : undefined;
    }
    return undefined;
  }

  /** Stack position under which a marker of this style belongs. */
  #depthFor(marker: Marker, titleOnlyAbove: boolean): number {
    const same = this.#stack.findLastIndex((item) => item.style === marker.style);
    if (same >= 0) {
      const twin = this.#stack[same]!;
      const nested =
        marker.number === 1 &&
        twin.separator !== marker.separator &&
        same === this.#stack.length - 1 &&
        twin.number >= 1 &&
        isTitleOnly(ownText(twin));
      return nested ? same + 1 : same;
    }
    let depth = this.#stack.length;
    const opensInside = marker.number === 1 && titleOnlyAbove && !this.#seen.has(marker.style);
    while (depth > 0 && RANKS[marker.style] < rankOf(this.#stack[depth - 1]!) && !opensInside) depth -= 1;
    return depth;
  }

  #numbered(paragraph: Paragraph, marker: Marker): void {
    const heading = paragraph.text.slice(marker.length).trim();
    const above = this.#stack.at(-1);
    const depth = this.#depthFor(marker, above !== undefined && isTitleOnly(ownText(above)));
    const kind =
      isTitleOnly(heading) || /^.{2,10}。/u.test(heading) ? skipKind(heading.split('。')[0]!) : null;
    if (this.#skip && !this.#endsSkip(this.#skip, depth, marker, heading, kind)) return;
    this.#skip = null;
    if (kind && depth <= 1) {
      this.#stack.length = depth;
      this.#stack.push(node(marker, paragraph, marker.length));
      this.#startSkip(kind, depth + 1, paragraph);
      return;
    }
    const underWrappers = this.#stack.slice(0, depth).every((item) => item.wrapper);
    this.#push(depth, node(marker, paragraph, marker.length, underWrappers && isWrapper(heading)));
  }

  /** A short line without punctuation before a list that begins with 1 again is a heading. */
  #restarts({ text, level }: Paragraph, next: string): boolean {
    const marker = readMarker(next);
    if (marker?.number !== 1 || marker.doubtful || /[，。；：:,;!?！？]/u.test(text)) return false;
    if (level > 0 || this.#stack.at(-1)?.wrapper === true) return true;
    return this.#open && this.#stack.some((item) => item.style === marker.style && item.number >= 1);
  }

  #endsSkip(skip: Skip, depth: number, marker: Marker, heading: string, kind: SkipKind | null): boolean {
    if (skip.depth > 0) return depth < skip.depth;
    if (isWrapper(heading)) return true;
    if (skip.kind === 'praise' && /方面$/u.test(heading)) return true;
    return skip.kind === 'praise' && !kind && RANKS[marker.style] <= RANKS.number && hasDefect(heading);
  }

  #startSkip(kind: SkipKind, depth: number, paragraph: Paragraph): void {
    this.#skip = { kind, depth };
    this.skipped.push({
      what: `${SKIP_NAMES[kind]}：${paragraph.text.slice(0, 40)}`,
      paragraph: paragraph.n,
    });
  }

  #push(depth: number, item: OutlineNode): void {
    this.#stack.length = depth;
    (this.#stack.at(-1) ?? this.root).children.push(item);
    this.#stack.push(item);
    this.#seen.add(item.style);
    this.#open = true;
  }

  #unnumbered(paragraph: Paragraph, next: string): void {
    const text = paragraph.text;
    if (signatureOf(text)) return void this.skipped.push({ what: '落款', paragraph: paragraph.n });
    if (isLetterForm(text)) return void this.skipped.push({ what: '附注', paragraph: paragraph.n });
    if (isClueSentence(text) && text.length <= 200) {
      this.clues.push(paragraph);
      return void this.skipped.push({ what: '问题线索（移交）', paragraph: paragraph.n });
    }
    if (this.#opensPart(paragraph, next)) return;
    if (this.#skip) return;
    const above = this.#stack.at(-1);
    if (this.root.children.length > 0 && isClosing(text))
      return void this.skipped.push({ what: '结束语', paragraph: paragraph.n });
    if (above) return void above.plain.push(paragraph);
    if (this.#open) return void this.root.plain.push(paragraph);
    this.skipped.push({ what: '开头概述', paragraph: paragraph.n });
  }

  /** Headings and lead-in sentences without a number. */
  #opensPart(paragraph: Paragraph, next: string): boolean {
    const text = paragraph.text;
    const short = text.length <= 40 && !/[。；]/u.test(text) && !opensRunPiece(text);
    if (short && isWrapper(text)) {
      this.#skip = null;
      this.#push(
        0,
        node(
          { style: 'part', number: this.root.children.length + 1, label: '', separator: '' },
          paragraph,
          0,
          true,
        ),
      );
      return true;
    }
    const kind = short ? skipKind(text) : null;
    // inside a numbered part of advice such a line only introduces it
    if (kind && this.#skip && this.#skip.depth > 0) return true;
    if (kind) {
      this.#stack = [];
      this.#startSkip(kind, 0, paragraph);
      return true;
    }
    // advice is often ordered by the same aspects as the problems were
    if ((isBareAspect(text) || (short && this.#restarts(paragraph, next))) && this.#skip?.kind !== 'advice') {
      this.#skip = null;
      const depth = this.#stack.findIndex((item) => rankOf(item) >= RANKS.bare);
      const at = depth < 0 ? this.#stack.length : depth;
      const siblings = (this.#stack[at - 1] ?? this.root).children;
      this.#push(
        at,
        node({ style: 'bare', number: siblings.length + 1, label: '', separator: '' }, paragraph, 0),
      );
      return true;
    }
    if (this.root.children.length > 0 && !this.#skip && opensAdvice(text)) {
      this.#stack = [];
      this.#startSkip('advice', 0, paragraph);
      return true;
    }
    if (this.#stack.length === 0 && opensProblems(text)) {
      this.#skip = null;
      this.#open = true;
      this.skipped.push({ what: '开头概述', paragraph: paragraph.n });
      return true;
    }
    return false;
  }
}

export function readOutline(paragraphs: readonly Paragraph[]): Outline {
  const reader = new OutlineReader();
  paragraphs.forEach((paragraph, index) => reader.read(paragraph, paragraphs[index + 1]?.text ?? ''));
  return { root: reader.root, skipped: reader.skipped, clues: reader.clues };
}
