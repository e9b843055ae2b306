/** The parts of an .xlsx file (ECMA-376) around its sheets. A sheet is deflated as soon as it is written, so that one is in memory at a time. */
import { Sheet, type SheetForm } from './sheet.ts';
import { SharedStrings } from './strings.ts';
import { Styles, type CellStyle } from './styles.ts';
import { RELATION_SPACE, SHEET_SPACE, XML_HEAD, xmlBytes, xmlText } from './xml.ts';
import { ZipWriter } from './zip.ts';

const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'application/vnd.openxmlformats-officedocument';
const SHEET_TYPE = `${OFFICE}.spreadsheetml`;

export class WorkbookPackage<Style extends string> {
  readonly #zip = new ZipWriter();
  readonly #strings = new SharedStrings();
  readonly #styles: Styles<Style>;
  readonly #sheets: { readonly form: SheetForm; readonly filter: string | null }[] = [];

  constructor(looks: Readonly<Record<Style, CellStyle>>, standard: NonNullable<CellStyle['font']>) {
    this.#styles = new Styles(looks, standard);
  }

  /** Writes one sheet; they stand in the order of the calls. */
  sheet(form: SheetForm, write: (sheet: Sheet<Style>) => void): void {
    const sheet = new Sheet<Style>(form, {
      string: (text) => this.#strings.place(text),
      style: (name) => this.#styles.place(name),
    });
    write(sheet);
    this.#sheets.push({ form, filter: sheet.filter });
    this.#zip.add(`xl/worksheets/sheet${this.#sheets.length}.xml`, sheet.xml(this.#sheets.length === 1));
  }

  close(made: { readonly by: string; readonly at: string }): Uint8Array {
    const zip = this.#zip;
    zip.add('xl/sharedStrings.xml', this.#strings.xml());
    zip.add('xl/styles.xml', this.#styles.xml());
    zip.add('xl/workbook.xml', this.#workbook());
    zip.add('xl/_rels/workbook.xml.rels', this.#relations());
    zip.add(
      'docProps/core.xml',
      xmlBytes(
        `${XML_HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"`,
        ' xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">',
        `<dc:creator>${xmlText(made.by)}</dc:creator>`,
        ...['created', 'modified'].map(
          (name) => `<dcterms:${name} xsi:type="dcterms:W3CDTF">${xmlText(made.at)}</dcterms:${name}>`,
        ),
        '</cp:coreProperties>',
      ),
    );
    zip.add(
      '_rels/.rels',
      xmlBytes(
        `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
        `<Relationship Id="rId1" Type="${RELATION_SPACE}/officeDocument" Target="xl/workbook.xml"/>`,
        `<Relationship Id="rId2" Type="${PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`,
      ),
    );
    zip.add('[Content_Types].xml', this.#types());
    return zip.close();
  }

  #workbook(): Uint8Array {
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
    return xmlBytes(
      `${XML_HEAD}<workbook xmlns="${SHEET_SPACE}" xmlns:r="${RELATION_SPACE}"><bookViews><workbookView activeTab="0"/></bookViews>`,
      `<sheets>${sheets.join('')}</sheets>`,
      names.length > 0 ? `<definedNames>${names.join('')}</definedNames>` : '',
      '</workbook>',
    );
  }

  #relations(): Uint8Array {
    const targets = [
      ...this.#sheets.map((_, index) => ['worksheet', `worksheets/sheet${index + 1}.xml`]),
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ];
    return xmlBytes(
      `${XML_HEAD}<Relationships xmlns="${PACKAGE}/relationships">`,
      ...targets.map(
        ([type, target], index) =>
          `<Relationship Id="rId${index + 1}" Type="${RELATION_SPACE}/${type}" Target="${target}"/>`,
      ),
      '</Relationships>',
    );
  }

  #types(): Uint8Array {
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
    return xmlBytes(
      `${XML_HEAD}<Types xmlns="${PACKAGE}/content-types">`,
      '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>',
      '<Default Extension="xml" ContentType="application/xml"/>',
      ...parts.map(([path, type]) => `<Override PartName="${path}" ContentType="${type}"/>`),
      '</Types>',
    );
  }
}
