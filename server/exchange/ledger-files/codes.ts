/** Codes and running numbers as printed to the codes of the board: the path of the outline in Arabic numbers. Pure. */

const HAN = '一二三四五六七八九';

const arabic = (han: string): number => {
  const ten = han.indexOf('十');
  if (ten < 0) return HAN.indexOf(han) + 1;
  return (ten === 0 ? 1 : HAN.indexOf(han[0]!) + 1) * 10 + (HAN.indexOf(han[ten + 1] ?? '') + 1);
};

/** （二）3.（1） → `2-3-1`, ７ → `7`; what is no path stays as printed, without blanks. */
export function codeOf(text: string): string {
  const plain = text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]+/gu, '')
    .replace(/[①-⑳]/gu, (digit) => String(digit.charCodeAt(0) - 0x245f));
  if (!/^[\d一二三四五六七八九十()（）[\]【】.、\-—–_/第号条项]+$/u.test(plain)) return plain.slice(0, 40);
  const steps = plain.match(/\d+|[一二三四五六七八九十]+/gu) ?? [];
  if (steps.length === 0) return '';
  return steps
    .map((step) => String(/^\d/u.test(step) ? Number(step) : arabic(step)))
    .join('-')
    .slice(0, 40);
}
