import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { setCell, spliceText } from '#document/write.ts';
import {
  forge,
  type RawContent,
  type RawId,
  type RawStruct,
  type RawUpdate,
} from '#server/rooms/guard/forge.testing.ts';
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
import type { GuardedDocument } from '#server/rooms/guard/guarded-document.ts';

const ME = 77;
const OWNER = `${TASK}/owner`;
const MEASURE = `${TASK}/measure`;
const value = (v: unknown): RawContent => ({ kind: 'any', values: [v] });
const text = (t: string): RawContent => ({ kind: 'string', text: t });
const cell = (key: string, content: RawContent = value('甲')): RawStruct => ({
  kind: 'item',
  parent: 'cells',
  key,
  content,
});
const after = (origin: RawId, content: RawContent, rightOrigin?: RawId): RawStruct => ({
  kind: 'item',
  origin,
  content,
  ...(rightOrigin && { rightOrigin }),
});
const mine = (...structs: RawStruct[]): RawUpdate => ({ sections: [{ client: ME, clock: 0, structs }] });

/** The id of what a cell holds, or of a character of a text. */
const idOf = (ledger: GuardedDocument, key: string): RawId => ({ ...ledger.places.currentOf(key)!.id });
const charOf = (ledger: GuardedDocument, n: number): RawId => {
  const first = ledger.places.firstOf({ kind: 'text', name: MEASURE })!;
  return { client: first.id.client, clock: first.id.clock + n };
};

/** Refused with this code, and nothing changed or became pending. */
function expectRefused(
  ledger: GuardedDocument,
  raw: RawUpdate | Uint8Array,
  code: string,
  owned: readonly number[] = [ME],
  actor = EDITOR,
): void {
  const before = Y.encodeStateAsUpdate(ledger.doc);
  const roots = [...ledger.doc.share.keys()];
  const update = raw instanceof Uint8Array ? raw : forge(raw);
  expect(codeOf(submit(ledger, update, owned, actor))).toBe(code);
  expect(Y.encodeStateAsUpdate(ledger.doc)).toEqual(before);
  expect([...ledger.doc.share.keys()]).toEqual(roots);
}
const expectPassed = (ledger: GuardedDocument, raw: RawUpdate): void => {
  expect(codeOf(submit(ledger, forge(raw), ME))).toBe('OK');
};

describe('what the hand-made updates below are made of passes where it is honest', () => {
  it('[G6] a cell, a text, a text between two characters', () => {
    expectPassed(sampleLedger(), mine(cell(OWNER)));
    expectPassed(sampleLedger(), mine({ kind: 'item', parent: `${TASK}/progress`, content: text('已办') }));
    const ledger = sampleLedger();
    expectPassed(ledger, mine(after(charOf(ledger, 0), text('订'), charOf(ledger, 1))));
    expect(ledger.lists().tasks[0]?.measure).toBe('制订定办法');
  });
});

describe('the guard refuses', () => {
  it('[G1] more bytes than 256 KiB', () => {
    expectRefused(sampleLedger(), new Uint8Array(256 * 1024 + 1), 'TOO_LARGE');
  });

  it('[G1] more than 5,000 structs, more than 5,000 new delete ranges', () => {
    const structs = Array.from({ length: 5_001 }, (_, n) => cell(`${TASK}/leaders:甲${n}`, value(null)));
    expectRefused(sampleLedger(), mine(...structs), 'TOO_MANY');
    const ledger = sampleLedger();
    const page = pageOf(ledger, 78);
    // every second character deleted: as many ranges
    const note = page.change((doc) => spliceText(doc, TASK, 'progress', 0, 0, '字'.repeat(10_004)));
    expect(codeOf(submit(ledger, note, 78))).toBe('OK');
    const ranges = Array.from({ length: 5_001 }, (_, n) => [n * 2, 1] as const);
    expectRefused(ledger, { sections: [], deletions: [{ client: 78, ranges }] }, 'TOO_MANY');
  });

  it('[G2] bytes that are no update, bytes left over, lengths that are only claimed', () => {
    const ledger = sampleLedger();
    for (const bytes of [
      [],
      [1],
      [255, 255, 255],
      [1, 1, 77, 0, 8],
      [0, 0, 0],
      [1, 255, 255, 255, 255, 15, 77],
    ]) {
      expectRefused(ledger, new Uint8Array(bytes), 'MALFORMED');
    }
    expectRefused(ledger, { ...mine(cell(OWNER)), tail: new Uint8Array([0]) }, 'MALFORMED');
    expectRefused(
      ledger,
      { sections: [{ client: ME, clock: 0, structs: [cell(OWNER)], claimed: 200_000_000 }] },
      'MALFORMED',
    );
  });

  it('[G3] two sections of one client, empty sections, empty structs, client ids beyond 2³²', () => {
    const ledger = sampleLedger();
    const section = { client: ME, clock: 0, structs: [cell(OWNER)] };
    expectRefused(ledger, { sections: [section, { ...section, clock: 1 }] }, 'MALFORMED');
    expectRefused(ledger, { sections: [section, { client: 9, clock: 0, structs: [] }] }, 'MALFORMED');
    expectRefused(
      ledger,
      { sections: [section, { client: 78, clock: 0, structs: [cell(OWNER)] }, section] },
      'MALFORMED',
      [ME, 78],
    );
    expectRefused(ledger, mine(cell(OWNER, { kind: 'any', values: [] })), 'MALFORMED');
    expectRefused(ledger, { sections: [{ ...section, client: 2 ** 32 }] }, 'MALFORMED', [2 ** 32]);
    expectRefused(ledger, { sections: [{ ...section, clock: 2 ** 31 }] }, 'MALFORMED');
  });

  it('[G3] delete ranges that are empty, out of order or overlap', () => {
    const ledger = sampleLedger();
    const ranges = (...list: (readonly [number, number])[]): RawUpdate => ({
      sections: [],
      deletions: [{ client: SERVER_CLIENT, ranges: list }],
    });
    expectRefused(ledger, ranges([0, 0]), 'MALFORMED');
    expectRefused(ledger, ranges([4, 1], [1, 1]), 'MALFORMED');
    expectRefused(ledger, ranges([1, 3], [2, 1]), 'MALFORMED');
  });

  it('[G4] gaps, skips, and structs that build on what is missing', () => {
    const ledger = sampleLedger();
    expectRefused(ledger, { sections: [{ client: ME, clock: 1, structs: [cell(OWNER)] }] }, 'GAP');
    expectRefused(ledger, mine({ kind: 'skip', length: 3 }, cell(OWNER)), 'GAP');
    expectRefused(ledger, mine(after({ client: 5, clock: 0 }, value('甲'))), 'GAP');
    expectRefused(ledger, mine(after({ client: SERVER_CLIENT, clock: 9_999 }, value('甲'))), 'GAP');
  });

  it("[G4] other people's client ids, the server's included", () => {
    const ledger = sampleLedger();
    const next = Y.getState(ledger.doc.store, SERVER_CLIENT);
    expectRefused(
      ledger,
      { sections: [{ client: SERVER_CLIENT, clock: next, structs: [cell(OWNER)] }] },
      'NOT_YOUR_CLIENT',
    );
    expectRefused(ledger, mine(cell(OWNER)), 'NOT_YOUR_CLIENT', [78]);
    expectRefused(
      ledger,
      {
        sections: [
          { client: ME, clock: 0, structs: [cell(OWNER)] },
          { client: 78, clock: 0, structs: [cell(OWNER)] },
        ],
      },
      'NOT_YOUR_CLIENT',
    );
  });

  it('[G4] known structs that point forward, into the void, or name a new root', () => {
    const ledger = sampleLedger();
    const known = (struct: RawStruct): RawUpdate => ({
      sections: [{ client: SERVER_CLIENT, clock: 0, structs: [struct] }],
    });
    expectRefused(ledger, known(after({ client: 5, clock: 0 }, value('x'))), 'FORGED_PATH');
    expectRefused(ledger, known(after({ client: SERVER_CLIENT, clock: 0 }, value('x'))), 'FORGED_PATH');
    expectRefused(ledger, known(after({ client: SERVER_CLIENT, clock: 3 }, value('x'))), 'FORGED_PATH');
    expectRefused(ledger, known({ kind: 'item', parent: 'elsewhere', content: text('x') }), 'FORGED_PATH');
    expectRefused(
      ledger,
      known({ kind: 'item', parent: { client: 5, clock: 3 }, content: text('x') }),
      'FORGED_PATH',
    );
  });

  it('[G4] a forged duplicate of a known struct changes nothing, and its bytes are never stored', () => {
    const ledger = sampleLedger();
    const update = forge({
      sections: [{ client: SERVER_CLIENT, clock: 0, structs: [cell(OWNER, value('假'))] }],
    });
    const inspected = ledger.inspect(update, { actor: EDITOR, owns: () => false });
    expect(inspected).toMatchObject({ ok: true, value: { adds: false } });
  });

  it('[G5] circles, self-references, nested parents, foreign roots', () => {
    const ledger = sampleLedger();
    expectRefused(ledger, mine(after({ client: ME, clock: 0 }, value('甲'))), 'FORGED_PATH');
    expectRefused(ledger, mine(cell(OWNER), after({ client: ME, clock: 5 }, value('甲'))), 'FORGED_PATH');
    const circle: RawUpdate = {
      sections: [
        { client: 78, clock: 0, structs: [after({ client: ME, clock: 0 }, value('甲'))] },
        { client: ME, clock: 0, structs: [after({ client: 78, clock: 0 }, value('乙'))] },
      ],
    };
    expectRefused(ledger, circle, 'FORGED_PATH', [ME, 78]);
    expectRefused(
      ledger,
      mine({ kind: 'item', parent: idOf(ledger, `${TASK}/completion`), content: value('甲') }),
      'FORGED_PATH',
    );
    expectRefused(ledger, mine({ kind: 'item', parent: 'elsewhere', content: text('甲') }), 'FORGED_PATH');
    expectRefused(
      ledger,
      mine({ kind: 'item', parent: `${TASK}/measure`, key: 'x', content: text('甲') }),
      'FORGED_PATH',
    );
    expectRefused(ledger, mine({ kind: 'item', parent: 'cells', content: value('甲') }), 'FORGED_PATH');
  });

  it('[G5] texts of rows or fields that are not there', () => {
    const ledger = sampleLedger();
    const root = (name: string): RawUpdate => mine({ kind: 'item', parent: name, content: text('甲') });
    expectRefused(ledger, root(`${rowId('nobody')}/measure`), 'NO_SUCH_ROW');
    expectRefused(ledger, root(`${TASK}/owner`), 'FORGED_PATH');
    expectRefused(ledger, root(`${TASK}/cause`), 'FORGED_PATH');
    expectRefused(ledger, root(`${TASK}/measure:x`), 'FORGED_PATH');
    expectRefused(ledger, root('__proto__'), 'FORGED_PATH');
  });

  it('[G5] origins in two places, or in the wrong order', () => {
    const ledger = sampleLedger();
    expectRefused(
      ledger,
      mine(after(charOf(ledger, 0), text('甲'), idOf(ledger, `${TASK}/completion`))),
      'FORGED_PATH',
    );
    expectRefused(ledger, mine(after(charOf(ledger, 2), text('甲'), charOf(ledger, 1))), 'FORGED_PATH');
    expectRefused(ledger, mine(after(charOf(ledger, 1), text('甲'), charOf(ledger, 1))), 'FORGED_PATH');
    const hung = after(charOf(ledger, 2), text('甲'));
    expectRefused(
      ledger,
      mine(hung, after({ client: ME, clock: 0 }, text('乙'), charOf(ledger, 1))),
      'FORGED_PATH',
    );
    expectRefused(
      ledger,
      mine(
        after(charOf(ledger, 1), text('甲'), charOf(ledger, 2)),
        after(charOf(ledger, 2), text('乙'), { client: ME, clock: 0 }),
      ),
      'FORGED_PATH',
    );
  });

  it('[G5] a struct whose known head lies elsewhere', () => {
    const ledger = sampleLedger();
    const page = pageOf(ledger, ME);
    expect(
      codeOf(
        submit(
          ledger,
          page.change((doc) => spliceText(doc, TASK, 'measure', 0, 0, '甲乙')),
          ME,
        ),
      ),
    ).toBe('OK');
    expectRefused(
      ledger,
      mine({ kind: 'item', parent: `${TASK}/progress`, content: text('甲乙丙') }),
      'FORGED_PATH',
    );
    expectRefused(
      ledger,
      mine({ kind: 'item', parent: 'cells', key: OWNER, content: { kind: 'deleted', length: 3 } }),
      'FORGED_PATH',
    );
  });

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
