/** Bytes of a .txt file to lines: UTF-8 (with or without BOM), UTF-16 by BOM, else GB18030. Guesses nothing further. */
import { PARAGRAPHS_MAX, type SourceLine } from './content.ts';
import { accept, refuse, type Outcome } from '#domain/refusals.ts';

const decode = (bytes: Uint8Array, label: string): string | undefined => {
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    return undefined; // not this encoding: the next one is tried
  }
};

/** Share of characters that no Chinese office text holds. */
const strange = (text: string): number =>
  (text.match(/[\u0000-\u0008\u000E-\u001F\uFFFD\uE000-\uF8FF]/gu)?.length ?? 0) / Math.max(1, text.length);

export function decodeText(bytes: Uint8Array): Outcome<string> {
  const bom =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : undefined;
  for (const label of bom ? [bom] : ['utf-8', 'gb18030']) {
    const text = decode(bytes, label);
    if (text !== undefined && strange(text) < 0.01) return accept(text.replace(/^\uFEFF/u, ''));
  }
  return refuse('UNREADABLE_FILE');
}

export function textLines(text: string): Outcome<readonly SourceLine[]> {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029\f\v]/u);
  if (lines.length > PARAGRAPHS_MAX * 4) return refuse('TOO_MANY', { max: PARAGRAPHS_MAX * 4 });
  return accept(lines.map((line) => ({ text: line, level: 0, after: 'line' as const, hardWrapped: true })));
}
