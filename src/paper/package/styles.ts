/** Cell styles as data, and the style part of a workbook made of them. Knows no look: that is in paper-look.ts. */
import { SHEET_SPACE, XML_HEAD, xmlText } from './xml.ts';

export interface CellStyle {
  readonly font?: { readonly name: string; readonly size: number; readonly bold?: boolean };
  readonly horizontal?: 'left' | 'center' | 'right';
  readonly vertical?: 'top' | 'center';
  readonly wrap?: boolean;
  /** letters get smaller until the text fits on its line */
  readonly shrink?: boolean;
  readonly border?: boolean;
  /** the text format: what is typed into the cell stays text */
  readonly text?: boolean;
}

/** Number format 49 is `@` in every program. */
const TEXT_FORMAT = 49;
const SIDE = (side: string): string => `<${side} style="thin"><color auto="1"/></${side}>`;
const BORDERS =
  '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>' +
  `<border>${['left', 'right', 'top', 'bottom'].map(SIDE).join('')}<diagonal/></border></borders>`;
const FILLS =
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>';

const fontXml = (font: NonNullable<CellStyle['font']>): string =>
  `<font>${font.bold ? '<b/>' : ''}<sz val="${font.size}"/><name val="${xmlText(font.name)}"/><charset val="134"/></font>`;

export class Styles<Name extends string> {
  readonly #names: readonly Name[];
  readonly #looks: Readonly<Record<Name, CellStyle>>;
  readonly #standard: NonNullable<CellStyle['font']>;

  /** `standard` is the font that column widths are counted in. */
  constructor(looks: Readonly<Record<Name, CellStyle>>, standard: NonNullable<CellStyle['font']>) {
    this.#looks = looks;
    this.#names = Object.keys(looks) as Name[];
    this.#standard = standard;
  }

  /** 0 is the standard look. */
  place(name: Name): number {
    return this.#names.indexOf(name) + 1;
  }

  xml(): string {
    const fonts = [fontXml(this.#standard)];
    const fontPlace = (font: CellStyle['font']): number => {
      const written = fontXml(font ?? this.#standard);
      if (!fonts.includes(written)) fonts.push(written);
      return fonts.indexOf(written);
    };
    const formats = this.#names.map((name) => {
      const { font, horizontal, vertical, wrap, shrink, border, text } = this.#looks[name];
      const alignment = [
        horizontal ? ` horizontal="${horizontal}"` : '',
        vertical ? ` vertical="${vertical}"` : '',
        wrap ? ' wrapText="1"' : '',
        shrink ? ' shrinkToFit="1"' : '',
      ].join('');
      return (
        `<xf numFmtId="${text ? TEXT_FORMAT : 0}" fontId="${fontPlace(font)}" fillId="0" borderId="${border ? 1 : 0}" xfId="0"` +
        ` applyNumberFormat="1" applyFont="1" applyBorder="1" applyAlignment="1"><alignment${alignment}/></xf>`
      );
    });
    return [
      `${XML_HEAD}<styleSheet xmlns="${SHEET_SPACE}"><fonts count="${fonts.length}">${fonts.join('')}</fonts>`,
      `${FILLS}${BORDERS}<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>`,
      `<cellXfs count="${formats.length + 1}"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>${formats.join('')}</cellXfs>`,
      '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    ].join('');
  }
}
