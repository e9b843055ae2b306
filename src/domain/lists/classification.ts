/** Finds state-secret marks in text (docs/rules.md F10): the system is for 内部 at most. Conservative: ordinary prose never trips it. */

const GRADE = '(绝\\s?密|机\\s?密|秘\\s?密)';
const TERM = '(?:长期|[0-9０-９一二三四五六七八九十百]{1,4}(?:年|个月|月|天|日))';

/** `机密★`, `秘密★1年` anywhere; 工作秘密★, 商业秘密★ and 个人秘密★ are marks of other kinds, which may come in. */
const STARRED = new RegExp(`(?<!(?:工作|商业|个人)\\s?)${GRADE}\\s?[★☆*＊✱⭐]`, 'u');
/** A line that holds a grade and nothing else but a term: `绝密`, `（机密 5年）`. Matched without spaces and brackets. */
const ALONE = new RegExp(`^${GRADE}${TERM}?$`, 'u');
/** A line that begins `密级：秘密`. */
const LABELLED = new RegExp(`^(?:密级|保密等级|涉密等级)[:：]${GRADE}`, 'u');
const LINE_BREAK = /\r\n?|[\n\u2028\u2029]/u;
const BLANKS_AND_BRACKETS = /[\s【】[\]()（）〔〕「」《》]+/gu;

/**
 * The grade that the text is marked with (绝密, 机密 or 秘密), or undefined; in linear time. `typing`: the text is still
 * being written, so a grade alone on its line may be the beginning of a sentence and is let through.
 */
export function classificationMark(text: string, typing = false): string | undefined {
  if (!text.includes('密')) return undefined;
  const starred = STARRED.exec(text);
  if (starred) return starred[1]!.replace(/\s/gu, '');
  if (typing) return undefined;
  for (const line of text.split(LINE_BREAK)) {
    const bare = line.replace(BLANKS_AND_BRACKETS, '');
    const mark = ALONE.exec(bare) ?? LABELLED.exec(bare);
    if (mark) return mark[1];
  }
  return undefined;
}
