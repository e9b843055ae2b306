/** Text inside XML. What XML cannot hold at all has been escaped before (cell-text.ts). */
export const XML_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
export const SHEET_SPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
export const RELATION_SPACE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
const SPECIAL = /[&<>"']/u;
const EVERY_SPECIAL = /[&<>"']/gu;

export const xmlText = (text: string): string =>
  SPECIAL.test(text) ? text.replace(EVERY_SPECIAL, (character) => ENTITIES[character]!) : text;

/** Pieces joined at a time: a whole sheet as one string would be in memory twice. */
const PIECES_PER_CHUNK = 1_000;

/** UTF-8 bytes of the pieces one after another. */
export function xmlBytes(...pieces: readonly (string | readonly string[])[]): Uint8Array {
  const chunks: Buffer[] = [];
  for (const piece of pieces) {
    if (typeof piece === 'string') chunks.push(Buffer.from(piece, 'utf8'));
    else
      for (let from = 0; from < piece.length; from += PIECES_PER_CHUNK)
        chunks.push(Buffer.from(piece.slice(from, from + PIECES_PER_CHUNK).join(''), 'utf8'));
  }
  return Buffer.concat(chunks);
}
