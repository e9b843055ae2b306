/** The import boundary check: fails on a wrong arrow and names the right place. */
import { describe, expect, it } from 'vitest';
import { complaint } from './boundaries.ts';
import { importsOf, sourceFiles } from './source-files.ts';

describe('[B1] arrows point at the domain', () => {
  it('[B1] every import of the project keeps its layer', () => {
    const wrong = sourceFiles(['src', 'server'], ['.ts', '.js', '.svelte']).flatMap((file) =>
      importsOf(file.text).flatMap((name) => complaint(file.path, name) ?? []),
    );
    expect(wrong).toEqual([]);
  });

  it('[B1] the check sees each kind of wrong arrow', () => {
    expect(complaint('src/domain/workflow.ts', 'yjs')).toContain('src/document');
    expect(complaint('src/domain/workflow.ts', 'node:fs')).toContain('pure');
    expect(complaint('src/domain/workflow.ts', '../document/keys.ts')).toContain('document');
    expect(complaint('src/routes/+page.svelte', 'yjs')).toContain('src/lib/board');
    expect(complaint('src/routes/+page.svelte', '#server/app.ts')).toContain('event.locals.services');
    expect(complaint('src/lib/grid/Grid.svelte', '#domain/ids.ts')).toContain('GridHost');
    expect(complaint('src/lib/ui/Button.svelte', '#board/board.ts')).toContain('route');
    expect(complaint('src/lib/ui/Button.svelte', 'lucide-svelte')).toContain('generic');
    expect(complaint('server/app.ts', '../src/lib/board/outbox.ts')).toContain('never imports lib');
    expect(complaint('server/app.ts', '#domain/ids.ts')).toBeUndefined();
    expect(complaint('src/lib/board/outbox.ts', '#document/keys.ts')).toBeUndefined();
  });

  it('[B1] imports are found however they are written', () => {
    const text =
      "import a from 'one';\nimport type { B } from \"two\";\nexport * from 'three';\nconst c = await import('four');\nimport 'five';";
    expect(importsOf(text)).toEqual(['one', 'two', 'three', 'four', 'five']);
  });
});
