/** The doubts an import may raise: code, severity, and the sentence the API answers with. */
import type { PreviewWarning } from '#protocol/services.ts';

/** The key of tests/samples fixes the first five; places and severities matter, wording does not. */
export const WARNINGS = {
  split_run: { severity: 'should', text: '连续的“一是…二是…”或“第一…第二…”已拆成多个问题，可合并' },
  may_split: { severity: 'should', text: '“有的…；有的…”可拆分，由人决定，默认不拆' },
  unnumbered_paragraph: { severity: 'must', text: '该段没有序号，按独立问题导入，请确认（也可能是上一条的续段）' },
  continued_paragraph: { severity: 'must', text: '该条后面还有没有序号的段落，已并入本条，请确认（也可能是独立问题）' },
  clue_not_imported: { severity: 'may', text: '线索移交一句不入问题清单' },
  clue_cut: { severity: 'should', text: '条文中移交线索的一句没有导入' },
  lead_text: { severity: 'must', text: '分条之前还有一段文字，没有归入任何问题，请确认' },
  lead_sentence: { severity: 'should', text: '分条之前的引导语没有导入' },
  title_only: { severity: 'should', text: '该条只有标题，没有具体表现' },
  empty_heading: { severity: 'should', text: '该标题下没有问题' },
  number_gap: { severity: 'should', text: '序号不连续，请核对是否漏条' },
  duplicate_code: { severity: 'should', text: '编号重复，已加后缀区分' },
  too_long: { severity: 'must', text: '原文超过长度上限，请拆开' },
  no_date: { severity: 'may', text: '没有找到落款日期' },
  no_unit: { severity: 'may', text: '没有找到被巡察单位' },
  left_out: { severity: 'should', text: '文件中有内容没有读取' },
} as const satisfies Record<string, { readonly severity: PreviewWarning['severity']; readonly text: string }>;

export type WarningCode = keyof typeof WARNINGS;

/** Collects warnings and numbers them: the ids hold within one preview. */
export class WarningList {
  readonly items: PreviewWarning[] = [];

  add(code: WarningCode, at: string, raw?: string): void {
    const { severity, text } = WARNINGS[code];
    const id = `w${this.items.length + 1}`;
    this.items.push({ id, code, at, severity, text, ...(raw === undefined ? {} : { raw: raw.slice(0, 200) }) });
  }
}
