/** Reads how far a task is as officials word it (tests/samples/README.md "Completion"). Unknown or double: 未完成 and a doubt. Pure. */
import { COMPLETIONS } from '#domain/lists/fields.ts';

export type Completion = (typeof COMPLETIONS)[number];
export interface CompletionReading {
  readonly completion: Completion;
  readonly doubt: 'status_ambiguous' | 'status_unknown' | null;
}

const DONE =
  /^(?:已|已经|全部|均已|已全部)?(?:完成|办结|销号|落实|整改|整改完成|完成整改|整改到位|整改落实到位|整改销号|落实到位|完成销号|到位)$|^(?:是|√|✓|✔)$/u;
const BASIC = /^(?:已)?基本(?:完成|整改到位|整改完成|完成整改|到位|落实|办结)$/u;
const OPEN =
  /^(?:正在|还在|尚在)?(?:推进|整改|办理|进行|落实)(?:中|之中)?$|^正在(?:推进|整改|办理|落实|进行).{0,4}$|^(?:未|尚未|没有|暂未|还未)(?:完成|整改|启动|办结|销号|开展|落实|到位|完成整改|整改完成|整改到位)$|^(?:进行中|推进中|整改中|办理中|否|×|✗)$/u;
/** Says that it goes on, not how far it is. */
const DOUBTFUL = /持续|长期|阶段性|部分|\/|或|大部|初步|接近/u;

/** Blank wording is 未完成 without a doubt. */
export function readCompletion(wording: string): CompletionReading {
  const text = wording
    .normalize('NFKC')
    .replace(/[\s\p{Cf}]+/gu, '')
    .replace(/[。.;,、!]+$/u, '');
  if (text === '' || /^[-—]+$/u.test(text)) return { completion: '未完成', doubt: null };
  if (BASIC.test(text)) return { completion: '基本完成', doubt: null };
  if (OPEN.test(text)) return { completion: '未完成', doubt: null };
  if (DONE.test(text)) return { completion: '已完成', doubt: null };
  return { completion: '未完成', doubt: DOUBTFUL.test(text) ? 'status_ambiguous' : 'status_unknown' };
}

/** Is it a wording of this kind at all, and not an account of what was done? */
export const isCompletionWording = (wording: string): boolean => {
  const text = wording.trim();
  if (text === '' || text.length > 10) return false;
  const { doubt } = readCompletion(text);
  return doubt === null || (doubt === 'status_ambiguous' && text.length <= 8);
};
