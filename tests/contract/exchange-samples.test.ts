/** The two sample feedback documents against their keys; the differences that matter are listed, one line each. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readFeedback } from '#server/exchange/feedback/read-file.ts';
import type { FeedbackContent } from '#server/exchange/feedback/content.ts';

const folder = new URL('../samples/', import.meta.url);

interface Key {
  readonly file: string;
  readonly meta: Record<string, string | null>;
  readonly problems: readonly Record<string, unknown>[];
  readonly warnings: readonly { readonly at: string; readonly severity: string; readonly code: string }[];
}

/** White space, width of punctuation and a final stop make no difference (tests/samples/README.md). */
const plain = (value: unknown): string =>
  String(value ?? '')
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replace(/[。；;.]+$/u, '');

const COMPARED = [
  'code',
  'category',
  'subcategory',
  'original',
  'kind',
  'source',
  'carriedOver',
  'splitFrom',
  'due',
  'completion',
];

/** Every difference that matters, in words. */
function differences(key: Key, found: FeedbackContent): string[] {
  const list: string[] = [];
  const say = (where: string, wanted: unknown, got: unknown): void =>
    void list.push(`${where}: wanted ${String(wanted)}, got ${String(got)}`);
  for (const [name, wanted] of Object.entries(key.meta)) {
    const got = (found.meta as Record<string, string | null>)[name];
    if (plain(wanted) !== plain(got)) say(`meta.${name}`, wanted, got);
  }
  if (key.problems.length !== found.problems.length) say('count', key.problems.length, found.problems.length);
  key.problems.forEach((wanted, index) => {
    const got = found.problems[index] as unknown as Record<string, unknown> | undefined;
    for (const name of COMPARED) {
      if (plain(wanted[name]) !== plain(got?.[name]))
        say(`${String(wanted.code)}.${name}`, wanted[name], got?.[name]);
    }
  });
  const count = (warnings: readonly { at: string; severity: string }[], severity: string): string =>
    warnings
      .filter((warning) => warning.severity === severity)
      .map((warning) => warning.at)
      .sort()
      .join(', ');
  for (const severity of ['must', 'should']) {
    if (count(key.warnings, severity) !== count(found.warnings, severity))
      say(`${severity} warnings`, count(key.warnings, severity), count(found.warnings, severity));
  }
  return list;
}

const read = async (name: string): Promise<{ key: Key; found: FeedbackContent }> => {
  const key = JSON.parse(
    readFileSync(new URL(name.replace(/\.\w+$/u, '.expected.json'), folder), 'utf8'),
  ) as Key;
  const outcome = await readFeedback({ name, bytes: readFileSync(new URL(name, folder)) });
  if (!outcome.ok) throw new Error(outcome.code);
  return { key, found: outcome.value };
};

describe.each(['feedback-1.docx', 'feedback-2.txt'])('%s', (name) => {
  it('[X1] gives its key; every difference that matters is listed', async () => {
    const { key, found } = await read(name);
    expect(differences(key, found)).toEqual([]);
  });

  it('[X1] every original is what stands at its anchors', async () => {
    const { found } = await read(name);
    for (const problem of found.problems) {
      const stands = problem.anchors.map(({ paragraph, from, to }) =>
        found.paragraphs[paragraph - 1]!.text.slice(from, to),
      );
      expect(plain(stands.join(''))).toBe(plain(problem.original));
    }
  });

  it('[X5] nothing of the skipped parts is a problem', async () => {
    const { found } = await read(name);
    const skipped = found.skipped.flatMap((part) => (part.paragraph ? [part.paragraph] : []));
    const used = new Set(
      found.problems.flatMap((problem) => problem.anchors.map((anchor) => anchor.paragraph)),
    );
    expect(skipped.filter((paragraph) => used.has(paragraph))).toEqual([]);
  });
});
