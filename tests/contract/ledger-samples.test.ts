/** The sample ledgers against their keys; the differences that matter are listed, one line each. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { LedgerContent } from '#server/exchange/ledger-files/content.ts';
import { readLedgerFile } from '#server/exchange/ledger-files/read-ledger-file.ts';

const folder = new URL('../samples/', import.meta.url);

interface KeyWarning {
  readonly code: string;
  readonly sheet: string;
  readonly cell: string | null;
  readonly severity: string;
}
type Fields = Readonly<Record<string, unknown>>;
interface KeyProblem extends Fields {
  readonly code: string;
  readonly duties: readonly Fields[];
  readonly tasks: readonly (Fields & { readonly code: string })[];
}
interface Key {
  readonly meta: Fields;
  readonly problems: readonly KeyProblem[];
  readonly skipped: readonly { readonly sheet: string; readonly rows: readonly number[] }[];
  readonly warnings: readonly KeyWarning[];
}

/** White space, width of punctuation and a final stop make no difference (tests/samples/README.md). */
const plain = (value: unknown): string =>
  (value !== null && typeof value === 'object'
    ? JSON.stringify(value, Object.keys(value).sort())
    : String(value ?? '')
  )
    .normalize('NFKC')
    .replace(/\s+/gu, '')
    .replace(/[。；;.]+$/u, '');

const PROBLEM = [
  'sheet',
  'row',
  'category',
  'subcategory',
  'original',
  'kind',
  'source',
  'carriedOver',
  'due',
  'completion',
];
const DUTY = [
  'cause',
  'goal',
  'firstHead',
  'leaders',
  'leadDept',
  'clerk',
  'coUnits',
  'supervisorOrg',
  'countyLeader',
];
const TASK = [
  'row',
  'measure',
  'types',
  'owner',
  'due',
  'dueText',
  'progress',
  'completion',
  'evidence',
  'note',
];
/** The prefix of a code does not matter, so long as codes are unique and in order. */
const bareCode = (code: string): string => code.replace(/^\d+\./u, '');

/** Every difference that matters, in words. A locked original is compared as the file has it. */
function differences(key: Key, found: LedgerContent): string[] {
  const list: string[] = [];
  const compare = (
    where: string,
    names: readonly string[],
    wanted: Fields,
    got: Fields | undefined,
  ): void => {
    for (const name of names) {
      if (plain(wanted[name]) !== plain(got?.[name]))
        list.push(`${where}.${name}: wanted ${plain(wanted[name])}, got ${plain(got?.[name])}`);
    }
  };
  compare('meta', Object.keys(key.meta), key.meta, found.meta as unknown as Fields);
  compare('file', ['problems'], { problems: key.problems.length }, { problems: found.problems.length });
  key.problems.forEach((wanted, index) => {
    const got = found.problems[index];
    const at = wanted.code;
    if (bareCode(got?.code ?? '') !== wanted.code) list.push(`${at}: got the code ${got?.code ?? 'none'}`);
    const original = wanted['originalInFile'] ?? wanted['original'];
    compare(at, PROBLEM, { ...wanted, original }, got as unknown as Fields);
    compare(at, ['length'], wanted.duties as unknown as Fields, got?.duties as unknown as Fields);
    wanted.duties.forEach((duty, n) =>
      compare(`${at}.duty`, DUTY, duty, got?.duties[n] as unknown as Fields),
    );
    compare(at, ['length'], wanted.tasks as unknown as Fields, got?.tasks as unknown as Fields);
    wanted.tasks.forEach((task, n) => {
      const own = got?.tasks[n];
      if (bareCode(own?.code ?? '') !== task.code)
        list.push(`${task.code}: got the code ${own?.code ?? 'none'}`);
      compare(task.code, TASK, task, own as unknown as Fields);
    });
  });
  const places = (warnings: readonly { severity: string; sheet?: string; cell?: string | null }[]): string =>
    warnings
      .filter(({ severity }) => severity !== 'may')
      .map(({ severity, sheet, cell }) => `${severity} ${sheet ?? ''} ${cell ?? ''}`)
      .sort()
      .join('\n');
  if (places(key.warnings) !== places(found.warnings))
    list.push(`warnings: wanted\n${places(key.warnings)}\ngot\n${places(found.warnings)}`);
  return list;
}

const read = async (name: string): Promise<{ key: Key; found: LedgerContent }> => {
  const key = JSON.parse(readFileSync(new URL(`${name}.expected.json`, folder), 'utf8')) as Key;
  const outcome = await readLedgerFile(readFileSync(new URL(`${name}.xlsx`, folder)));
  if (!outcome.ok) throw new Error(outcome.code);
  return { key, found: outcome.value };
};

describe.each(['ledger-1', 'ledger-1-v2', 'ledger-2'])('%s', (name) => {
  it('[X20] gives its key; every difference that matters is listed', async () => {
    const { key, found } = await read(name);
    // what differs from the board is told when the file meets the board, not when it is read
    const warnings = key.warnings.filter(({ code }) => code !== 'original_locked');
    expect(differences({ ...key, warnings }, found)).toEqual([]);
  });

  it('[X20] codes are unique', async () => {
    const { found } = await read(name);
    const codes = found.problems.map((problem) => problem.code);
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('[X20] nothing of the skipped rows is a problem or a task', async () => {
    const { key, found } = await read(name);
    const used = new Set(
      found.problems.flatMap((problem) =>
        [problem.row, ...problem.tasks.map((task) => task.row)].map((row) => `${problem.sheet} ${row}`),
      ),
    );
    const skipped = key.skipped.flatMap(({ sheet, rows }) => rows.map((row) => `${sheet} ${row}`));
    expect(skipped.filter((place) => used.has(place))).toEqual([]);
  });
});
