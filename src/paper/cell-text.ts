/** Text in cells: what XML cannot hold is escaped as Office does, so that it comes back as it was. */
// every underscore that begins one, so that overlapping ones come back as well
const ESCAPED = /_(?=x[0-9A-Fa-f]{4}_)/gu;
// carriage returns would come back as line feeds; the rest is not allowed in XML 1.0
const NOT_IN_XML = /[\u0000-\u0008\u000B-\u001F\u007F\uFFFE\uFFFF]/gu;
const LONELY = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/gu;

const escapeUnit = (character: string): string =>
  `_x${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`;

/** As Office writes it: `_x000D_` for a carriage return, `_x005F_` before what only looks like an escape. */
export const escapeCellText = (text: string): string =>
  text.replace(ESCAPED, '_x005F_').replace(NOT_IN_XML, escapeUnit).replace(LONELY, '\uFFFD');
