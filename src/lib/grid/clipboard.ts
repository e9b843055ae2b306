/** Ranges as text for other programs: TSV as Excel and WPS write it, and an HTML table; both ways, nothing but strings. */

export type Matrix = readonly (readonly string[])[];

/** A pasted block above this many cells is cut off. */
export const CELLS_MAX = 200_000;

const quote = (cell: string): string => (/[\t\r\n"]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

export const toTsv = (cells: Matrix): string => cells.map((row) => row.map(quote).join('\t')).join('\r\n');

/** Quoted cells hold tabs, newlines and doubled quotes; a quote inside an unquoted cell is itself. Lines are filled up to one width. */
export function fromTsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let place = 0;
  let cells = 0;
  while (place <= text.length && cells < CELLS_MAX) {
    let cell: string;
    const closed = text[place] === '"' ? closingQuote(text, place + 1) : -1;
    if (closed >= 0) {
      cell = text.slice(place + 1, closed).replaceAll('""', '"');
      place = closed + 1;
    } else {
      const start = place;
      while (place < text.length && !'\t\r\n'.includes(text[place]!)) place++;
      cell = text.slice(start, place);
    }
    row.push(cell.replaceAll('\r\n', '\n').replaceAll('\r', '\n'));
    cells++;
    if (text[place] === '\t') {
      place++;
      continue;
    }
    rows.push(row);
    row = [];
    if (place >= text.length) break;
    place += text.startsWith('\r\n', place) ? 2 : 1;
    // the newline that ends the last line starts no further row
    if (place === text.length) break;
  }
  if (row.length) rows.push(row);
  return squared(rows);
}

/** The closing quote must be followed by a tab, a newline or the end: else the quote was just a character. */
function closingQuote(text: string, from: number): number {
  for (let place = text.indexOf('"', from); place >= 0; place = text.indexOf('"', place + 1)) {
    if (text[place + 1] === '"') {
      place++;
      continue;
    }
    return place + 1 === text.length || '\t\r\n'.includes(text[place + 1]!) ? place : -1;
  }
  return -1;
}

const squared = (rows: string[][]): string[][] => {
  const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
  return rows.map((row) =>
    row.length < width ? [...row, ...new Array<string>(width - row.length).fill('')] : row,
  );
};

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
};

const escapeHtml = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '<br>')
    // runs of blanks would fold
    .replaceAll('  ', ' &nbsp;');

export const toHtml = (cells: Matrix): string =>
  `<meta charset="utf-8"><table style="white-space:pre-wrap">${cells
    .map(
      (row) =>
        `<tr>${row.map((cell) => `<td style="mso-number-format:'\\@'">${escapeHtml(cell)}</td>`).join('')}</tr>`,
    )
    .join('')}</table>`;

const unescapeHtml = (text: string): string =>
  text.replace(/&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|(\w{2,6}));/g, (whole, decimal, hex, name) => {
    if (name) return ENTITIES[name] ?? whole;
    const code = decimal ? Number(decimal) : Number.parseInt(hex, 16);
    return code <= 0x10ffff ? String.fromCodePoint(code).replace('\u00a0', ' ') : whole;
  });

const TOKEN =
  /<!--[\s\S]*?-->|<(style|script|head)\b[\s\S]*?<\/\1\s*>|<(\/?)([a-zA-Z][\w:]*)((?:"[^"]*"|'[^']*'|[^>"'])*)>|[^<]+|</g;
const BLOCKS = new Set(['p', 'div', 'li']);
const spanOf = (attributes: string, name: string): number => {
  const found = new RegExp(`\\b${name}\\s*=\\s*["']?(\\d{1,4})`, 'i').exec(attributes);
  return Math.max(1, found ? Number(found[1]) : 1);
};

/** The first table of a page, or undefined. Spanning cells fill their place with empty ones. */
export function fromHtml(html: string): string[][] | undefined {
  const start = /<table\b/i.exec(html);
  if (!start) return undefined;
  const reader = new TableReader();
  let cells = 0;
  for (const [token, hidden, closing, tag, attributes] of html.slice(start.index).matchAll(TOKEN)) {
    if (token.startsWith('<!--') || hidden) continue;
    if (tag === undefined) reader.text(token);
    else if (closing) {
      if (tag.toLowerCase() === 'table') break;
      reader.close(tag.toLowerCase());
    } else {
      reader.open(tag.toLowerCase(), attributes ?? '');
      if (++cells > CELLS_MAX * 4) break;
    }
  }
  return reader.rows.length ? squared(reader.rows) : undefined;
}

class TableReader {
  readonly rows: string[][] = [];
  /** column → rows that a cell above still covers */
  readonly #covered = new Map<number, number>();
  #cell: { text: string; columns: number; rows: number } | undefined;

  open(tag: string, attributes: string): void {
    if (tag === 'tr') {
      this.#endCell();
      this.rows.push([]);
      this.#skipCovered();
    } else if (tag === 'td' || tag === 'th') {
      this.#endCell();
      if (!this.rows.length) this.rows.push([]);
      this.#cell = { text: '', columns: spanOf(attributes, 'colspan'), rows: spanOf(attributes, 'rowspan') };
    } else if (this.#cell && tag === 'br') this.#cell.text += '\n';
    else if (this.#cell && BLOCKS.has(tag) && this.#cell.text.trim()) this.#cell.text += '\n';
  }

  close(tag: string): void {
    if (tag === 'td' || tag === 'th' || tag === 'tr') this.#endCell();
  }

  text(token: string): void {
    // a newline in the source is a blank; a real one is <br>
    if (this.#cell) this.#cell.text += unescapeHtml(token.replace(/[ \t\r\n]*[\r\n][ \t\r\n]*/g, ' '));
  }

  #endCell(): void {
    const cell = this.#cell;
    if (!cell) return;
    this.#cell = undefined;
    const row = this.rows.at(-1)!;
    for (let column = 0; column < cell.columns; column++) {
      if (cell.rows > 1) this.#covered.set(row.length, cell.rows - 1);
      row.push(column ? '' : cell.text);
    }
    this.#skipCovered();
  }

  #skipCovered(): void {
    const row = this.rows.at(-1)!;
    for (let left = this.#covered.get(row.length); left; left = this.#covered.get(row.length)) {
      this.#covered.set(row.length, left - 1);
      row.push('');
    }
  }
}
