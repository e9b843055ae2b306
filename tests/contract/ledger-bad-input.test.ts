/** Workbooks that are none, or mean harm: a coded refusal or a bounded result, the server well, nothing changed. */
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { zipOf } from '#server/exchange/docx/package.testing.ts';
import { sheetXml, workbookOf, type TestSheet } from '#server/exchange/ledger-files/workbook.testing.ts';
import { MACHINE_COLUMNS, MACHINE_SHEET, MARKS_COLUMN } from '#paper/machine-sheet.ts';
import { makeCast, type Cast } from './cast.ts';
import { at, codeOf, openHouse, upload, type House, type Reply, type Visitor } from './house.ts';

const HEADER = ['序号', '问题', '整改措施', '完成时限'];
const ROW = [1, '责任不实。', '整改', '2026年8月底前'];
const SHEET: TestSheet = { name: '台账', rows: [HEADER, ROW] };
const GOOD = workbookOf([SHEET]);
/** Of one answer, slow machines included. */
const ANSWER_MS_MAX = 10_000;

let house: House;
let cast: Cast;
let office: Visitor;
beforeAll(async () => {
  house = await openHouse();
  cast = await makeCast(house);
  office = await cast.as('office');
});
afterAll(() => house.close());

const send = async (name: string, bytes: Uint8Array): Promise<Reply> => {
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => reject(new Error('no answer in time')), ANSWER_MS_MAX).unref();
  });
  const sent = office.send('POST', `/api/ledgers/${cast.ledger}/import`, upload(name, Buffer.from(bytes)));
  return Promise.race([sent, late]);
};
const withSheet = (xml: string): Buffer => workbookOf([SHEET], { 'xl/worksheets/sheet1.xml': xml });

/** A container of old Office files, with the stream in which encrypted packages lie, or without. */
const oldContainer = (encrypted: boolean): Buffer =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(512),
    encrypted ? Buffer.from('EncryptedPackage', 'utf16le') : Buffer.alloc(0),
  ]);

const ENTITIES = `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "${'x'.repeat(1_000)}">]><worksheet><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>`;
const wide = (): Buffer =>
  workbookOf([{ name: '宽', rows: [[...HEADER, ...Array.from({ length: 300 }, (_, n) => `列${n}`)], ROW] }]);
const bomb = (): Buffer =>
  zipOf([
    ...['xl/workbook.xml', 'xl/_rels/workbook.xml.rels'].map((name) => ({ name, content: partOf(name) })),
    { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(200 * 1024 * 1024, 0x20) },
  ]);
const partOf = (name: string): Buffer => {
  const parts: Record<string, string> = {
    'xl/workbook.xml':
      '<workbook xmlns:r="r"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      '<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
  };
  return Buffer.from(parts[name] ?? '');
};

const BAD: readonly (readonly [string, string, () => Uint8Array, string])[] = [
  ['not a zip', 'a.xlsx', () => Buffer.from('序号,问题,措施'), 'NOT_A_WORKBOOK'],
  ['truncated', 'a.xlsx', () => GOOD.subarray(0, GOOD.length - 40), 'UNREADABLE_FILE'],
  ['a damaged part', 'a.xlsx', () => withSheet(sheetXml(SHEET).slice(0, -20)), 'UNREADABLE_FILE'],
  ['encrypted', 'a.xlsx', () => oldContainer(true), 'ENCRYPTED_FILE'],
  [
    'an encrypted entry',
    'a.xlsx',
    () => zipOf([{ name: 'xl/workbook.xml', content: Buffer.from('<a/>'), encrypted: true }]),
    'ENCRYPTED_FILE',
  ],
  ['an old workbook under a new name', 'a.xlsx', () => oldContainer(false), 'OLD_FORMAT'],
  ['.xls', 'a.xls', () => oldContainer(false), 'OLD_FORMAT'],
  ['.et', 'a.et', () => oldContainer(false), 'OLD_FORMAT'],
  ['.wps', 'a.wps', () => oldContainer(false), 'OLD_FORMAT'],
  ['.doc', 'a.doc', () => oldContainer(false), 'OLD_FORMAT'],
  ['.ods', 'a.ods', () => GOOD, 'OLD_FORMAT'],
  ['.xlsm', 'a.XLSM', () => GOOD, 'OLD_FORMAT'],
  ['.csv', 'a.csv', () => Buffer.from('序号,反馈问题,整改措施\n1,不到位,整改\n'), 'OLD_FORMAT'],
  ['nothing at all', 'a.xlsx', () => Buffer.alloc(0), 'NOT_A_WORKBOOK'],
  ['a workbook that calls itself a document', 'a.docx', () => GOOD, 'NOT_A_DOCX'],
  ['a zip bomb', 'a.xlsx', bomb, 'ZIP_BOMB'],
  [
    'a size that lies',
    'a.xlsx',
    () => zipOf([{ name: 'xl/workbook.xml', content: Buffer.alloc(3_000_000, 0x20), claimed: 10 }]),
    'UNREADABLE_FILE',
  ],
  ['entities', 'a.xlsx', () => withSheet(ENTITIES), 'UNREADABLE_FILE'],
  [
    'no such entity',
    'a.xlsx',
    () =>
      withSheet(
        '<worksheet><sheetData><row><c t="inlineStr"><is><t>&boom;</t></is></c></row></sheetData></worksheet>',
      ),
    'UNREADABLE_FILE',
  ],
  ['more than 200 columns', 'a.xlsx', wide, 'TOO_MANY'],
  [
    'no header',
    'a.xlsx',
    () =>
      workbookOf([
        {
          name: '通讯录',
          rows: [
            ['姓名', '电话'],
            ['甲某', '1'],
          ],
        },
      ]),
    'NO_LEDGER_HEADER',
  ],
  [
    'a header and nothing below',
    'a.xlsx',
    () => workbookOf([{ name: '台账', rows: [HEADER] }]),
    'NOTHING_RECOGNISED',
  ],
  ['no sheets', 'a.xlsx', () => workbookOf([]), 'NO_LEDGER_HEADER'],
  [
    'no workbook in the zip',
    'a.xlsx',
    () => zipOf([{ name: 'a.txt', content: Buffer.from('a') }]),
    'NOT_A_WORKBOOK',
  ],
  [
    'a mark of secrecy',
    'a.xlsx',
    () => workbookOf([{ name: '台账', rows: [['机密★1年'], HEADER, ROW] }]),
    'CLASSIFIED_TEXT',
  ],
];

describe('[X23] bad workbooks', () => {
  it.each(BAD)('[X23] %s is refused, and nothing is kept', async (_, name, bytes, code) => {
    const reply = await send(name, bytes());
    expect([codeOf(reply), reply.status]).toEqual([code, 422]);
    expect(String(at(reply.json, 'error', 'message')).length).toBeGreaterThan(10);
    const kept = await house.app.store.db.selectFrom('import').select('id').execute();
    expect(kept).toEqual([]);
    expect((await office.get('/healthz')).status).toBe(200);
  });

  it('[X23] a million empty rows are passed over', async () => {
    const empty = Array.from({ length: 1_000_000 }, (_, n) => `<row r="${n + 3}" spans="1:4"/>`).join('');
    const reply = await send(
      'a.xlsx',
      withSheet(sheetXml(SHEET).replace('</sheetData>', `${empty}</sheetData>`)),
    );
    expect([reply.status, (at(reply.json, 'problems') as unknown[]).length]).toEqual([200, 1]);
  });

  it('[X23] links outside, formulas and scripts in cells are nothing but their stored text', async () => {
    const cells = `<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="inlineStr"><is><t>&lt;script&gt;alert(1)&lt;/script&gt;未整改。</t></is></c><c r="C2" t="str"><f>[1]Sheet1!A1&amp;cmd|' /C calc'!A0</f><v>整改</v></c><c r="D2" t="e"><f>WEBSERVICE("http://example.invalid")</f><v>#VALUE!</v></c></row>`;
    const bytes = workbookOf([SHEET], {
      'xl/worksheets/sheet1.xml': sheetXml({ rows: [HEADER] }).replace(
        '</sheetData>',
        `${cells}</sheetData>`,
      ),
      'xl/externalLinks/externalLink1.xml': '<externalLink/>',
      'xl/vbaProject.bin': deflateRawSync(Buffer.from('Sub AutoOpen()')),
    });
    const reply = await send('a.xlsx', bytes);
    expect(at(reply.json, 'problems', 0)).toMatchObject({
      original: '<script>alert(1)</script>未整改。',
      tasks: [{ measure: '整改', due: { date: null } }],
    });
  });

  it('[W18] a machine sheet full of nonsense gives doubts, and nothing to write', async () => {
    const columns = [...MACHINE_COLUMNS, MARKS_COLUMN];
    const line = (cells: Readonly<Record<string, string>>): string[] =>
      columns.map((name) => cells[name] ?? '');
    const deep = '['.repeat(10_000);
    const ledger = cast.ledger;
    const rows = [
      columns,
      line({ ledger, list: 'tasks', id: '__proto__', counters: '{"__proto__":{"a":1}}', types: deep }),
      line({ ledger, list: 'nothing', id: 'constructor', marks: '- '.repeat(5_000) }),
      line({ ledger, list: 'problems', id: 'toString', code: '=1+1', key: 'maybe', marks: '\u0000' }),
      line({ ledger: '', list: 'duties', id: '' }),
    ];
    const reply = await send('a.xlsx', workbookOf([{ name: MACHINE_SHEET, rows }, SHEET]));
    expect(reply.status).toBe(200);
    expect(at(reply.json, 'changes')).toEqual([]);
    const codes = (at(reply.json, 'warnings') as { code: string }[]).map(({ code }) => code);
    expect(new Set(codes)).toEqual(new Set(['row_unknown']));
    expect(codes.length).toBeGreaterThanOrEqual(3);
  });

  it('[X23] a merge over the whole sheet and overlapping merges end soon', async () => {
    const merges = ['A1:XFD1048576', ...Array.from({ length: 20_000 }, (_, n) => `A${n + 1}:D${n + 5_000}`)];
    const reply = await send('a.xlsx', workbookOf([{ ...SHEET, merges }]));
    expect([200, 422]).toContain(reply.status);
  });
});
