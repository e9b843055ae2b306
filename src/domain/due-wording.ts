/**
 * Reads time limits as officials word them (tests/samples/README.md "Due rules"). What is no day gives none and a doubt:
 * never a guess. Pure; the year that is not written comes as an argument.
 */
import { dayOf, lastDayOf, quarterEnd } from '#domain/calendar-days.ts';

export type DueDoubt =
  /** the year was not written in full: that of the report was taken */
  | 'year_assumed'
  /** the year was not written and there is none to take */
  | 'year_missing'
  /** only a month, a quarter or a year: its last day was taken */
  | 'due_month_only'
  /** such a day does not exist */
  | 'due_invalid'
  /** counted from an event: no day */
  | 'due_relative'
  /** no time limit at all, or more than one */
  | 'due_unparsed';

export interface DueReading {
  /** `YYYY-MM-DD` or null */
  readonly date: string | null;
  readonly immediate: boolean;
  readonly longTerm: boolean;
  readonly withinFocus: boolean;
  readonly doubts: readonly DueDoubt[];
}

const NOTHING: DueReading = {
  date: null,
  immediate: false,
  longTerm: false,
  withinFocus: false,
  doubts: [],
};

const IMMEDIATE = /立行立改|立查立改|立整立改|立知立改|即知即改|即行即改|即查即改|边查边改|立即整改|立即/gu;
const LONG_TERM =
  /(?:并|且|同时)?(?:长期(?:坚持|整改|执行|落实|推进|有效|抓好)?|持续坚持|常态化(?:坚持|推进|开展|执行)?|常抓不懈)/gu;
const WITHIN_FOCUS = /集中整改(?:期限?|阶段|期间)?(?:以?内|间|结束前|期满前)?/gu;
const RELATIVE =
  /(?<!\d)(?:\d{1,2}|[一二三四五六七八九十两半]+)个?(?:工作日|月|日|天|周|年)(?:之?内|以内|后)|期满|(?:反馈|收到|印发|通过|批复|验收)[^\d]{0,8}(?:后|起)/u;

const HAN_DIGITS = '零一二三四五六七八九';

/** 二〇二六, 十二, 三十一, 六 → digits; other characters stay. */
const arabic = (text: string): string =>
  text
    .replace(/[〇○零]/gu, '零')
    .replace(/[零一二三四五六七八九]{4}(?=年)/gu, (year) =>
      [...year].map((digit) => HAN_DIGITS.indexOf(digit)).join(''),
    )
    .replace(
      /([一二三四五六七八九])?十([一二三四五六七八九])?(?=[月日号])/gu,
      (_, tens?: string, ones?: string) =>
        String((tens ? HAN_DIGITS.indexOf(tens) : 1) * 10 + (ones ? HAN_DIGITS.indexOf(ones) : 0)),
    )
    .replace(/[一二三四五六七八九](?=[月日号]|季度)/gu, (digit) => String(HAN_DIGITS.indexOf(digit)));

/** Half width, no blanks, no ornaments around it. */
const plain = (text: string): string =>
  arabic(text.normalize('NFKC').replace(/[\s\p{Cf}]+/gu, ''))
    .replace(/^(?:完成时限|整改时限|时限|期限)[::]/u, '')
    .replace(/[。.;,、]+$/u, '');

/** The words around a day that say nothing about it. */
const bare = (text: string): string =>
  text
    .replace(/\((?:含|不含)?(?:当日)?\)/gu, '')
    .replace(/^[()[\]【】,;、。:和与及并且]+|[()[\]【】,;、。:和与及并且]+$/gu, '')
    .replace(/^(?:力争|争取|确保|预计|计划|拟于?|截止到?|截至到?|于|在)+/u, '')
    .replace(/(?:之前|以前|前|止|截止)?(?:全部|基本)?(?:整改)?(?:完成|到位|见效|办结)?(?:整改)?$/u, '')
    .replace(/(?:之前|以前|前|止|为止)$/u, '')
    .replace(/[,;、。]+$/u, '');

interface Day {
  readonly date: string | null;
  readonly doubts: readonly DueDoubt[];
}
const INVALID: Day = { date: null, doubts: ['due_invalid'] };
const UNPARSED: Day = { date: null, doubts: ['due_unparsed'] };

type Built = (year: number) => string | undefined;

function inYear(written: string | undefined, reportYear: number | null, build: Built): Day {
  const full = written?.length === 4 ? Number(written) : undefined;
  const short = written?.length === 2 ? 2000 + Number(written) : undefined;
  const year = full ?? short ?? reportYear;
  if (year === null) return { date: null, doubts: ['year_missing'] };
  const date = build(year);
  if (date === undefined) return INVALID;
  return { date, doubts: full === undefined ? ['year_assumed'] : [] };
}

const roughly = (day: Day): Day =>
  day.date === null ? day : { ...day, doubts: [...day.doubts, 'due_month_only'] };

const YEAR = '(?:(\\d{4}|\\d{2})年度?)?(?:今年|本年度?|当年)?';
const FORMS: readonly {
  readonly form: RegExp;
  readonly read: (found: RegExpExecArray, reportYear: number | null) => Day;
}[] = [
  {
    form: new RegExp(`^${YEAR}(\\d{1,2})月(\\d{1,2})[日号]?$`, 'u'),
    read: (found, reportYear) =>
      inYear(found[1], reportYear, (year) => dayOf(year, Number(found[2]), Number(found[3]))),
  },
  {
    form: /^(\d{4}|\d{2})([-./年])(\d{1,2})[-./月](\d{1,2})日?$/u,
    read: (found, reportYear) =>
      inYear(found[1], reportYear, (year) => dayOf(year, Number(found[3]), Number(found[4]))),
  },
  {
    form: /^(\d{4})(\d{2})(\d{2})$/u,
    read: (found, reportYear) =>
      inYear(found[1], reportYear, (year) => dayOf(year, Number(found[2]), Number(found[3]))),
  },
  {
    form: /^(\d{1,2})[./](\d{1,2})$/u,
    read: (found, reportYear) =>
      inYear(undefined, reportYear, (year) => dayOf(year, Number(found[1]), Number(found[2]))),
  },
  {
    form: new RegExp(`^${YEAR}(\\d{1,2})月(?:份?)(?:月?底|末|下旬)$`, 'u'),
    read: (found, reportYear) => inYear(found[1], reportYear, (year) => lastDayOf(year, Number(found[2]))),
  },
  {
    form: /^(?:(\d{4}|\d{2})年)?(\d{1,2})月份?$/u,
    read: (found, reportYear) =>
      roughly(inYear(found[1], reportYear, (year) => lastDayOf(year, Number(found[2])))),
  },
  {
    form: /^(\d{4})[-./](\d{1,2})$/u,
    read: (found, reportYear) =>
      roughly(inYear(found[1], reportYear, (year) => lastDayOf(year, Number(found[2])))),
  },
  {
    form: new RegExp(`^${YEAR}第?([1-4])季度(?:末|底|结束)?$`, 'u'),
    read: (found, reportYear) => inYear(found[1], reportYear, (year) => quarterEnd(year, Number(found[2]))),
  },
  {
    form: new RegExp(`^${YEAR}(上|下)半年(?:末|底)?$`, 'u'),
    read: (found, reportYear) =>
      inYear(found[1], reportYear, (year) => lastDayOf(year, found[2] === '上' ? 6 : 12)),
  },
  {
    form: /^(?:(\d{4}|\d{2})年?|今|本|当)?年?(?:底|末|内|年底|年末|年内)$/u,
    read: (found, reportYear) => inYear(found[1], reportYear, (year) => lastDayOf(year, 12)),
  },
  {
    form: /^(\d{4})年度?$/u,
    read: (found, reportYear) => roughly(inYear(found[1], reportYear, (year) => lastDayOf(year, 12))),
  },
];

function single(text: string, reportYear: number | null): Day {
  for (const { form, read } of FORMS) {
    const found = form.exec(text);
    if (found) return read(found, reportYear);
  }
  return UNPARSED;
}

/** A span ends at its second day; what the second day leaves out is taken from the first. */
function span(text: string, reportYear: number | null): Day | undefined {
  const ends = text.split(/至|到|—+|--+|~|–/u);
  if (ends.length !== 2) return undefined;
  const [from, to] = ends.map((end) => bare(end!)) as [string, string];
  const first = single(from, reportYear);
  if (first.date === null && first.doubts.includes('due_unparsed') && !/^\d{1,2}$/u.test(from))
    return undefined;
  const year = /^(\d{4})/u.exec(from)?.[1];
  const last = single(to, year === undefined ? reportYear : Number(year));
  if (last.date === null) return last;
  return year === undefined
    ? last
    : { ...last, doubts: last.doubts.filter((doubt) => doubt !== 'year_assumed') };
}

/** One day said more than once (2026年9月30日，2026年9月底前): the later wordings take their year from the first. */
function repeated(text: string, reportYear: number | null): Day | undefined {
  const parts = text.split(/[,;、]+/u).map(bare);
  if (parts.length < 2) return undefined;
  const first = single(parts[0]!, reportYear);
  if (first.date === null) return undefined;
  const year = Number(first.date.slice(0, 4));
  return parts.every((part) => single(part, year).date === first.date) ? first : undefined;
}

/** The words of one time limit. `reportYear`: the year of the 填报日期, or null when it is not known. */
export function readDue(wording: string, reportYear: number | null): DueReading {
  const text = plain(wording);
  if (text === '' || /^[-—/无]+$/u.test(text)) return NOTHING;
  const marks = {
    immediate: text.search(IMMEDIATE) >= 0,
    longTerm: text.search(LONG_TERM) >= 0,
    withinFocus: text.search(WITHIN_FOCUS) >= 0,
  };
  const rest = bare(text.replace(IMMEDIATE, '').replace(WITHIN_FOCUS, '').replace(LONG_TERM, ''));
  if (rest === '') {
    if (marks.withinFocus) return { ...marks, date: null, doubts: ['due_relative'] };
    return { ...marks, date: null, doubts: marks.immediate || marks.longTerm ? [] : ['due_unparsed'] };
  }
  if (RELATIVE.test(rest)) return { ...marks, date: null, doubts: ['due_relative'] };
  const day = repeated(rest, reportYear) ?? span(rest, reportYear) ?? single(rest, reportYear);
  return { ...marks, ...day };
}
