/** Well-known ways to sort findings, for an office to begin a dictionary with and to change as it likes. */
import { CATEGORY } from '#domain/dictionaries.ts';

export interface DictionaryExample {
  /** id of the dictionary that is made of it */
  readonly id: string;
  readonly name: string;
  /** word → words below it (二级类别) */
  readonly words: Readonly<Record<string, readonly string[]>>;
}

const plain = (words: readonly string[]): Readonly<Record<string, readonly string[]>> =>
  Object.fromEntries(words.map((word) => [word, []]));

export const DICTIONARY_EXAMPLES: readonly DictionaryExample[] = [
  {
    id: CATEGORY,
    name: '问题类别',
    words: {
      落实党的理论和路线方针政策以及党中央重大决策部署: ['政治学习', '重大决策部署落实', '履行职能责任'],
      落实全面从严治党战略部署: ['主体责任', '监督责任', '作风建设', '廉洁风险防控'],
      落实新时代党的组织路线: ['领导班子建设', '选人用人', '基层党组织建设'],
      '落实巡视巡察、审计等监督整改': ['整改责任', '整改成效'],
    },
  },
  {
    id: 'three-focuses',
    name: '三个聚焦',
    words: plain([
      '聚焦基层贯彻落实党的路线方针政策和党中央决策部署',
      '聚焦群众身边腐败问题和不正之风',
      '聚焦基层党组织软弱涣散、组织力欠缺',
    ]),
  },
  {
    id: 'five-constructions',
    name: '五类建设',
    words: plain(['政治建设', '思想建设', '组织建设', '作风建设', '纪律建设']),
  },
];
