/** An uploaded feedback file to its content: format by its bytes, then paragraphs, then problems. Runs inside the worker. */
import { classificationMark } from '#domain/lists/classification.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import type { UploadedFile } from '#server/exchange/exchange.contract.ts';
import { readDocx } from '#server/exchange/docx/document.ts';
import { PARAGRAPH_CHARS_MAX, PARAGRAPHS_MAX, type FeedbackContent, type SourceText } from './content.ts';
import { joinLines } from './paragraphs.ts';
import { recognise } from './recognise.ts';
import { decodeText, textLines } from './text.ts';

/** Largest file that is read at all. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;

const starts = (bytes: Uint8Array, ...head: number[]): boolean =>
  head.every((byte, index) => bytes[index] === byte);
export const extensionOf = (name: string): string =>
  /\.([0-9A-Za-z]{1,8})$/u.exec(name.trim())?.[1]?.toLowerCase() ?? '';

/** UTF-16 name of the stream in which Office keeps an encrypted package. */
const ENCRYPTED_STREAM = Buffer.from('EncryptedPackage', 'utf16le');

async function readSource(file: UploadedFile): Promise<Outcome<SourceText>> {
  const extension = extensionOf(file.name);
  if (starts(file.bytes, 0xd0, 0xcf, 0x11, 0xe0)) {
    return Buffer.from(file.bytes).includes(ENCRYPTED_STREAM)
      ? refuse('ENCRYPTED_FILE')
      : refuse('OLD_FORMAT', { extension: extension || 'doc' });
  }
  if (extension === 'doc' || extension === 'wps') return refuse('OLD_FORMAT', { extension });
  if (extension === 'docx') return readDocx(file.bytes);
  if (extension !== 'txt') return refuse('UNKNOWN_FORMAT', { extension: extension || '?' });
  if (starts(file.bytes, 0x50, 0x4b, 0x03, 0x04)) return refuse('UNREADABLE_FILE');
  const text = decodeText(file.bytes);
  if (!text.ok) return text;
  const lines = textLines(text.value);
  return lines.ok ? accept({ lines: lines.value, leftOut: [] }) : lines;
}

/**
 * Refusals: TOO_LARGE, UNKNOWN_FORMAT, OLD_FORMAT, ENCRYPTED_FILE, NOT_A_DOCX, UNREADABLE_FILE, ZIP_BOMB, TOO_MANY,
 * TOO_LONG, CLASSIFIED_TEXT, NOTHING_RECOGNISED.
 */
export async function readFeedback(file: UploadedFile): Promise<Outcome<FeedbackContent>> {
  if (file.bytes.length > FILE_BYTES_MAX) return refuse('TOO_LARGE', { max: FILE_BYTES_MAX });
  const source = await readSource(file);
  if (!source.ok) return source;
  const paragraphs = joinLines(source.value.lines);
  if (paragraphs.length > PARAGRAPHS_MAX) return refuse('TOO_MANY', { max: PARAGRAPHS_MAX });
  if (paragraphs.some((paragraph) => paragraph.text.length > PARAGRAPH_CHARS_MAX))
    return refuse('TOO_LONG', { max: PARAGRAPH_CHARS_MAX });
  const mark = paragraphs
    .map((paragraph) => classificationMark(paragraph.text))
    .find((found) => found !== undefined);
  if (mark !== undefined) return refuse('CLASSIFIED_TEXT', { mark });
  const content = recognise(paragraphs, source.value.leftOut);
  return content.problems.length === 0 ? refuse('NOTHING_RECOGNISED') : accept(content);
}
