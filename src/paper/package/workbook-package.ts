/** The parts of an .xlsx file (ECMA-376) around its sheets. Every part goes out piece by piece while it is written: none is in memory whole. */
import { Sheet, type SheetForm } from './sheet.ts';
import { SharedStrings } from './strings.ts';
import { Styles, type CellStyle } from './styles.ts';
import { RELATION_SPACE, SHEET_SPACE, XML_HEAD, XmlWriter, xmlText } from './xml.ts';
import type { OpenEntry } from './zip.ts';

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const SHEET_TYPE = `${OFFICE}.spreadsheetml`;

export class WorkbookPackage<Style extends string> {
  readonly #open: OpenEntry;
  readonly #strings = new SharedStrings();
  readonly #styles: Styles<Style>;
  readonly #sheets: { readonly form: SheetForm; readonly filter: string | null }[] = [];

  constructor(
    looks: Readonly<Record<Style, CellStyle>>,
    standard: NonNullable<CellStyle['font']>,
    open: OpenEntry,
  ) {
    this.#open = open;
    this.#styles = new Styles(looks, standard);
  }

  /** Writes one sheet; they stand in the order of the calls. */
  sheet(form: SheetForm, write: (sheet: Sheet<Style>) => void): void {
    const number = this.#sheets.length + 1;
    const places = {
      string: (text: string) => this.#strings.place(text),
      style: (name: Style) => this.#styles.place(name),
    };
    const xml = new XmlWriter(this.#open(`xl/worksheets/sheet${number}.xml`));
    const sheet = new Sheet<Style>(form, places, xml, number === 1);
    write(sheet);
    sheet.end();
    this.#sheets.push({ form, filter: sheet.filter });
  }

  close(made: { readonly by: string; readonly at: string }): void {
    this.#strings.write(new XmlWriter(this.#open('xl/sharedStrings.xml')));
    this.#part('xl/styles.xml', this.#styles.xml());
    this.#part('xl/workbook.xml', this.#workbook());
    this.#part('xl/_rels/workbook.xml.rels', this.#relations());
    this.#part(
      'docProps/core.xml',
      `${XML_HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`,
      ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
      `<dc:creator>${xmlText(made.by)}</dc:creator>`,
      ...['created', 'modified'].map(
        (name) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${xmlText(made.at)}</dcterms:${name}>`,
      ),
      '</cp:coreProperties>',
    );
    this.#part(
      '_rels/.rels',
      `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
      `<Relationship Id="rId1" Type="${RELATION_SPACE}/officeDocument" Target="xl/workbook.xml"/>`,
      `<Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
    );
    this.#part('[Content_Types].xml', this.#types());
  }

  #part(path: string, ...xml: readonly string[]): void {
    const writer = new XmlWriter(this.#open(path));
    writer.add(...xml);
    writer.end();
  }

  #workbook(): string {
    const sheets = this.#sheets.map(
      ({ form }, index) =>
        `<sheet name="${xmlText(form.name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`,
    );
    const names = this.#sheets.flatMap(({ form, filter }, index) => {
      const own = `'${form.name.replaceAll("'", "''")}'!`;
      const row = form.print?.headerRow;
      return [
        ...(filter === null
          ? []
          : [
              `<definedName name="_xlnm._FilterDatabase" localSheetId="${index}" hidden="1">${xmlText(
                own + filter.replace(/([A-Z]+)(\d+)/gu, '$$$1$$$2'),
              )}</definedName>`,
            ]),
        ...(row === undefined
          ? []
          : [
              `<definedName name="_xlnm.Print_Titles" localSheetId="${index}">${xmlText(`${own}$${row}:$${row}`)}</definedName>`,
            ]),
      ];
    });
    return [
      `${XML_HEAD}<workbook xmlns="${SHEET_SPACE}" xmlns:r="${RELATION_SPACE}"><bookViews><workbookView activeTab="0"/></bookViews>`,
      `<sheets>${sheets.join('')}</sheets>`,
      names.length > 0 ? `<definedNames>${names.join('')}</definedNames>` : '',
      '</workbook>',
    ].join('');
  }

  #relations(): string {
    const targets = [
      ...this.#sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ];
    return [
      `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
      ...targets.map(
        ([type, target], index) =>
          `<Relationship Id="rId${index + 1}" Type="${RELATION_SPACE}/${type}" Target="${target}"/>`,
      ),
      '</Relationships>',
    ].join('');
  }

  #types(): string {
    const parts = [
      ['/xl/workbook.xml', `${SHEET_TYPE}.sheet.main+xml`],
      ...this.#sheets.map((_, index) => [
        `/xl/worksheets/sheet${index + 1}.xml`,
        `${SHEET_TYPE}.worksheet+xml`,
      ]),
      ['/xl/styles.xml', `${SHEET_TYPE}.styles+xml`],
      ['/xl/sharedStrings.xml', `${SHEET_TYPE}.sharedStrings+xml`],
      ['/docProps/core.xml', 'application/vnd.openxmlformats-package.core-properties+xml'],
    ];
    return [
      `${XML_HEAD}<Types xmlns="${PACKAGE}/content-types">`,
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
      '<Default Extension="xml" ContentType="application/xml"/>',
      ...parts.map(([path, type]) => `<Override PartName="${path}" ContentType="${type}"/>`),
      '</Types>',
    ].join('');
  }
}
