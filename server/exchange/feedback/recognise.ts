/** Paragraphs of a feedback document to the problems it names, with every doubt said. Pure: same paragraphs, same answer. */
import type { PreviewProblem } from '#protocol/services.ts';
import { PROBLEMS_MAX, type FeedbackContent, type Paragraph } from './content.ts';
import { readMeta, type Meta } from './meta.ts';
import { isTitleOnly, ownText, readOutline, type OutlineNode, type Skipped } from './outline.ts';
import { beforeClue, cut, itemText, type ItemText } from './problem-text.ts';
import { findRun, offeredPieces, opensRunPiece } from './runs.ts';
import { bareHeading } from './sections.ts';
import { WarningList } from './warnings.ts';

/** The limit of `original` in the field table. */
const ORIGINAL_CHARS_MAX = 8_000;
const HEADING_CHARS_MAX = 100;

interface Place {
  /** outline numbers above and of the item */
  readonly path: readonly string[];
  readonly headings: readonly string[];
  readonly immediate: boolean;
}

const kindOf = (text: string, place: Place): PreviewProblem['kind'] => {
  if (place.immediate || /[（(【[][^（）()]{0,12}立行立改[^（）()]{0,12}[)）\]】]/u.test(text))
    return 'immediate';
  return /[（(【[](?:长期(?:坚持|整改)|需?长期推进)[)）\]】]/u.test(text) ? 'longterm' : 'timed';
};
const isCarriedOver = (text: string): boolean =>
  /[（(【[](?:属于?)?(?:上[一]?[轮次](?:县委|市委)?(?:巡[察视])?(?:反馈)?(?:问题)?(?:遗留|未整改)|(?:历史)?遗留)(?:问题)?[)）\]】]/u.test(
    text,
  );
const sourceOf = (meta: Meta): string => {
  const origin = `${meta.team ?? ''}${meta.title ?? ''}`;
  if (/省委.{0,8}巡视/u.test(origin)) return '省委巡视';
  return /市委.{0,8}巡[察视]/u.test(origin) ? '市委巡察' : '县委巡察';
};
/** A paragraph that opens with a short sentence of its own, like the title of an item. */
const looksOwn = (text: string): boolean =>
  /^[^。；，\d]{4,30}。\s*\S/u.test(text) &&
  !/^(?:例如|比如|其中|如[，,：:]|经查|经核|此外|另外|同时|具体|上述|截至)/u.test(text);

/** Walks the outline of one document; keep no instance for a second one. */
class Recogniser {
  readonly problems: PreviewProblem[] = [];
  readonly warnings = new WarningList();
  readonly skipped: Skipped[] = [];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  walk(item: OutlineNode, place: Place): void {
    if (item.children.length === 0 && !item.wrapper) return this.#leaf(item, place);
    const own = ownText(item);
    const title = this.#title(own);
    const inside: Place = item.wrapper
      ? place
      : {
          ...place,
          headings: [...place.headings, title],
          immediate: place.immediate || own.includes('立行立改'),
        };
    const lead = [
      ...(item.wrapper ? [] : [own.slice(title.length)]),
      ...item.plain.map((paragraph) => paragraph.text),
    ]
      .join('')
      .trim();
    if (item.wrapper && item.children.length === 0) return this.#unnumbered(item.plain, inside, 1);
    if (item.paragraph && lead !== '') this.#lead(lead, place.path.join('-'));
    this.#gaps(item.children, place.path);
    const numbers = new Set<string>();
    for (const child of item.children) {
      const printed = String(
        child.style === 'bullet' || child.number === 0 ? item.children.indexOf(child) + 1 : child.number,
      );
      // a wrapper gives no number of its own, unless several of them repeat the same numbers inside
      const silent = child.wrapper && item.children.filter((other) => other.wrapper).length === 1;
      this.walk(
        child,
        silent
          ? inside
          : { ...inside, path: [...inside.path, numbers.has(printed) ? `${printed}b` : printed] },
      );
      numbers.add(printed);
    }
    if (!item.paragraph) this.#unnumbered(item.plain, inside, item.children.length + 1);
  }

  #title(own: string): string {
    const first = /^[^。]*。?/u.exec(own)?.[0] ?? own;
    return first.length <= HEADING_CHARS_MAX ? first : first.slice(0, HEADING_CHARS_MAX);
  }

  #lead(lead: string, at: string): void {
    const harmless =
      lead.length <= 80 && (/[：:]$|如下|以下|主要(?:是|有|表现)/u.test(lead) || !/\d/u.test(lead));
    this.warnings.add(harmless ? 'lead_sentence' : 'lead_text', at, lead);
    this.skipped.push({ what: `引导语：${lead.slice(0, 40)}`, paragraph: null });
  }

  #gaps(children: readonly OutlineNode[], path: readonly string[]): void {
    children.forEach((child, index) => {
      const before = children[index - 1];
      if (
        before &&
        before.style === child.style &&
        child.style !== 'bullet' &&
        child.number !== before.number + 1
      ) {
        this.warnings.add(
          'number_gap',
          [...path, child.number].join('-'),
          `${before.label} → ${child.label}`,
        );
      }
    });
  }

  #leaf(item: OutlineNode, place: Place): void {
    const own = ownText(item);
    const aspect = /(?:方面|(?:主要|突出|存在的?)问题)$/u.test(bareHeading(own)) && isTitleOnly(own);
    if (aspect && item.plain.length === 0) {
      this.warnings.add('empty_heading', place.path.join('-'), own);
      this.skipped.push({ what: `空标题：${own.slice(0, 40)}`, paragraph: item.paragraph?.n ?? null });
      return;
    }
    if (aspect && !opensRunPiece(item.plain[0]!.text)) {
      return this.#unnumbered(
        item.plain,
        {
          ...place,
          headings: [...place.headings, own],
          immediate: place.immediate || own.includes('立行立改'),
        },
        1,
      );
    }
    const parts = item.paragraph ? [{ paragraph: item.paragraph, from: item.from }] : [];
    const later: Paragraph[] = [];
    let joined = false;
    for (const paragraph of item.plain) {
      if (later.length > 0) later.push(paragraph);
      else if (opensRunPiece(paragraph.text) || (parts.length === 1 && isTitleOnly(own)))
        parts.push({ paragraph, from: 0 });
      else if (looksOwn(paragraph.text)) later.push(paragraph);
      else {
        parts.push({ paragraph, from: 0 });
        joined = true;
      }
    }
    this.#item(itemText(parts), item.label, place, joined ? 'continued' : undefined);
    if (later.length > 0)
      this.#unnumbered(later, { ...place, path: place.path.slice(0, -1) }, item.number + 1);
  }

  /** Paragraphs without a number that each stand for a problem. */
  #unnumbered(paragraphs: readonly Paragraph[], place: Place, first: number): void {
    paragraphs.forEach((paragraph, index) => {
      const text = itemText([{ paragraph, from: 0 }]);
      this.#item(text, '', { ...place, path: [...place.path, String(first + index)] }, 'unnumbered');
    });
  }

  /** One item: as it stands, or its run of 一是…二是… as problems of their own. */
  #item(item: ItemText, label: string, place: Place, doubt?: 'unnumbered' | 'continued'): void {
    const end = beforeClue(item.text);
    const run = findRun(item.text.slice(0, end), item.breaks);
    const at = this.#code(place.path);
    if (end < item.text.length) this.warnings.add('clue_cut', at, item.text.slice(end));
    if (doubt)
      this.warnings.add(
        doubt === 'unnumbered' ? 'unnumbered_paragraph' : 'continued_paragraph',
        at,
        item.text.slice(0, 60),
      );
    if (!run) return this.#add(item, 0, end, place, null, at);
    const lead = item.text.slice(0, run.from).trim();
    const title = lead === '' ? null : this.#title(lead);
    if (title && lead.length > title.length) this.#lead(lead.slice(title.length).trim(), at);
    const headings = title ? [...place.headings, title] : place.headings;
    const whole = { ...place, headings, immediate: place.immediate || kindOf(lead, place) === 'immediate' };
    this.warnings.add('split_run', label || at, item.text.slice(0, 60));
    for (const piece of run.pieces) {
      const path = [...place.path, String(piece.number)];
      this.#add(item, piece.from, Math.min(piece.to, end), { ...whole, path }, label || at, this.#code(path));
    }
  }

  #code(path: readonly string[]): string {
    const code = path.join('-');
    const taken = (candidate: string): boolean => this.problems.some((problem) => problem.code === candidate);
    if (!taken(code)) return code;
    const suffix =
      [...'bcdefghijklmnopqrstuvwxyz'].find((letter) => !taken(code + letter)) ?? `z${this.problems.length}`;
    return code + suffix;
  }

  #add(item: ItemText, from: number, to: number, place: Place, splitFrom: string | null, code: string): void {
    const { text, anchors } = cut(item, from, to);
    if (text === '' || this.problems.length >= PROBLEMS_MAX) return;
    const pieces = offeredPieces(text);
    const headings = place.headings.filter((heading) => heading !== '');
    this.problems.push({
      code,
      category: headings[0] ? headings[0].replace(/[。：:；;，,]+$/u, '') : null,
      subcategory: headings.length > 1 ? headings.at(-1)! : null,
      original: text,
      kind: kindOf(text, place),
      source: this.#source,
      carriedOver: isCarriedOver(text),
      splitFrom,
      due: null,
      completion: '未完成',
      status: 'issued',
      duties: [],
      tasks: [],
      anchors,
      pieces,
    });
    if (code !== place.path.join('-')) this.warnings.add('duplicate_code', code);
    if (pieces.length > 0) this.warnings.add('may_split', code);
    if (text.length > ORIGINAL_CHARS_MAX) this.warnings.add('too_long', code);
    if (isTitleOnly(text) && text.length <= 30 && !/\d/u.test(text) && splitFrom === null)
      this.warnings.add('title_only', code, text);
  }
}

/** Levels of paragraphs that became headings, for the document's view. */
function levels(root: OutlineNode): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  const walk = (item: OutlineNode, depth: number): void => {
    if (item.paragraph && item.children.length > 0) found.set(item.paragraph.n, Math.min(depth, 9));
    for (const child of item.children) walk(child, depth + 1);
  };
  walk(root, 0);
  return found;
}

/** Source of the rules: tests/samples/README.md. `problems` may be empty: the caller refuses then. */
export function recognise(
  paragraphs: readonly Paragraph[],
  leftOut: readonly string[] = [],
): FeedbackContent {
  const { used, ...meta } = readMeta(paragraphs);
  const outline = readOutline(paragraphs.filter((paragraph) => !used.has(paragraph.n)));
  const recogniser = new Recogniser(sourceOf(meta));
  recogniser.walk(outline.root, { path: [], headings: [], immediate: false });
  for (const clue of outline.clues) recogniser.warnings.add('clue_not_imported', 'tail', clue.text);
  for (const part of leftOut) recogniser.warnings.add('left_out', part);
  if (!meta.date) recogniser.warnings.add('no_date', 'head');
  if (!meta.unit) recogniser.warnings.add('no_unit', 'head');
  const depth = levels(outline.root);
  return {
    meta,
    problems: recogniser.problems,
    skipped: [...outline.skipped, ...recogniser.skipped],
    warnings: recogniser.warnings.items,
    paragraphs: paragraphs.map(({ n, text, level }) => ({ n, text, level: depth.get(n) ?? level })),
  };
}
