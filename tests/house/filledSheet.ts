import ExcelJS from 'exceljs';
import type { Page } from 'playwright-core';
import { readFileSync } from 'node:fs';

/** Rows above the first school, and columns before the first figure. */
const firstRow = 5;
const firstColumn = 3;

/** A template opened in another program than the one that made it. */
export interface OpenedSheet {
  readonly book: ExcelJS.Workbook;
  readonly figures: ExcelJS.Worksheet;
}

/** Takes a file by a click and opens it. */
export async function takeSheet(page: Page, button: string): Promise<OpenedSheet> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByText(button).click()]);
  const book = new ExcelJS.Workbook();
  const bytes = readFileSync(await download.path());
  await book.xlsx.load(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
  const figures = book.worksheets.find(({ name }) => name === 'Số liệu');
  if (figures === undefined) throw new Error('the workbook has no sheet of figures');
  return { book, figures };
}

/** Fills every open cell of a sheet: pupils 18 a sex, one class a grade, twelve teachers, the rest one or yes. */
export function fillIn({ figures }: OpenedSheet): void {
  const labels = figures.getRow(firstRow - 1);
  for (let row = firstRow; figures.getCell(row, 1).text !== ''; row += 1) {
    for (let column = firstColumn; !labels.getCell(column).text.startsWith('Kiểm tra'); column += 1) {
      const cell = figures.getCell(row, column);
      if (cell.style.protection?.locked !== false) continue;
      cell.value = valueFor(labels.getCell(column).text);
    }
  }
}

function valueFor(label: string): string | number {
  if (/– (?:Nam|Nữ)$/u.test(label)) return 18;
  if (label.endsWith('Chưa rõ') || label === 'Số lớp vượt sĩ số') return 0;
  if (label === 'Giáo viên') return 12;
  return /^(?:Có|Dùng|Trường có) /u.test(label) ? 'Có' : 1;
}

/** The workbook as a file to hand in. */
export async function asFile({ book }: OpenedSheet, name: string) {
  const buffer = Buffer.from(await book.xlsx.writeBuffer());
  return { name, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer };
}
