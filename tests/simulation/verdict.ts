/** The invariant of all, asked when everything has come to rest: nothing acknowledged is gone or doubled, all replicas are equal, history equals state. */
import { cellsOf, readText } from '#document/ledger-doc.ts';
import { readLists } from '#document/read.ts';
import { figuresOf } from '#domain/projections/figures.ts';
import type { LedgerId } from '#domain/ids.ts';
import { openSqlite } from './reading.ts';
import { verifyChain } from '#server/store/log.ts';
import type {
  ChangeTable,
  FiguresTable,
  LedgerTable,
  LogTable,
  RowCurrentTable,
  RowTextTable,
} from '#server/store/schema.ts';
import { contentOf } from '../fuzz/honest-pages.ts';
import type { Disk } from './disk.ts';
import type { Browser, Page, Written } from './people.ts';
import { TODAY } from './server.ts';
import { tokensIn } from './tokens.ts';
import type { Witness } from './witness.ts';

interface Rest {
  readonly disk: Disk;
  readonly witness: Witness;
  readonly ledger: LedgerId;
  readonly pages: readonly Page[];
  readonly browsers: readonly Browser[];
  readonly written: ReadonlyMap<number, Written>;
  /** marks that were undone by whoever made them */
  readonly withdrawn: ReadonlySet<number>;
}

type Splice = readonly [index: number, removed: string, inserted: string];

export async function judge(rest: Rest): Promise<void> {
  const { disk, witness, ledger } = rest;
  const all = <T>(table: string, order: string): T[] =>
    disk.database.prepare(`SELECT * FROM ${table} WHERE ledger = ? ORDER BY ${order}`).all(ledger) as T[];
  const stated = disk.database.prepare('SELECT * FROM ledger WHERE id = ?').get(ledger) as LedgerTable;
  const log = all<LogTable>('log', 'seq');
  const changes = all<ChangeTable>('change', 'seq, n');

  const chain = await verifyChain(openSqlite(disk.database), ledger);
  if (!chain.ok) witness.violate(`the chain breaks at ${chain.seq}: ${chain.reason}`);
  onceEach(witness, log);
  replicas(rest, stated.epoch);
  records(
    rest,
    stated.epoch,
    all<RowCurrentTable>('row_current', 'row'),
    all<RowTextTable>('row_text', 'row'),
    all<FiguresTable>('figures', 'day'),
  );
  history(rest, stated.epoch, changes);
  await everyMark(rest, log, changes);
}

/** Every acknowledged operation is in the log once, under the number it was acknowledged with. */
function onceEach(witness: Witness, log: readonly LogTable[]): void {
  const times = new Map<string, number[]>();
  for (const { op_id, seq } of log) if (op_id !== null) times.set(op_id, [...(times.get(op_id) ?? []), seq]);
  for (const [opId, seqs] of times)
    if (seqs.length > 1) witness.violate(`${opId} is in the log ${seqs.length} times`);
  for (const { op_id, content_hash } of log)
    if (op_id !== null && content_hash === null) witness.violate(`the answer to ${op_id} is not kept`);
  for (const [opId, { seq }] of witness.acknowledged) {
    const [at] = times.get(opId) ?? [];
    if (at !== undefined && at !== seq) witness.violate(`${opId} was acknowledged as ${seq} and is ${at}`);
    // an edit that adds nothing is acknowledged and stored nowhere; one with a mark always adds
    if (at === undefined && (witness.carried.get(opId)?.size ?? 0) > 0)
      witness.violate(`${opId} was acknowledged and is gone`);
  }
  for (const opId of witness.answeredCommands)
    if (!times.has(opId)) witness.violate(`command ${opId} was answered and is gone`);
}

function replicas({ witness, pages }: Rest, epoch: number): void {
  const expected = JSON.stringify(contentOf(witness.documentOf(epoch)));
  for (const page of pages) {
    const doc = page.core.line.session?.doc;
    if (!doc) witness.violate(`${page.life.name} has no document`);
    else if (JSON.stringify(contentOf(doc)) !== expected)
      witness.violate(`${page.life.name} differs from the disk`);
  }
}

/** Current rows, texts and figures in SQL are those of the document. */
function records(
  { witness }: Rest,
  epoch: number,
  rows: readonly RowCurrentTable[],
  texts: readonly RowTextTable[],
  figures: readonly FiguresTable[],
): void {
  const doc = witness.documentOf(epoch);
  const byRow = new Map<string, Record<string, unknown>>();
  for (const [key, value] of cellsOf(doc).entries()) {
    const [row = '', name = ''] = [key.slice(0, key.indexOf('/')), key.slice(key.indexOf('/') + 1)];
    byRow.set(row, { ...byRow.get(row), [name]: value });
  }
  const sorted = (cells: object): string =>
    JSON.stringify(Object.entries(cells).sort(([a], [b]) => (a < b ? -1 : 1)));
  if (rows.length !== byRow.size) witness.violate(`SQL has ${rows.length} rows, the document ${byRow.size}`);
  for (const { row, cells } of rows)
    if (sorted(JSON.parse(cells) as object) !== sorted(byRow.get(row) ?? {}))
      witness.violate(`row ${row} in SQL is not that of the document`);
  const stored = new Map(texts.map(({ row, field, text }) => [`${row}/${field}`, text]));
  for (const name of doc.share.keys()) {
    if (name === 'cells') continue;
    const [row = '', field = ''] = name.split('/');
    if (readText(doc, row, field) !== (stored.get(name) ?? ''))
      witness.violate(`text ${name} in SQL is not that of the document`);
  }
  const counted = figuresOf(readLists(doc), TODAY, { longTermOutOfRate: false });
  if (figures[0]?.figures !== JSON.stringify(counted))
    witness.violate('the figures in SQL are not those of the document');
}

/** Replayed from its first change, the history ends at what is there. */
function history({ witness }: Rest, epoch: number, changes: readonly ChangeTable[]): void {
  const doc = witness.documentOf(epoch);
  const cells = new Map<string, string | null>();
  const texts = new Map<string, string>();
  for (const { cell, field, old_value, new_value, seq } of changes) {
    const isText =
      new_value !== null &&
      new_value.startsWith('[[') &&
      !cells.has(cell) &&
      ['measure', 'progress', 'extension'].includes(field);
    if (isText || texts.has(cell)) {
      texts.set(
        cell,
        spliced(
          witness,
          texts.get(cell) ?? '',
          JSON.parse(new_value ?? '[]') as Splice[],
          `${cell} at ${seq}`,
        ),
      );
      continue;
    }
    if (cells.has(cell) && cells.get(cell) !== old_value)
      witness.violate(`the history of ${cell} has a gap at ${seq}`);
    cells.set(cell, new_value);
  }
  for (const [key, value] of cellsOf(doc).entries())
    if (cells.get(key) !== JSON.stringify(value))
      witness.violate(
        `the history of ${key} ends at ${String(cells.get(key))}, not at ${JSON.stringify(value)}`,
      );
  for (const [key, text] of texts) {
    const [row = '', field = ''] = key.split('/');
    if (readText(doc, row, field) !== text) witness.violate(`the history of text ${key} ends elsewhere`);
  }
}

function spliced(witness: Witness, text: string, splices: readonly Splice[], where: string): string {
  let now = text;
  for (const [index, removed, inserted] of splices) {
    if (now.slice(index, index + removed.length) !== removed)
      witness.violate(`a splice of ${where} removes what is not there`);
    now = now.slice(0, index) + inserted + now.slice(index + removed.length);
  }
  return now;
}

/** The value of a cell, or what the splices of a text put in; and what they took out. */
const enteredBy = (value: string): string =>
  value.startsWith('[[')
    ? (JSON.parse(value) as Splice[]).map(([, , inserted]) => inserted).join('\n')
    : value;
const removedBy = (value: string): string =>
  value.startsWith('[[') ? (JSON.parse(value) as Splice[]).map(([, removed]) => removed).join('\n') : '';

/** Whatever a board took is in the history once, or in its tray; what was acknowledged is in the history. */
async function everyMark(
  { witness, browsers, written, withdrawn, ledger }: Rest,
  log: readonly LogTable[],
  changes: readonly ChangeTable[],
): Promise<void> {
  const inHistory = new Map<number, number>();
  for (const { new_value } of changes)
    for (const token of tokensIn(enteredBy(new_value ?? '')))
      inHistory.set(token, (inHistory.get(token) ?? 0) + 1);
  // an undone stretch is put back as a whole: what counts is how often a mark could stand there at one time
  const takenOut = new Map<number, number>();
  for (const { new_value } of changes)
    for (const token of tokensIn(removedBy(new_value ?? '')))
      takenOut.set(token, (takenOut.get(token) ?? 0) + 1);
  const acknowledged = new Map<number, boolean>();
  const superseded = new Set<number>();
  const logged = new Set(log.map(({ op_id }) => op_id));
  for (const [opId, tokens] of witness.carried) {
    const ack = witness.acknowledged.get(opId);
    for (const token of tokens) {
      if (ack) acknowledged.set(token, true);
      const key = written.get(token)?.key ?? '';
      // another's value was in force when it was committed: the log tells values in force
      if ((ack?.superseded.includes(key) || logged.has(opId)) && written.get(token)?.kind === 'cell')
        superseded.add(token);
    }
  }
  const inTrays = new Set<number>();
  for (const browser of browsers) {
    const tray = await browser.store.tray(`${browser.person.id}/${ledger}`);
    for (const { text } of tray) for (const token of tokensIn(text)) inTrays.add(token);
  }
  // a tray holds one value of a cell, and the tabs of a browser share it
  const heldCells = new Set<string>();
  for (const token of inTrays) {
    const held = written.get(token);
    if (held) heldCells.add(`${browsers.indexOf(held.browser)} ${held.key}`);
  }
  const later = new Set<string>();
  for (const [token, { kind, key, browser }] of [...written].reverse()) {
    const times = inHistory.get(token) ?? 0;
    if (kind === 'text' && times - (takenOut.get(token) ?? 0) > 1)
      witness.violate(`mark ${token} was typed once and stands in ${key} ${times} times`);
    const place = `${browsers.indexOf(browser)} ${key}`;
    // who writes a cell again before the first value was saved wants the second one
    const isReplaced = kind === 'cell' && (later.has(place) || heldCells.has(place));
    later.add(place);
    if (times > 0 || superseded.has(token)) continue;
    if (acknowledged.has(token))
      witness.violate(`mark ${token} in ${key} was acknowledged and is not in the history`);
    else if (!isReplaced && !withdrawn.has(token) && !inTrays.has(token))
      witness.violate(`mark ${token} in ${key} is neither in the history nor in a tray`);
  }
}
