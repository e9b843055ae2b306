/** Opens a workbook with exceljs. Apart from the writing, which does not need the library and starts without it. */
import ExcelJS, { type Workbook } from 'exceljs';

/** For tests and for the re-import. */
export async function openWorkbook(bytes: Uint8Array): Promise<Workbook> {
  const workbook = new ExcelJS.Workbook();
  await workbook.xlsx.load(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer,
  );
  return workbook;
}
