import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { createRow, setCell, spliceText } from '#document/write.ts';
import { ROWS_MAX, TEXTS_MAX } from '#domain/lists/fields.ts';
import { GuardBreach } from '#server/rooms/guard/guarded-document.ts';
import { forge, type RawContent, type RawStruct, type RawUpdate } from '#server/rooms/guard/forge.testing.ts';
import {
  ME,
  OWNER,
  value,
  text,
  cell,
  after,
  mine,
  idOf,
  charOf,
  expectRefused,
  expectPassed,
} from '#server/rooms/guard/forger.testing.ts';
import {
  CLAIMED,
  DUTY,
  EDITOR,
  LEADER,
  OFFICE,
  SERVER_CLIENT,
  TASK,
  codeOf,
  pageOf,
  rowId,
  sampleLedger,
  submit,
} from '#server/rooms/guard/guard.testing.ts';

describe('the guard refuses contents, deletions and rights', () => {
  it.each<[string, RawContent]>([
    ['two values', { kind: 'any', values: ['甲', '乙'] }],
    ['an object', value({ a: 1 })],
    ['an array', value(['甲'])],
    ['bytes', value(new Uint8Array([1]))],
    ['undefined', value(undefined)],
    ['a big integer', value(5n)],
    ['a text', text('甲')],
    ['JSON', { kind: 'json', values: ['"甲"'] }],
    ['binary', { kind: 'binary', bytes: new Uint8Array([1]) }],
    ['an embed', { kind: 'embed', json: '{}' }],
    ['a nested map', { kind: 'type', type: 1 }],
    ['a subdocument', { kind: 'doc', guid: 'x' }],
  ])('[G6] %s in a cell', (_name, content) => {
    expectRefused(sampleLedger(), mine(cell(OWNER, content)), 'FORGED_SHAPE');
  });

  it.each<[string, RawContent]>([
    ['a value', value('甲')],
    ['an embed', { kind: 'embed', json: '{}' }],
    ['a format', { kind: 'format', key: 'bold', json: 'true' }],
    ['a nested text', { kind: 'type', type: 2 }],
    ['binary', { kind: 'binary', bytes: new Uint8Array([1]) }],
  ])('[G6] %s in a text', (_name, content) => {
    expectRefused(
      sampleLedger(),
      mine({ kind: 'item', parent: `${TASK}/progress`, content }),
      'FORGED_SHAPE',
    );
  });

  it('[G6] a right origin in a cell, a new GC, values out of the field table', () => {
    const ledger = sampleLedger();
    const completion = idOf(ledger, `${TASK}/completion`);
    expectRefused(
      ledger,
      mine({ kind: 'item', rightOrigin: completion, content: value('已完成') }),
      'FORGED_SHAPE',
    );
    expectRefused(ledger, mine({ kind: 'gc', length: 1 }), 'FORGED_SHAPE');
    expectRefused(ledger, mine(cell(OWNER, value('长'.repeat(201)))), 'TOO_LONG');
    expectRefused(ledger, mine(cell(`${TASK}/due`, value('2026-02-30'))), 'BAD_DATE');
    expectRefused(ledger, mine(cell(`${TASK}/counters:rules`, value(Number.NaN))), 'BAD_NUMBER');
    expectRefused(ledger, mine(cell(`${TASK}/counters:rules`, value(1.234))), 'BAD_NUMBER');
    expectRefused(ledger, mine(cell(`${TASK}/types:不存在`, value(true))), 'NOT_IN_LIST');
    expectRefused(ledger, mine(cell(`${TASK}/owner:甲`, value('甲'))), 'NO_SUCH_FIELD');
    expectRefused(ledger, mine(cell('__proto__', value('甲'))), 'NO_SUCH_FIELD');
    expectRefused(ledger, mine(cell(`${TASK}/measure`, value('甲'))), 'FORGED_SHAPE');
    expectRefused(
      ledger,
      mine({ kind: 'item', parent: `${TASK}/progress`, content: text('甲\u0000乙') }),
      'WRONG_TYPE',
    );
  });

  it("[G7] deletions of what is not there yet: they would erase somebody's future write", () => {
    const ledger = sampleLedger();
    expectRefused(ledger, { sections: [], deletions: [{ client: 5, ranges: [[0, 1]] }] }, 'FORGED_DELETE');
    const next = Y.getState(ledger.doc.store, SERVER_CLIENT);
    expectRefused(
      ledger,
      { sections: [], deletions: [{ client: SERVER_CLIENT, ranges: [[next - 1, 2]] }] },
      'FORGED_DELETE',
    );
    expectRefused(
      ledger,
      { ...mine(cell(OWNER)), deletions: [{ client: ME, ranges: [[0, 2]] }] },
      'FORGED_DELETE',
    );
  });

  it('[G7] the deletion of a cell, bare, hidden behind a losing write, or of its own', () => {
    const ledger = sampleLedger();
    const key = `${TASK}/completion`;
    const at = idOf(ledger, key);
    const gone = [{ client: at.client, ranges: [[at.clock, 1]] }] as const;
    expectRefused(ledger, { sections: [], deletions: gone }, 'FORGED_DELETE');
    expectRefused(ledger, { ...mine(cell(OWNER)), deletions: gone }, 'FORGED_DELETE');
    expectRefused(ledger, mine(after(at, { kind: 'deleted', length: 1 })), 'FORGED_DELETE');
    expectRefused(
      ledger,
      { ...mine(after(at, value('已完成'))), deletions: [{ client: ME, ranges: [[0, 1]] }] },
      'FORGED_DELETE',
    );
    expectRefused(
      ledger,
      { ...mine(cell(OWNER)), deletions: [{ client: ME, ranges: [[0, 1]] }] },
      'FORGED_DELETE',
    );
    expectRefused(
      ledger,
      mine(after(at, value('已完成')), after({ client: ME, clock: 0 }, { kind: 'deleted', length: 1 })),
      'FORGED_DELETE',
    );
    expectRefused(
      ledger,
      mine(
        after(at, value('已完成')),
        after({ client: ME, clock: 0 }, value('基本完成')),
        after({ client: ME, clock: 0 }, value('未完成')),
      ),
      'FORGED_SHAPE',
    );
    // client 0 loses against any other at the same place: the write would go, and the value with it
    const losing: RawUpdate = {
      sections: [{ client: 0, clock: 0, structs: [cell(key, value('已完成'))] }],
      deletions: gone,
    };
    expectRefused(ledger, losing, 'FORGED_DELETE', [0]);
    expect(ledger.places.cells.get(key)).toBe('未完成');
  });

  it('[G7] more than 20,000 deleted items', () => {
    const ledger = sampleLedger();
    const firsts = [100, 102, 104, 106, 108];
    for (const first of firsts) {
      const name = first < 104 ? `${TASK}/progress` : `${TASK}/extension`;
      expect(codeOf(submit(ledger, forge(zipped(first, name)), [first, first + 1]))).toBe('OK');
    }
    const deletions = firsts
      .flatMap((first) => [first, first + 1])
      .map((client) => ({ client, ranges: [[0, 2_100]] as const }));
    expectRefused(ledger, { sections: [], deletions }, 'TOO_MANY');
  });

  it('[G8] governed cells, frozen rows, readers; all or nothing', () => {
    const ledger = sampleLedger();
    expectRefused(ledger, mine(cell(OWNER), cell(`${CLAIMED}/evidenceCount`, value(9))), 'SERVER_ONLY');
    expectRefused(
      ledger,
      mine(after(idOf(ledger, `${CLAIMED}/status`), value('closed'))),
      'SERVER_ONLY',
      [ME],
      OFFICE,
    );
    expectRefused(ledger, mine(after(idOf(ledger, `${TASK}/list`), value('duties'))), 'WRITTEN_ONCE');
    expectRefused(ledger, mine(cell(OWNER)), 'ROLE_MAY_NOT_WRITE', [ME], LEADER);
    expectRefused(
      ledger,
      {
        sections: [],
        deletions: [{ client: charOf(ledger, 0).client, ranges: [[charOf(ledger, 0).clock, 1]] }],
      },
      'ROLE_MAY_NOT_WRITE',
      [ME],
      LEADER,
    );
    expectRefused(ledger, mine(cell(`${DUTY}/supervisorOrg`)), 'ROLE_MAY_NOT_WRITE');
  });

  it('[G8] a row that is born twice in one update, or by halves', () => {
    const ledger = sampleLedger();
    const row = rowId('new');
    const born = [
      cell(`${row}/list`, value('tasks')),
      cell(`${row}/order`, value('a5')),
      cell(`${row}/problem`, value(CLAIMED)),
    ];
    const again = after({ client: ME, clock: 0 }, value('duties'));
    expectRefused(ledger, mine(...born, again), 'WRITTEN_ONCE');
    expectRefused(ledger, mine(...born.slice(0, 2)), 'BAD_REFERENCE');
    expectRefused(ledger, mine(...born.slice(1)), 'NO_SUCH_ROW');
    expectRefused(ledger, mine(...born, cell(`${row}/status`, value('closed'))), 'NO_SUCH_FIELD');
    expectRefused(ledger, mine(...born, cell(`${row}/deleted`, value(true))), 'SERVER_ONLY');
    expectPassed(ledger, mine(...born));
  });

  it('[G9] what is stored are the bytes of the document, without the known structs sent along', () => {
    const ledger = sampleLedger();
    const page = pageOf(ledger, ME);
    setCell(page.doc, OWNER, '甲');
    const whole = Y.encodeStateAsUpdate(page.doc);
    const inspected = ledger.inspect(whole, { actor: EDITOR, owns: (id) => id === ME });
    if (!inspected.ok) throw new Error(inspected.refusal.code);
    const { update } = ledger.apply(whole, inspected.value);
    expect([...Y.decodeUpdate(update!).structs].map((struct) => struct.id.client)).toEqual([ME]);
  });

  it('[G9] a cell, a text, or something pending that was not foreseen is a breach', () => {
    const foreseen = {
      adds: true,
      cells: new Set<string>(),
      texts: new Set<string>(),
      clients: [ME],
      rowsBorn: 0,
    };
    const applying = (change: (doc: Y.Doc) => void, more = {}) => {
      const ledger = sampleLedger();
      const update = pageOf(ledger, ME).change(change);
      return () => ledger.apply(update, { ...foreseen, ...more });
    };
    const writes = (doc: Y.Doc): void => setCell(doc, OWNER, '甲');
    const types = (doc: Y.Doc): void => spliceText(doc, TASK, 'measure', 0, 0, '字');
    expect(applying(writes, { cells: new Set([OWNER]) })).not.toThrow();
    expect(applying(writes)).toThrow(GuardBreach);
    expect(applying(types, { texts: new Set([`${TASK}/measure`]) })).not.toThrow();
    expect(applying(types)).toThrow(GuardBreach);
    const gap = forge({
      sections: [{ client: ME, clock: 5, structs: [after({ client: ME, clock: 4 }, value('甲'))] }],
    });
    expect(() => sampleLedger().apply(gap, foreseen)).toThrow('pending');
  });

  it('[F9] rows and texts beyond the bounds of a ledger', () => {
    const row = rowId('task2');
    const made = (rows: number): string => {
      const ledger = sampleLedger();
      Object.defineProperty(ledger, 'rowCount', { value: rows });
      const update = pageOf(ledger, ME).change((doc) =>
        createRow(doc, { row, list: 'tasks', order: 'a1', problem: CLAIMED }),
      );
      return codeOf(submit(ledger, update, ME));
    };
    expect([made(ROWS_MAX - 1), made(ROWS_MAX)]).toEqual(['OK', 'TOO_MANY_ROWS']);
    const typed = (texts: number, field: string): string => {
      const ledger = sampleLedger();
      Object.defineProperty(ledger.places, 'textCount', { value: texts });
      const update = pageOf(ledger, ME).change((doc) => spliceText(doc, TASK, field, 0, 0, '字'));
      return codeOf(submit(ledger, update, ME));
    };
    expect([typed(TEXTS_MAX - 1, 'note'), typed(TEXTS_MAX, 'note')]).toEqual(['OK', 'TOO_MANY_TEXTS']);
    // one that is there already makes no further one
    expect(typed(TEXTS_MAX, 'measure')).toBe('OK');
  });
});

/** Two clients that type one character after the other: no two of them can be merged into one item. */
function zipped(first: number, name: string): RawUpdate {
  const clocks = Array.from({ length: 2_100 }, (_, n) => n);
  const leading = clocks.map((n): RawStruct =>
    n === 0
      ? { kind: 'item', parent: name, content: text('字') }
      : after({ client: first + 1, clock: n - 1 }, text('字')),
  );
  const following = clocks.map((n) => after({ client: first, clock: n }, text('字')));
  return {
    sections: [
      { client: first + 1, clock: 0, structs: following },
      { client: first, clock: 0, structs: leading },
    ],
  };
}
