/** A ledger as a page holds it, as the two files of an export, marked as saved by a page, with the edits that nobody acknowledged (X25). */
import { canonical } from '#domain/commands/canonical.ts';
import type { Lists } from '#domain/projections/rows.ts';
import { ledgerContent, type ExportHead, type LedgerContent, type LedgerNames } from '#paper/content.ts';
import type { OpenEntry } from '#paper/package/zip.ts';
import { sha256 } from '#paper/sha256.ts';
import { writeWorkbook } from '#paper/workbook.ts';

export interface LedgerOfPage {
  readonly names: LedgerNames;
  readonly lists: Lists;
  /** of the last receipt that the page has, 0 without one */
  readonly seq: number;
  /** instant of the last acknowledged edit, or of the saving */
  readonly at: string;
  /** instant of the saving */
  readonly savedAt: string;
  /** calendar day of the office */
  readonly day: string;
  readonly person: string;
  readonly longTermOutOfRate: boolean;
  /** `row/field` of edits that the server has not acknowledged */
  readonly unsent: readonly string[];
}

interface Stamped {
  readonly content: LedgerContent;
  readonly text: string;
  readonly stamp: ExportHead['snapshot'];
}

function stamped({ names, lists, seq, at, savedAt }: LedgerOfPage): Stamped {
  const content = ledgerContent(names, { lists, seq, at });
  const text = canonical(content);
  const hash = sha256(new TextEncoder().encode(text));
  const stamp = {
    number: null,
    title: null,
    at: savedAt,
    sha256: hash,
    previousSha256: null,
    chainSha256: null,
  };
  return { content, text, stamp };
}

/** The object of a JSON export with one more key in its `snapshot`. */
export function savedJson(page: LedgerOfPage): string {
  const { text, stamp } = stamped(page);
  const { savedAt, person, unsent } = page;
  const snapshot = { ...stamp, exportedAt: savedAt, exporter: person, savedFromPage: { unsent } };
  return `${text.slice(0, -1)},"snapshot":${JSON.stringify(snapshot)}}`;
}

/** The parts of the workbook. */
export function writeSavedWorkbook(page: LedgerOfPage, open: OpenEntry): void {
  const { content, stamp } = stamped(page);
  const head = {
    snapshot: stamp,
    exporter: page.person,
    office: '',
    exportedAt: page.savedAt,
    day: page.day,
    longTermOutOfRate: page.longTermOutOfRate,
    savedFromPage: { unsent: page.unsent },
  };
  writeWorkbook(content, head, open);
}
