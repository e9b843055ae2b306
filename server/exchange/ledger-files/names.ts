/** Names in a cell to a list of names as printed: 许  某 is one person, 张某 李某 are two. Pure. */

const BETWEEN = /[、，,；;/\n|]+/u;
const BLANKS = /[ \t\u00A0\u3000]+/u;

/** Single characters with blanks between them are one name spread out. */
function people(part: string): readonly string[] {
  const names: string[] = [];
  let spread = '';
  for (const word of part.trim().split(BLANKS)) {
    if ([...word].length === 1) {
      spread += word;
      if ([...spread].length < 2) continue;
      names.push(spread);
      spread = '';
    } else {
      if (spread !== '') names.push(spread);
      spread = '';
      if (word !== '') names.push(word);
    }
  }
  // 欧 阳 某: a last character alone belongs to the name before it
  if (spread !== '') names.push((names.pop() ?? '') + spread);
  return names;
}

const isName = (name: string): boolean => name !== '' && !/^[-—/无]+$/u.test(name);
const distinct = (names: readonly string[]): readonly string[] => [...new Set(names)];

export const peopleOf = (text: string): readonly string[] =>
  distinct(text.split(BETWEEN).flatMap(people).filter(isName));

export const organisationsOf = (text: string): readonly string[] =>
  distinct(
    text
      .split(BETWEEN)
      .map((name) => name.replace(/\s+/gu, ''))
      .filter(isName),
  );

/** One line of words as printed, blanks that only lay it out taken away. */
export const oneLine = (text: string): string | null => {
  const clean = /[\u4e00-\u9fff]/u.test(text) ? text.replace(/\s+/gu, '') : text.trim().replace(/\s+/gu, ' ');
  return isName(clean) ? clean : null;
};
