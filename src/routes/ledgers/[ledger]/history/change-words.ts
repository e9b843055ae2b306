/** One change of the history in words: what it is of, what it held, what it holds. */
import type { TextPiece } from '#domain/comparison/text-pieces.ts';
import { parsePerson } from '#domain/lists/named.ts';
import * as m from '#messages/paraglide/messages.js';
import type { ChangeRead, HistoryEntry, HistoryRow, ValueChange } from '#protocol/history.ts';
import { dayAndTime } from '../../../when.ts';
import { commandWord, counterWord, fieldLabel, flagWord, statusWord, valueWord } from '../../../words.ts';

/** What makes a row says so once; the rest of its birth is no news. */
const BIRTH = ['list', 'problem', 'order'];

export interface ChangeShown {
  readonly key: string;
  readonly row: string;
  readonly label: string;
  readonly pieces: readonly TextPiece[];
  /** said in place of pieces */
  readonly note: string;
  /** its row lies in the bin by now, which the change itself does not say */
  readonly inBin: boolean;
}

/** Letters of a deleted task's words that tell it from its siblings: it has no number of its own any more. */
const TITLE_LENGTH = 14;
const shortened = (title: string): string =>
  [...title].length > TITLE_LENGTH ? `${[...title].slice(0, TITLE_LENGTH).join('')}…` : title;

function partOf({ list, deleted, title }: HistoryRow): string {
  if (list === 'duties') return m.hist_part_duty();
  return list === 'tasks' && deleted ? m.hist_part_task({ title: shortened(title) }) : '';
}

export const rowLabel = (row: HistoryRow | undefined): string =>
  row ? [row.code, partOf(row)].filter(Boolean).join(' ') : '';

/** Members say what they are by their name: a ticked kind of measure, a person, an organisation. */
function memberWord({ field, member }: ValueChange): string {
  // who claimed is who the change is by
  if (member === null || field === 'claim') return '';
  if (field === 'counters') return counterWord(member);
  return valueWord(parsePerson(member).name);
}

function valueInWords(field: string, value: ValueChange['now']): string {
  if (value === null || value === '' || value === false) return '';
  if (value === true) return flagWord(true);
  if (typeof value === 'number') return String(value);
  if (field === 'status') return statusWord(value);
  if (field === 'claim') return dayAndTime(value);
  return valueWord(parsePerson(value).name);
}

/** A set keeps its members by name, whatever stands behind them. */
const IN_SETS = ['leaders', 'coUnits', 'types'];

function sides(change: ValueChange): readonly [old: string, now: string] {
  const word = memberWord(change);
  const side = (value: ValueChange['now']): string => {
    if (IN_SETS.includes(change.field)) return value === null ? '' : word;
    const held = valueInWords(change.field, value);
    return word && held ? `${word} ${held}` : held;
  };
  return [side(change.old), side(change.now)];
}

function piecesOf(change: ValueChange): readonly TextPiece[] {
  const [old, now] = sides(change);
  const gone: readonly TextPiece[] = old === '' ? [] : [['-', old]];
  const come: readonly TextPiece[] = now === '' ? [] : [['+', now]];
  return old !== '' && now !== '' ? [...gone, ['=', ' '], ...come] : [...gone, ...come];
}

function noteOf(change: ChangeRead): string {
  if (change.kind === 'text') return change.splices.length === 0 ? m.hist_text_same() : '';
  if (change.field === 'list') return m.hist_new_row();
  if (change.field === 'order') return m.hist_moved();
  if (change.field === 'deleted') return change.now === true ? m.hist_binned() : m.hist_restored();
  return piecesOf(change).length === 0 ? m.hist_cleared() : '';
}

/** Where the text around is not at hand, its gaps stand for it. */
const bareTextPieces = (change: Extract<ChangeRead, { kind: 'text' }>): readonly TextPiece[] =>
  change.splices.flatMap(([, gone, come]): TextPiece[] => [
    ['=', '…'],
    ...(gone === '' ? [] : [['-', gone] as const]),
    ...(come === '' ? [] : [['+', come] as const]),
  ]);

export function shownChanges(
  entry: HistoryEntry,
  rows: Readonly<Record<string, HistoryRow>>,
): readonly ChangeShown[] {
  const born = new Set(entry.changes.flatMap(({ field, row }) => (field === 'list' ? [row] : [])));
  return entry.changes
    .filter(({ field, row }) => field === 'list' || !(born.has(row) && BIRTH.includes(field)))
    .map((change, n) => {
      const row = rows[change.row];
      const isOfRow = ['list', 'order', 'deleted'].includes(change.field);
      const field = isOfRow ? '' : fieldLabel(row?.list ?? 'all', change.field);
      const note = noteOf(change);
      return {
        // a command may pass through several states of one cell
        key: `${n} ${change.cell}`,
        row: change.row,
        label: [rowLabel(row), field].filter(Boolean).join(' '),
        note,
        inBin: row?.deleted === true && change.field !== 'deleted',
        pieces: note
          ? []
          : change.kind === 'text'
            ? (change.pieces ?? bareTextPieces(change))
            : piecesOf(change),
      };
    });
}

const OWN_WORDS: Readonly<Record<string, () => string>> = {
  edit: m.act_edit_word,
  epoch: m.hist_server,
  'epoch:damage': m.hist_damage,
};
/** An edit that brought nothing about, since all of it was refused. */
export const wroteNothing = ({ act, changes, more }: HistoryEntry): boolean =>
  ['edit', 'editCells'].includes(act) && changes.length === 0 && more === 0;

export const actInWords = (act: string): string => OWN_WORDS[act]?.() ?? commandWord(act);
