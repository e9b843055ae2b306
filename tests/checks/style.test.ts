/** House style that no linter knows: sizes, names, opening sentences, and that the project speaks of itself alone. */
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, sourceFiles } from './source-files.ts';

const LINES_MAX = 400;
const FOLDERS = ['src', 'server', 'tests', 'scripts'];
const code = sourceFiles(FOLDERS, ['.ts', '.js', '.svelte']);

describe('[B2] house style', () => {
  it(`[B2] no file passes ${LINES_MAX} lines`, () => {
    expect(
      code.filter((file) => file.text.split('\n').length - 1 > LINES_MAX).map((file) => file.path),
    ).toEqual([]);
  });

  it('[B2] no file is named after nothing', () => {
    const empty = /(^|[-.])(utils?|helpers?|manager|common|misc)([-.]|$)/i;
    expect(code.filter((file) => empty.test(basename(file.path))).map((file) => file.path)).toEqual([]);
  });

  it('[B2] every TypeScript file opens with a sentence saying what it is for', () => {
    const silent = code.filter(
      (file) =>
        file.path.endsWith('.ts') &&
        !/\.(test|spec)\.ts$/.test(file.path) &&
        !/^(#![^\n]*\n)?\s*(\/\*\*|\/\/)/.test(file.text),
    );
    expect(silent.map((file) => file.path)).toEqual([]);
  });

  it('[B2] no `any`, no silenced compiler, no unfinished marks', () => {
    const loose = /:\s*any\b|\bas any\b|<any>|@ts-ignore|@ts-nocheck|\bTODO\b|\bFIXME\b|not implemented/;
    const own = 'tests/checks/style.test.ts';
    expect(
      code.filter((file) => file.path !== own && loose.test(file.text)).map((file) => file.path),
    ).toEqual([]);
  });

  it('[B2] no test stands alone, and none sleeps', () => {
    const alone = /\b(it|test|describe)\.(only|todo|fixme)\b/;
    const sleeps = /waitForTimeout|setTimeout\(r(esolve)?\b/;
    const own = 'tests/checks/style.test.ts';
    const tests = code.filter((file) => /\.(test|spec)\.ts$/.test(file.path) && file.path !== own);
    expect(tests.filter((file) => alone.test(file.text)).map((file) => file.path)).toEqual([]);
    expect(tests.filter((file) => sleeps.test(file.text)).map((file) => file.path)).toEqual([]);
  });

  it('[B2] lucide icons are imported one by one', () => {
    const barrel = /from ['"]lucide-svelte['"]/;
    expect(
      sourceFiles(['src'], ['.ts', '.svelte'])
        .filter((file) => barrel.test(file.text))
        .map((file) => file.path),
    ).toEqual([]);
  });
});

describe('[B3] what the repository may name', () => {
  it('[B3] dependencies are pinned exactly and the lock file names no host', () => {
    const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Record<
      string,
      Record<string, string>
    >;
    const versions = ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((group) =>
      Object.values(manifest[group] ?? {}),
    );
    expect(versions.length).toBeGreaterThan(20);
    expect(versions.filter((version) => !/^(npm:[\w@/.-]+@)?\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual(
      [],
    );
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toContain('"resolved": "http');
  });

  it('[B3] the documents that a newcomer needs are there', () => {
    const wanted = [
      'README.md',
      'README.zh-CN.md',
      'CHANGELOG.md',
      'LICENSE',
      'docs/architecture.md',
      'docs/rules.md',
      'docs/protocol.md',
      'docs/threats.md',
      'docs/operations.md',
      'docs/benchmarks.md',
    ];
    expect(wanted.filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });

  it('[B3] every rule of docs/rules.md that is quoted in a test title exists', () => {
    const written = ['rules', 'protocol', 'grid']
      .map((name) => readFileSync(join(ROOT, `docs/${name}.md`), 'utf8'))
      .join('\n');
    const known = new Set([...written.matchAll(/\b([A-Z]{1,2}\d{1,3})\b/g)].map((match) => match[1]));
    const quoted = code
      .filter((file) => /\.(test|spec)\.ts$/.test(file.path))
      .flatMap((file) =>
        [...file.text.matchAll(/['"`]\[([A-Z]{1,2}\d{1,3})\]/g)].map((match) => ({
          rule: match[1]!,
          path: file.path,
        })),
      );
    expect(quoted.length).toBeGreaterThan(50);
    expect(quoted.filter(({ rule }) => !known.has(rule))).toEqual([]);
  });
});
