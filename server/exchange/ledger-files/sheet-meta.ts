/** Title and reporting line above the header: 填报单位, 填报日期, 填报人, 审核人. */
import { dayOf } from '#domain/calendar-days.ts';
import type { LedgerContent } from './content.ts';
import type { Sheet } from './sheet.ts';

type Meta = LedgerContent['meta'];
type Label = 'unit' | 'date' | 'preparer' | 'reviewer';

const LABELS: readonly (readonly [Label, string])[] = [
  ['unit', '填报单位|填表单位|报送单位|整改单位|被巡察单位|责任单位|单位名称|单位'],
  [
    'date',
    '填报日期|填报时间|填表日期|填表时间|报送日期|报送时间|更新日期|更新时间|制表日期|制表时间|截止日期|日期|时间',
  ],
  ['preparer', '填报人|填表人|制表人|经办人|联系人'],
  ['reviewer', '审核人|审批人|审核|负责人|主要负责人'],
];
const ANY = LABELS.map(([, words]) => words).join('|');
/** A label with its colon, its value up to two blanks, the next label or the end. */
const PAIR = new RegExp(
  `(${ANY})(?:[（(][^）)]*[)）])?\\s*[:：]\\s*(.*?)(?=\\s{2,}|\\s*(?:${ANY})(?:[（(][^）)]*[)）])?\\s*[:：]|$)`,
  'gu',
);
const LONELY = new RegExp(`^(${ANY})(?:[（(][^）)]*[)）])?[:：]?$`, 'u');

export function dayIn(text: string): string | null {
  const found = /(\d{4})\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})/u.exec(text.normalize('NFKC'));
  return found ? (dayOf(Number(found[1]), Number(found[2]), Number(found[3])) ?? null) : null;
}

const labelOf = (words: string): Label =>
  LABELS.find(([, pattern]) => new RegExp(`^(?:${pattern})$`, 'u').test(words))![0];

export function readMeta(sheet: Sheet, headerTop: number): Meta {
  const found = new Map<Label, string>();
  const keep = (label: Label, value: string): void => {
    const clean = value.replace(/[\s\p{Cf}]+/gu, '').replace(/[，,；;]+$/u, '');
    if (clean !== '' && !found.has(label)) found.set(label, clean);
  };
  let title: string | null = null;
  for (const row of sheet.rows) {
    if (row >= headerTop) break;
    const cells = sheet.filled(row);
    cells.forEach(({ cell }, index) => {
      const text = cell.text.trim();
      const lonely = LONELY.exec(text.replace(/\s+/gu, ''));
      const pairs = [...text.replace(/\n/gu, '  ').matchAll(PAIR)];
      if (lonely && cells[index + 1]) keep(labelOf(lonely[1]!), cells[index + 1]!.cell.text);
      else if (pairs.length > 0) for (const [, label, value] of pairs) keep(labelOf(label!), value!);
      else if (title === null && text.length >= 4 && text.length <= 120 && !/^附件/u.test(text))
        title = text.replace(/\s+/gu, '');
    });
  }
  return {
    title,
    unit: found.get('unit') ?? null,
    team: null,
    date: dayIn(found.get('date') ?? ''),
    preparer: found.get('preparer') ?? null,
    reviewer: found.get('reviewer') ?? null,
  };
}
