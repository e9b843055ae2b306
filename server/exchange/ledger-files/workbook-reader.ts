/** The bytes of an .xlsx file to its sheets. The zip and every part are bounded; nothing outside the file is ever fetched. */
import { accept, refuse, type Outcome } from '#domain/refusals.ts';
import { readEntries } from '#server/exchange/docx/archive.ts';
import { XmlRefused } from '#server/exchange/docx/xml.ts';
import { BeyondBound, beyond } from './bound.ts';
import { SHEETS_MAX, WORKBOOK_ARCHIVE } from './limits.ts';
import { readNumberForms } from './number-formats.ts';
import { attributeOf, readPart } from './part-reader.ts';
import { readSharedStrings } from './shared-strings.ts';
import { readSheet, type WorkbookCommon } from './sheet-reader.ts';
import type { Sheet } from './sheet.ts';

interface SheetHead {
  readonly name: string;
  readonly hidden: boolean;
  /** of the relationship that leads to the part */
  readonly relationship: string;
}

const BOOK = 'xl/workbook.xml';
const RELATIONS = 'xl/_rels/workbook.xml.rels';

function readBook(bytes: Uint8Array): { readonly heads: readonly SheetHead[]; readonly is1904: boolean } {
  const heads: SheetHead[] = [];
  let is1904 = false;
  readPart(bytes, {
    open: (name, attributes) => {
      if (name === 'workbookPr') is1904 = /^(?:1|true)$/u.test(attributeOf(attributes, 'date1904') ?? '');
      if (name !== 'sheet') return;
      const relationship = /(?:^|\s)[\w-]+:id\s*=\s*["']([^"']*)["']/u.exec(attributes)?.[1] ?? '';
      const state = attributeOf(attributes, 'state') ?? 'visible';
      heads.push({ name: attributeOf(attributes, 'name') ?? '', hidden: state !== 'visible', relationship });
      if (heads.length > SHEETS_MAX) beyond('sheets', SHEETS_MAX);
    },
    close: () => undefined,
  });
  return { heads, is1904 };
}

/** Part names by relationship, inside the package only; and those of strings and styles. */
function readRelations(bytes: Uint8Array | undefined): ReadonlyMap<string, string> {
  const parts = new Map<string, string>();
  if (!bytes) return parts;
  readPart(bytes, {
    open: (name, attributes) => {
      if (name !== 'Relationship' || attributeOf(attributes, 'TargetMode') === 'External') return;
      const target = attributeOf(attributes, 'Target') ?? '';
      const part = target.startsWith('/') ? target.slice(1) : `xl/${target.replace(/^\.\//u, '')}`;
      const kind = (attributeOf(attributes, 'Type') ?? '').replace(/^.*\//u, '');
      parts.set(attributeOf(attributes, 'Id') ?? '', part);
      if (kind === 'sharedStrings' || kind === 'styles') parts.set(kind, part);
    },
    close: () => undefined,
  });
  return parts;
}

async function readAll(bytes: Uint8Array): Promise<Outcome<readonly Sheet[]>> {
  const frame = await readEntries(bytes, [BOOK, RELATIONS], WORKBOOK_ARCHIVE);
  if (!frame.ok) return frame;
  const book = frame.value.get(BOOK);
  if (!book) return refuse('NOT_A_WORKBOOK');
  const { heads, is1904 } = readBook(book);
  const parts = readRelations(frame.value.get(RELATIONS));
  const stringsPart = parts.get('sharedStrings') ?? 'xl/sharedStrings.xml';
  const stylesPart = parts.get('styles') ?? 'xl/styles.xml';
  const sheetParts = heads.flatMap(({ relationship }) => parts.get(relationship) ?? []);
  const entries = await readEntries(bytes, [stringsPart, stylesPart, ...sheetParts], WORKBOOK_ARCHIVE);
  if (!entries.ok) return entries;
  const common: WorkbookCommon = {
    strings: readSharedStrings(entries.value.get(stringsPart)),
    forms: readNumberForms(entries.value.get(stylesPart)),
    is1904,
    used: { cells: 0, characters: 0 },
  };
  return accept(
    heads.flatMap((head) => {
      const part = entries.value.get(parts.get(head.relationship) ?? '');
      return part ? [readSheet(head, part, common)] : [];
    }),
  );
}

/** Refusals: NOT_A_WORKBOOK, UNREADABLE_FILE, ENCRYPTED_FILE, ZIP_BOMB, TOO_MANY. */
export async function readWorkbook(bytes: Uint8Array): Promise<Outcome<readonly Sheet[]>> {
  if (bytes[0] !== 0x50 || bytes[1] !== 0x4b) return refuse('NOT_A_WORKBOOK');
  try {
    return await readAll(bytes);
  } catch (error) {
    if (error instanceof BeyondBound) return error.refusal;
    if (error instanceof XmlRefused) return refuse('UNREADABLE_FILE');
    throw error;
  }
}
