/** Reading docx files: what a reader sees, and every kind of file that is none. */
import { describe, expect, it } from 'vitest';
import { readFeedback } from '#server/exchange/feedback/read-file.ts';
import { readEntries } from './archive.ts';
import { readDocx } from './document.ts';
import { docxOf, paragraphOf, zipOf } from './package.testing.ts';
import { scanXml, XmlRefused } from './xml.ts';

async function linesOf(body: string, parts: Record<string, string> = {}): Promise<string[]> {
  const read = await readDocx(docxOf(body, parts));
  if (!read.ok) throw new Error(read.code);
  return read.value.lines.map((line) => line.text);
}
const codeOf = async (name: string, bytes: Uint8Array): Promise<string> => {
  const read = await readFeedback({ name, bytes });
  return read.ok ? 'read' : read.code;
};

describe('[X2] what a reader sees of a docx', () => {
  it('[X2] cut runs join, deleted and hidden text, fields, notes and text boxes stay outside', async () => {
    const body = `<w:p><w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>有</w:t></w:r><w:r><w:t>12</w:t></w:r><w:r><w:t>个项目&amp;</w:t></w:r>
      <w:del><w:r><w:delText>删除</w:delText></w:r></w:del><w:ins><w:r><w:t>新增</w:t></w:r></w:ins>
      <w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>
      <w:r><w:pict><w:txbxContent>${paragraphOf('框内')}</w:txbxContent></w:pict></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>`;
    const read = await readDocx(docxOf(body));
    expect(read.ok && read.value.lines.map((line) => line.text)).toEqual(['有12个项目&新增']);
    expect(read.ok && read.value.leftOut).toEqual(['修订中删除的文字', '图片或嵌入对象', '文本框']);
  });

  it('[X2] automatic numbers become the text that Word prints', async () => {
    const numbering = `<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7">
      <w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:lvlText w:val="%1、"/></w:lvl>
      <w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
      <w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl></w:abstractNum>
      <w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>`;
    const styles = `<w:styles xmlns:w="w"><w:style w:styleId="A"><w:pPr><w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>
      <w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>`;
    const at = (level: number, text: string): string =>
      paragraphOf(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="3"/></w:numPr>`);
    const body = [
      paragraphOf('党建方面', '<w:pStyle w:val="B"/>'),
      at(1, '学习不实'),
      at(2, '次数不够。'),
      at(2, '没有记录。'),
      at(1, '作风不严'),
      at(2, '脱岗。'),
      paragraphOf('财务方面', '<w:pStyle w:val="A"/>'),
      at(1, '账目不清'),
    ].join('');
    expect(await linesOf(body, { 'word/numbering.xml': numbering, 'word/styles.xml': styles })).toEqual([
      '一、党建方面',
      '（一）学习不实',
      '1.次数不够。',
      '2.没有记录。',
      '（二）作风不严',
      '1.脱岗。',
      '二、财务方面',
      '（一）账目不清',
    ]);
  });

  it('[X2] tables are read cell by cell', async () => {
    const cell = (text: string): string => `<w:tc>${paragraphOf(text)}</w:tc>`;
    expect(await linesOf(`<w:tbl><w:tr>${cell('一')}${cell('二')}</w:tr></w:tbl>`)).toEqual(['一', '二']);
  });
});

describe('[X7] files that are refused', () => {
  const good = docxOf(paragraphOf('一、责任方面') + paragraphOf('1.责任不实。全年未研究。'));

  it('[X7] a whole file is read, a cut one is UNREADABLE_FILE at every length', async () => {
    expect(await codeOf('a.docx', good)).toBe('read');
    for (let length = 8; length < good.length; length += 37)
      expect(await codeOf('a.docx', good.subarray(0, length))).toBe('UNREADABLE_FILE');
  });

  it('[X7] flipped bytes are refused or read, never worse', async () => {
    for (let at = 0; at < good.length; at += 11) {
      const broken = Buffer.from(good);
      broken[at] = broken[at]! ^ 0xff;
      expect([
        'read',
        'UNREADABLE_FILE',
        'NOT_A_DOCX',
        'ZIP_BOMB',
        'ENCRYPTED_FILE',
        'NOTHING_RECOGNISED',
      ]).toContain(await codeOf('a.docx', broken));
    }
  });

  it('[X7] not a zip, a zip of something else, unknown endings, empty files', async () => {
    expect(await codeOf('a.docx', Buffer.from('hello'))).toBe('NOT_A_DOCX');
    expect(await codeOf('a.docx', zipOf([{ name: 'xl/workbook.xml', content: Buffer.from('<a/>') }]))).toBe(
      'NOT_A_DOCX',
    );
    expect(await codeOf('a.pdf', Buffer.from('%PDF-1.7'))).toBe('UNKNOWN_FORMAT');
    expect(await codeOf('noending', Buffer.from('一、'))).toBe('UNKNOWN_FORMAT');
    expect(await codeOf('a.txt', Buffer.alloc(0))).toBe('NOTHING_RECOGNISED');
    expect(await codeOf('a.txt', good)).toBe('UNREADABLE_FILE');
    expect(await codeOf('a.txt', Buffer.from([0, 1, 2, 3, 255, 254, 0, 7]))).toBe('UNREADABLE_FILE');
  });

  it('[X7] old and locked formats are told apart', async () => {
    const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
    expect(await codeOf('a.docx', Buffer.concat([ole, Buffer.from('EncryptedPackage', 'utf16le')]))).toBe(
      'ENCRYPTED_FILE',
    );
    expect(await codeOf('a.doc', ole)).toBe('OLD_FORMAT');
    expect(await codeOf('a.wps', Buffer.from('anything'))).toBe('OLD_FORMAT');
    expect(
      await codeOf(
        'a.docx',
        zipOf([{ name: 'word/document.xml', content: Buffer.from('<a/>'), encrypted: true }]),
      ),
    ).toBe('ENCRYPTED_FILE');
  });

  it('[X7] a zip bomb stops early: by what it claims, by its ratio, and by what really comes out', async () => {
    const zeros = Buffer.alloc(40 * 1024 * 1024);
    expect(await codeOf('a.docx', zipOf([{ name: 'word/document.xml', content: zeros }]))).toBe('ZIP_BOMB');
    expect(
      await codeOf(
        'a.docx',
        zipOf([
          { name: 'other.bin', content: zeros },
          { name: 'word/document.xml', content: Buffer.from('<a/>') },
        ]),
      ),
    ).toBe('ZIP_BOMB');
    const liar = zipOf([{ name: 'word/document.xml', content: zeros, claimed: 1000 }]);
    expect(['ZIP_BOMB', 'UNREADABLE_FILE']).toContain(await codeOf('a.docx', liar));
    const many = zipOf(
      Array.from({ length: 2001 }, (_, n) => ({ name: `word/${n}`, content: Buffer.from('x') })),
    );
    expect(await codeOf('a.docx', many)).toBe('ZIP_BOMB');
    const limits = { entriesMax: 9, entryBytesMax: 10, totalBytesMax: 20, ratioMax: 1 };
    const small = zipOf([{ name: 'a', content: Buffer.from('01234567890') }]);
    expect(await readEntries(small, ['a'], limits)).toMatchObject({ ok: false, code: 'ZIP_BOMB' });
  });

  it('[X7] entity tricks find nothing to work with', async () => {
    const body = paragraphOf('一、a');
    const tricks = [
      '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
      '<a>&x;</a>',
      '<a>&#0;</a>',
      '<a><b></a></b>',
      '<a',
      '<a>',
      `<a>${'<b>'.repeat(400)}`,
    ];
    for (const trick of tricks) expect(() => [...scanXml(trick)]).toThrow(XmlRefused);
    const parts = {
      'word/document.xml': `<!DOCTYPE w [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document>${body}&e;</w:document>`,
    };
    expect(await codeOf('a.docx', docxOf('', parts))).toBe('UNREADABLE_FILE');
  });

  it('[X7] a text that bears a secrecy mark is refused, one that speaks of secrecy is not', async () => {
    expect(
      await codeOf('a.txt', Buffer.from('机密★5年\n某局反馈意见\n一、责任方面\n1.责任不实。未研究。')),
    ).toBe('CLASSIFIED_TEXT');
    expect(
      await codeOf('a.txt', Buffer.from('某局反馈意见\n一、保密方面\n1.秘密文件管理不严。3份文件未登记。')),
    ).toBe('read');
  });

  it('[X7] encodings: UTF-8 with and without BOM, UTF-16, GB18030', async () => {
    const text = '某局反馈意见\r\n一、责任方面\r\n1.责任不实。未研究。';
    // “某局反馈意见 一、责任方面 1.责任不实。未研究。” in GB18030; Node can decode but not encode it
    const gb = Buffer.from(
      'c4b3bed6b7b4c0a1d2e2bcfb0d0ad2bba1a2d4f0c8ceb7bdc3e60d0a312ed4f0c8ceb2bbcab5a1a3ceb4d1d0bebfa1a3',
      'hex',
    );
    const files = [
      Buffer.from(text),
      Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), Buffer.from(text)]),
      Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
      gb,
    ];
    for (const bytes of files) {
      const read = await readFeedback({ name: 'a.TXT', bytes });
      expect(read.ok && read.value.problems.map((problem) => problem.original)).toEqual([
        '责任不实。未研究。',
      ]);
    }
  });
});
