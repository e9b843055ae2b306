/** The shapes that pass between the stages of reading a feedback document. Types only. */
import type { ImportPreview } from '#protocol/services.ts';

/** One physical line or paragraph as the file holds it, before hard breaks are healed. */
export interface SourceLine {
  readonly text: string;
  /** outline level of the style (1–9), 0 for body text */
  readonly level: number;
  /** how it is set off from the line before: a soft line break, or a paragraph of its own */
  readonly after: 'line' | 'paragraph';
  /** txt files break sentences anywhere, docx files hardly ever */
  readonly hardWrapped: boolean;
}

/** What a file gave, still unread for meaning. */
export interface SourceText {
  readonly lines: readonly SourceLine[];
  /** parts of the file that were left out, by name */
  readonly leftOut: readonly string[];
}

export interface Paragraph {
  readonly n: number;
  readonly text: string;
  readonly level: number;
}

/** A stretch of one paragraph. */
export interface Anchor {
  readonly paragraph: number;
  readonly from: number;
  readonly to: number;
}

export type FeedbackContent = Pick<
  ImportPreview,
  'meta' | 'problems' | 'skipped' | 'warnings' | 'paragraphs'
>;

/** Bounds of one feedback document. */
export const PARAGRAPHS_MAX = 5_000;
export const PARAGRAPH_CHARS_MAX = 20_000;
export const PROBLEMS_MAX = 1_000;
