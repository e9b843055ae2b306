/** Wording that tells problems from what surrounds them: praise, advice, demands, clues, letter forms. Patterns only. */
import { halfWidth } from './markers.ts';

export type SkipKind = 'praise' | 'advice' | 'clues';

const DEFECT =
  /不(?!断|少|忘|仅|久)|未|缺(?!席)|没有|差距|薄弱|弱化|虚化|淡化|短板|漏洞|偏差|滞后|违规|违反|迟缓|松懈|混乱|流于|走过场|形式主义|隐患|失范|失管|风险/u;
const PRAISE =
  /(?:总体|综合|基本|整体)(?:评价|情况|印象|概况)|(?:主要|工作|取得的?)(?:成绩|成效|做法|亮点)|^(?:主要)?(?:成绩|成效|亮点)|(?:巡察|巡视)(?:工作)?(?:开展|组织|进驻)?(?:概况|(?:工作)?情况)$|肯定/u;
const ADVICE =
  /意见建议|意见和建议|整改(?:意见|建议|要求)|工作(?:建议|要求|意见)|(?:意见|建议|要求|打算|希望)$|^下一步/u;
const CLUES = /^(?:反映)?(?:领导干部|党员干部)?(?:的)?(?:问题)?线索(?:移交|情况|处置|移送)*(?:情况)?$/u;
const WRAPPER =
  /^(?:本次|此次|这次)?(?:常规|专项|提级|机动|交叉)?(?:巡察|巡视)?(?:工作)?(?:中|组)?(?:所)?(?:发现|存在|反馈|指出|查找|查摆)*(?:出)?的?(?:主要|突出|具体|若干|一些|重点|共性)*的?(?:问题|不足|差距)(?:和|及|与|、)?(?:不足|差距|清单|情况|建议)?(?:如下)?$/u;

/** A heading without number, blanks and closing punctuation. */
export const bareHeading = (text: string): string =>
  halfWidth(text)
    .replace(/\s+/gu, '')
    .replace(/[.。:;,、]+$/u, '');

export const hasDefect = (text: string): boolean => DEFECT.test(text);

/** Does this heading open a part that holds no problems? A defect in its wording makes it a problem. */
export function skipKind(heading: string): SkipKind | null {
  const bare = bareHeading(heading).replace(/\([^()]*\)$/u, '');
  if (bare.length > 30 || hasDefect(bare)) return null;
  if (CLUES.test(bare)) return 'clues';
  if (/问题|方面/u.test(bare) && !/(?:意见|建议|要求)(?:和建议)?$/u.test(bare)) return null;
  if (ADVICE.test(bare)) return 'advice';
  return PRAISE.test(bare) ? 'praise' : null;
}

/** 巡察发现的主要问题 and the like: a heading that only holds the list, no aspect of its own. */
export const isWrapper = (heading: string): boolean =>
  WRAPPER.test(bareHeading(heading).replace(/\([^()]*\)$/u, ''));

/** An aspect printed without a number. */
export const isBareAspect = (text: string): boolean =>
  text.length <= 36 &&
  /(?:方面|方面存在的(?:主要|突出)?问题)$/u.test(bareHeading(text)) &&
  !/[。；;]/u.test(text);

/** 发现以下问题： the problems begin with the next paragraph. */
export const opensProblems = (text: string): boolean =>
  /(?:以下|如下|下列|这些|一些|突出|主要|不少).{0,12}(?:问题|不足|短板|差距)(?:和不足|及不足)?(?:如下|主要是|是)?[：:。]$|问题(?:和不足)?.{0,6}(?:如下|主要是|表现在)[：:。]$/u.test(
    text.trim(),
  );

/** 提出以下意见： advice begins, once problems have been seen. */
export const opensAdvice = (text: string): boolean =>
  text.length <= 160 &&
  (/(?:提出|作出|给出|建议).{0,14}(?:意见|建议|要求)(?:如下)?[：:。]$/u.test(text.trim()) ||
    /^(?:针对|对)(?:上述|以上|巡[察视]发现的?|存在的|这些)(?:的)?问题.{0,60}(?:建议|意见|要求)/u.test(
      text.trim(),
    ));

/** The sentence that clues went elsewhere. A problem about handling clues is none. */
export const isClueSentence = (sentence: string): boolean =>
  /线索/u.test(sentence) &&
  /(?:反映|收到|发现|涉及|掌握|有关|巡[察视]期间|相关).{0,40}线索/u.test(sentence) &&
  /(?:已|将|均|另行?|一并|按).{0,16}(?:移交|移送|转交|转送|转办|转|报送|处置|办理|处理)/u.test(sentence) &&
  !/(?:未|不)(?:及时|按规定|按时|规范|到位|按要求)/u.test(sentence);

/** A closing paragraph that asks for rectification and describes nothing. */
export const isClosing = (text: string): boolean => {
  const bare = text.trim();
  return (
    /^(?:对?(?:于)?(?:以上|上述)(?:指出|反馈)?的?(?:问题|意见|情况)|希望|请(?:你|贵|局|县|镇|乡|各|认真|高度)|以上(?:意见|反馈|情况)|(?:局|县|镇|乡|院|校)?党(?:组|委|总支)要|收到(?:本|此|反馈)|特此|专此|同志们|各位)/u.test(
      bare,
    ) && !/(?:有的|\d+(?:次|个|项|名|笔|万元))/u.test(bare)
  );
};

/** Attachments, distribution, printing notes. */
export const isLetterForm = (text: string): boolean =>
  /^(?:附件|附[：:]|主送|抄送|抄报|报[：:]|送[：:]|印发|联系人|\(?此件|（此件|第?\s?[—-]\s?\d+\s?[—-]|- \d+ -)/u.test(
    text.trim(),
  );

export const SKIP_NAMES: Readonly<Record<SkipKind, string>> = {
  praise: '总体评价',
  advice: '意见建议',
  clues: '问题线索',
};
