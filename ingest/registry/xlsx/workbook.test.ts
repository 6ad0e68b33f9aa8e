import ExcelJS from 'exceljs';
import { describe, expect, it } from 'vitest';
import { repeated } from '../../testing/bomb.ts';
import { workbookOf, workbookWith, zipOf } from '../../testing/workbook.ts';
import { openTable } from '../table/openTable.ts';
import type { RawRow } from '../table/table.ts';

/** Rows of every visible sheet. */
async function rowsOf(bytes: Uint8Array): Promise<RawRow[]> {
  const rows: RawRow[] = [];
  for await (const sheet of openTable(bytes, () => 0)) {
    for await (const row of sheet.rows) rows.push(row);
  }
  return rows;
}

async function written(fill: (book: ExcelJS.Workbook) => void): Promise<Uint8Array> {
  const book = new ExcelJS.Workbook();
  fill(book);
  return new Uint8Array(await book.xlsx.writeBuffer());
}

function sheetOf(rows: string): string {
  return `<worksheet><sheetData>${rows}</sheetData></worksheet>`;
}

describe('workbooks', () => {
  it('give results of formulas, text without its looks, links, dates and padded numbers as they are shown', async () => {
    const bytes = await written((book) => {
      const sheet = book.addWorksheet('Trường');
      sheet.addRow(['Mã', 'Tên']);
      sheet.addRow([]);
      sheet.addRow([
        { formula: 'A1&"1"', result: 'Mã1' },
        { richText: [{ text: 'Trường ' }, { font: { bold: true }, text: 'Mô Phỏng' }] },
        { text: 'trang', hyperlink: 'https://example.org' },
        new Date(Date.UTC(2025, 6, 1)),
        106.6956,
        true,
        701,
        { formula: '1+1', result: 2 },
      ]);
      sheet.getCell('G3').numFmt = '00000';
    });
    expect(await rowsOf(bytes)).toEqual([
      { line: 1, cells: ['Mã', 'Tên'] },
      { line: 3, cells: ['Mã1', 'Trường Mô Phỏng', 'trang', '2025-07-01', '106.6956', 'TRUE', '00701', '2'] },
    ]);
  });

  it('keep every letter of long Vietnamese text, also where a piece of the file ends inside one', async () => {
    const text = (i: number) => `Trường Trung học phổ thông Nguyễn Thị Minh Khai số ${i} – đường Điện Biên Phủ`;
    const bytes = await written((book) => {
      const sheet = book.addWorksheet('Trường');
      for (let i = 0; i < 5_000; i += 1) sheet.addRow([text(i)]);
    });
    const broken = (await rowsOf(bytes)).filter(({ cells, line }) => cells[0] !== text(line - 1));
    expect(broken).toEqual([]);
  });

  it('leave out hidden sheets', async () => {
    const bytes = await written((book) => {
      book.addWorksheet('ẩn', { state: 'hidden' }).addRow(['ẩn']);
      book.addWorksheet('hiện').addRow(['hiện']);
    });
    expect(await rowsOf(bytes)).toEqual([{ line: 1, cells: ['hiện'] }]);
  });

  it('are read with text in the cell, names with prefixes, and without references', async () => {
    const rows =
      '<x:row><x:c t="inlineStr"><x:is><x:r><x:t>Trường </x:t></x:r><x:r><x:t>A</x:t></x:r></x:is></x:c><x:c><x:v>7</x:v></x:c></x:row>';
    expect(await rowsOf(workbookOf(`<x:worksheet><x:sheetData>${rows}</x:sheetData></x:worksheet>`))).toEqual([
      { line: 1, cells: ['Trường A', '7'] },
    ]);
  });
});

describe('hostile workbooks', () => {
  const megabyte = 1_048_576;

  it('are refused where they unpack to too much', async () => {
    const bomb = workbookWith([repeated('xl/worksheets/sheet1.xml', { unit: ' '.repeat(1_024), times: 300 * 1_024 })]);
    expect(bomb.length).toBeLessThan(megabyte);
    await expect(rowsOf(bomb)).rejects.toMatchObject({ fault: 'inflates_too_much' });
  });

  it('are broken off where they unpack to more than they declare', async () => {
    const content = Buffer.from(sheetOf(`<row>${'<c><v>1</v></c>'.repeat(50_000)}</row>`));
    await expect(rowsOf(workbookOf(content, { declaredSize: 100 }))).rejects.toMatchObject({ fault: 'damaged' });
  });

  it('are refused where a sheet claims ten million cells, before one is read', async () => {
    const claim =
      '<worksheet><dimension ref="A1:J1000000"/><sheetData><row r="1"><c r="A1"><v>1</v></c></row></sheetData></worksheet>';
    await expect(rowsOf(workbookOf(claim))).rejects.toMatchObject({ fault: 'too_many_cells' });
  });

  it('are refused where a sheet has too many cells without claiming them', async () => {
    const row = `<row>${'<c/>'.repeat(200)}</row>`;
    await expect(rowsOf(workbookOf(sheetOf(row.repeat(20_001))))).rejects.toMatchObject({ fault: 'too_many_cells' });
  });

  it.each([
    ['too many columns', '<row r="4"><c r="XFD4"><v>1</v></c></row>', 'too_many_columns'],
    ['broken XML', '<row><c></row>', 'damaged'],
    ['an entity of a document type', '<row><c><v>&bomb;</v></c></row>', 'damaged'],
  ])('are refused for %s', async (_what, rows, fault) => {
    await expect(rowsOf(workbookOf(sheetOf(rows)))).rejects.toMatchObject({ fault });
  });

  it('are refused with too many files inside', async () => {
    const files = Array.from({ length: 1_001 }, (_, i) => ({ name: `f${i}`, content: Buffer.from('x') }));
    await expect(rowsOf(zipOf(files))).rejects.toMatchObject({ fault: 'inflates_too_much' });
  });

  it.each([
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length - 30), 'damaged'],
    ['not a workbook', () => zipOf([{ name: 'a.txt', content: Buffer.from('a') }]), 'damaged'],
    ['old or protected', () => Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]), 'protected'],
    ['empty', () => Buffer.alloc(0), 'empty'],
  ])('are refused where they are %s', async (_what, make, fault) => {
    const whole = workbookOf(sheetOf('<row><c><v>1</v></c></row>'));
    await expect((async () => rowsOf(make(whole)))()).rejects.toMatchObject({ fault });
  });

  it('are refused where the file itself is too large', async () => {
    expect(() => openTable(new Uint8Array(50 * megabyte + 1), () => 0)).toThrow(
      expect.objectContaining({ fault: 'too_large' }),
    );
  });
});
