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

export const xmlBytes = (...parts: readonly string[]): Uint8Array => Buffer.from(parts.join(''), 'utf8');
