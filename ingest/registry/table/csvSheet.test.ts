import { describe, expect, it } from 'vitest';
import { headerScore } from '../columnMapping.ts';
import { csvSheet } from './csvSheet.ts';
import type { RawRow } from './table.ts';

async function rowsOf(content: string | Uint8Array): Promise<RawRow[]> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const rows: RawRow[] = [];
  for await (const row of csvSheet(bytes, (cells) => headerScore(cells, 'schools')).rows) rows.push(row);
  return rows;
}

const expected = [
  { line: 1, cells: ['Mã trường', 'Tên trường', 'Vĩ độ'] },
  { line: 2, cells: ['A', 'Trường A', '10,5'] },
];

describe('CSV files', () => {
  it.each([
    ['commas', 'Mã trường,Tên trường,Vĩ độ\nA,Trường A,"10,5"\n'],
    ['semicolons, with commas inside numbers', 'Mã trường;Tên trường;Vĩ độ\nA;Trường A;10,5\n'],
    ['tabs', 'Mã trường\tTên trường\tVĩ độ\nA\tTrường A\t10,5\n'],
    ['CRLF and no last line end', 'Mã trường,Tên trường,Vĩ độ\r\nA,Trường A,"10,5"'],
    ['a byte order mark', '\uFEFFMã trường,Tên trường,Vĩ độ\nA,Trường A,"10,5"\n'],
    ['a byte order mark and quoted headers', '\uFEFF"Mã trường","Tên trường","Vĩ độ"\nA,Trường A,"10,5"\n'],
    ['a line that tells the separator', 'sep=;\r\nMã trường;Tên trường;Vĩ độ\r\nA;Trường A;10,5\r\n'],
  ])('are read with %s', async (_what, content) => {
    expect(await rowsOf(content)).toEqual(expected);
  });

  it('are read as UTF-16, which spreadsheet programs call Unicode text', async () => {
    const text = Buffer.from('\uFEFFMã trường\tTên trường\tVĩ độ\r\nA\tTrường A\t10,5\r\n', 'utf16le');
    expect(await rowsOf(text)).toEqual(expected);
  });

  it('count a cell of several lines as one row, and blank rows as rows', async () => {
    const rows = await rowsOf('Mã trường,Tên trường\nA,"Trường\r\nA\nB"\n\n,\nB,Trường B\n');
    expect(rows.map(({ line, cells }) => [line, cells[0]])).toEqual([
      [1, 'Mã trường'],
      [2, 'A'],
      [5, 'B'],
    ]);
  });

  it('keep quotes, doubled ones as one, stray ones as they stand', async () => {
    const rows = await rowsOf('Mã trường,Tên trường\nA,"Trường ""A"""\nB,Trường "B" mới\n');
    expect(rows.map(({ cells }) => cells[1])).toEqual(['Tên trường', 'Trường "A"', 'Trường "B" mới']);
  });

  it('are refused where their text is not UTF-8', async () => {
    expect(() => csvSheet(Buffer.from([0x4d, 0xe3, 0x2c, 0x41]), () => 0)).toThrow(
      expect.objectContaining({ fault: 'not_utf8' }),
    );
  });

  it('tell the row at which a quote is opened and never closed', async () => {
    await expect(rowsOf('Mã trường,Tên trường\nA,Trường A\nB,"Trường B\nC,Trường C\n')).rejects.toMatchObject({
      fault: 'bad_quotes',
      details: { line: 3 },
    });
  });

  it('are refused beyond the limits of rows and columns', async () => {
    await expect(rowsOf(`Mã trường,Tên trường\n${'A,B\n'.repeat(200_000)}`)).rejects.toMatchObject({
      fault: 'too_many_rows',
    });
    await expect(rowsOf(`${'a,'.repeat(201)}\n`)).rejects.toMatchObject({ fault: 'too_many_columns' });
  });
});
