/** Checks the free words of commands: reasons, opinions, titles. One limit for each, and no secrecy marks (F10). */
import { checkFreeText } from '#domain/lists/values.ts';
import { accept, refuse, type Outcome, type RefusalCode } from '#domain/refusals.ts';

/** Limits in characters. */
export const WORDS_MAX = { reason: 1_000, opinion: 4_000, title: 200, number: 100, note: 2_000 } as const;
export type Words = keyof typeof WORDS_MAX;

/** Words that may be missing: blank becomes null. */
export function optionalWords(field: Words, text: string | null | undefined): Outcome<string | null> {
  const trimmed = text?.trim() ?? '';
  if (trimmed === '') return accept(null);
  const verdict = checkFreeText(field, trimmed, WORDS_MAX[field]);
  return verdict.ok ? accept(trimmed) : verdict;
}

/** Words that must be there; when they are blank, the refusal is `missing`. */
export function requiredWords(
  field: Words,
  text: string | null | undefined,
  missing: RefusalCode,
): Outcome<string> {
  const words = optionalWords(field, text);
  if (!words.ok) return words;
  return words.value === null ? refuse(missing, { field }) : accept(words.value);
}
