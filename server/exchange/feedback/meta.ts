/** Who wrote the document to whom, when and under which title: read from its head and its foot. */
import type { Paragraph } from './content.ts';
import { chineseNumber, halfWidth, readMarker } from './markers.ts';
import { isBareAspect, isWrapper, skipKind } from './sections.ts';

export interface Meta {
  readonly title: string | null;
  readonly unit: string | null;
  readonly team: string | null;
  readonly date: string | null;
}

const TEAM = /[\p{Script=Han}]{0,16}?(?:第[一二三四五六七八九十百\d]{1,4})?(?:巡察|巡视)组/u;
const DATE =
  /^[（(]?\s*(\d{4}|[〇○零一二三四五六七八九]{4})\s*年\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*月\s*(\d{1,2}|[一二三四五六七八九十]{1,3})\s*日\s*[)）]?$/u;
const DOTTED_DATE = /^[（(]?\s*(\d{4})[-./](\d{1,2})[-./](\d{1,2})\s*[)）]?$/u;

const inArabic = (text: string): number => {
  if (/^\d+$/u.test(text)) return Number(text);
  if (text.length === 4)
    return Number([...text].map((digit) => ('〇○零'.includes(digit) ? 0 : chineseNumber(digit))).join(''));
  return chineseNumber(text) ?? 0;
};

/** `YYYY-MM-DD` of a line that is a date and nothing else; undefined for an impossible day. */
export function dateOfLine(line: string): string | undefined {
  const text = halfWidth(line.trim());
  const match = DATE.exec(text) ?? DOTTED_DATE.exec(text);
  if (!match) return undefined;
  const [year, month, day] = match.slice(1, 4).map((part) => inArabic(part)) as [number, number, number];
  const time = new Date(Date.UTC(year, month - 1, day));
  if (time.getUTCMonth() !== month - 1 || time.getUTCDate() !== day) return undefined;
  return time.toISOString().slice(0, 10);
}

export const isDateLine = (line: string): boolean => dateOfLine(line) !== undefined;

/** The signature: a team or office and nothing else. */
export const isTeamLine = (line: string): boolean =>
  line.trim().length <= 40 &&
  /^[\p{Script=Han}（）()·]{2,40}(?:巡察|巡视)(?:组|办|办公室|工作领导小组(?:办公室)?)$/u.test(line.trim());

/** A team and its date on one line, with blanks between them. */
export function signatureOf(
  line: string,
): { readonly team: string | null; readonly date: string | null } | null {
  const text = line.trim();
  if (isTeamLine(text)) return { team: text, date: null };
  const alone = dateOfLine(text);
  if (alone !== undefined) return { team: null, date: alone };
  const [team, ...rest] = text.split(/[\s\u3000]+/u);
  const date = dateOfLine(rest.join(''));
  return team !== undefined && isTeamLine(team) && date !== undefined ? { team, date } : null;
}

/** 县发展和改革局党组： the addressee's line. */
export const salutation = (line: string): string | null => {
  const match = /^([\p{Script=Han}（）()、·\dA-Za-z]{3,60})[：:]$/u.exec(line.trim());
  if (!match || /问题|如下|意见|建议|要求|情况|方面|包括|表现|主要是$/u.test(match[1]!)) return null;
  return match[1]!;
};

const isNumberLine = (line: string): boolean =>
  /[〔[【(（]\d{4}[〕\]】)）]\s*\d*\s*号?$/u.test(line) && line.length <= 40;
const isStamp = (line: string): boolean =>
  line.length <= 20 &&
  /^(?:内部(?:资料|文件)?|工作秘密|急件|特急|加急|平急|征求意见稿|附件)|^[（(]?\d{4}年\d{1,2}月[)）]?$/u.test(
    line,
  );

/** Paragraph numbers that make the head: document number, title, addressee. The title may stand on several lines. */
export function readHead(paragraphs: readonly Paragraph[]): {
  readonly title: string | null;
  readonly unit: string | null;
  readonly used: ReadonlySet<number>;
} {
  const used = new Set<number>();
  const lines: string[] = [];
  let unit: string | null = null;
  for (const paragraph of paragraphs.slice(0, 12)) {
    const text = paragraph.text;
    const addressee = salutation(text);
    if (addressee) {
      unit = addressee;
      used.add(paragraph.n);
      break;
    }
    if (/[。；]|[：:]$/u.test(text) || text.length > 80 || readMarker(text)) break;
    if (lines.length > 0 && !/反馈/u.test(text) && (skipKind(text) || isWrapper(text) || isBareAspect(text)))
      break;
    used.add(paragraph.n);
    if (!isNumberLine(text) && !isStamp(text) && !isDateLine(text) && !(isTeamLine(text) && lines.length > 0))
      lines.push(text);
  }
  const title = lines.join('');
  return { title: /反馈|巡察|巡视|意见|通报|报告/u.test(title) ? title : (lines[0] ?? null), unit, used };
}

function teamIn(text: string): string | null {
  const found = TEAM.exec(text)?.[0] ?? null;
  return found && found.length > 3 ? found.replace(/^.*(?:，|根据|按照|由|关于|和|现将)/u, '') : null;
}

export function readMeta(paragraphs: readonly Paragraph[]): Meta & { readonly used: ReadonlySet<number> } {
  const head = readHead(paragraphs);
  const signatures = paragraphs
    .map((paragraph) => signatureOf(paragraph.text))
    .filter((signature) => signature !== null);
  const fromTitle =
    /(?:关于(?:对)?|对)(?:巡察|巡视)?(?:了)?([\p{Script=Han}（）()]{3,40}?)(?:开展)?(?:常规|专项|提级|机动)?(?:的)?(?:巡察|巡视)?(?:情况)?(?:的)?(?:反馈|情况)/u.exec(
      head.title ?? '',
    )?.[1] ??
    /向([\p{Script=Han}（）()]{3,40}?)反馈/u.exec(head.title ?? '')?.[1] ??
    null;
  const inBody =
    paragraphs
      .slice(0, 12)
      .map((paragraph) => teamIn(paragraph.text))
      .find((team) => team !== null) ?? null;
  return {
    title: head.title,
    unit: head.unit ?? fromTitle,
    team: signatures.findLast(({ team }) => team?.endsWith('组'))?.team ?? teamIn(head.title ?? '') ?? inBody,
    date: signatures.findLast(({ date }) => date !== null)?.date ?? null,
    used: head.used,
  };
}
