/** A doubt about a file as a person reads it: where, how serious, in words. */
import { word } from '#messages/sentence.ts';
import type { PreviewWarning } from '#protocol/services.ts';

/** The API answers in the language of the documents it reads. */
const LOCALE = 'zh-CN';
const RAW_CHARS_MAX = 200;

type Place = Pick<PreviewWarning, 'at' | 'sheet' | 'cell'>;

/** `raw`: what the file or the board says there, cut to `rawCharsMax`; the sentence is `doubttext_CODE` of the catalogue. */
export const doubtOf = (
  code: string,
  severity: PreviewWarning['severity'],
  place: Place,
  raw?: string,
  rawCharsMax = RAW_CHARS_MAX,
): Omit<PreviewWarning, 'id'> => ({
  code,
  ...place,
  severity,
  text: word('doubttext', code, LOCALE),
  ...(raw === undefined ? {} : { raw: raw.slice(0, rawCharsMax) }),
});
