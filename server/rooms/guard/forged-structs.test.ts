import * as Y from 'yjs';
import { describe, expect, it } from 'vitest';
import { spliceText } from '#document/write.ts';
import { forge, type RawStruct, type RawUpdate } from '#server/rooms/guard/forge.testing.ts';
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
  EDITOR,
  SERVER_CLIENT,
  TASK,
  codeOf,
  pageOf,
  rowId,
  sampleLedger,
  submit,
} from '#server/rooms/guard/guard.testing.ts';

describe('what the hand-made updates below are made of passes where it is honest', () => {
  it('[G6] a cell, a text, a text between two characters', () => {
    expectPassed(sampleLedger(), mine(cell(OWNER)));
    expectPassed(sampleLedger(), mine({ kind: 'item', parent: `${TASK}/progress`, content: text('已办') }));
    const ledger = sampleLedger();
    expectPassed(ledger, mine(after(charOf(ledger, 0), text('订'), charOf(ledger, 1))));
    expect(ledger.lists().tasks[0]?.measure).toBe('制订定办法');
  });
});

describe('the guard refuses structs and paths', () => {
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

  it('[R12] cuts between the halves of a surrogate pair', () => {
    const ledger = sampleLedger();
    const put = pageOf(ledger, ME).change((doc) => spliceText(doc, TASK, 'note', 0, 0, '甲😀乙'));
    expect(codeOf(submit(ledger, put, ME))).toBe('OK');
    const other = (change: (note: Y.Text) => void): string => {
      const update = pageOf(ledger, 4_711).change((doc) => change(doc.getText(`${TASK}/note`)));
      return codeOf(submit(ledger, update, 4_711));
    };
    expect(other((note) => note.delete(1, 1))).toBe('FORGED_DELETE');
    expect(other((note) => note.delete(2, 2))).toBe('FORGED_DELETE');
    expect(other((note) => note.insert(2, '丙'))).toBe('FORGED_PATH');
    // as if nothing stood right of the first half: both ends are looked at, each for itself
    for (const beside of [{ origin: { client: ME, clock: 1 } }, { rightOrigin: { client: ME, clock: 2 } }]) {
      const structs: RawStruct[] = [{ kind: 'item', ...beside, content: text('丙') }];
      expectRefused(ledger, { sections: [{ client: 4_711, clock: 0, structs }] }, 'FORGED_PATH', [4_711]);
    }
    expect(other((note) => note.insert(1, '丙'))).toBe('OK');
    expect(other((note) => note.delete(2, 2))).toBe('OK');
    expect(ledger.lists().tasks[0]?.note).toBe('甲丙乙');
  });
});
