import { describe, expect, it } from 'vitest';
import type { ImportKind } from '@khue/domain/import';
import { findSheet, foldHeader, mappingOf } from './header.ts';
import type { RawRow, Sheet } from './table/table.ts';

async function* listed<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

function sheet(rows: readonly (readonly string[])[]): Sheet {
  const numbered = rows.map((cells, i): RawRow => ({ line: i + 1, cells }));
  return { rows: listed(numbered), estimatedRows: rows.length, strictWidth: true };
}

async function fieldsOf(kind: ImportKind, headers: readonly string[]): Promise<Record<string, string>> {
  const { header } = await findSheet(listed([sheet([headers, ['x']])]), kind, []);
  return mappingOf(kind, header).columns;
}

describe('headers of a file', () => {
  it('are compared without diacritics, signs and case', () => {
    expect(foldHeader(' Mã_Trường (*) ')).toBe('ma truong');
    expect(foldHeader('MÃ TRƯỜNG'.normalize('NFD'))).toBe('ma truong');
  });

  it('are known in Vietnamese', async () => {
    const headers = 'Mã trường,Tên trường,Tên ngắn,Cấp học,Địa chỉ,Vĩ độ,Kinh độ,Mã phường xã,Dữ liệu mô phỏng'.split(
      ',',
    );
    expect(await fieldsOf('schools', headers)).toEqual({
      code: 'Mã trường',
      name: 'Tên trường',
      shortName: 'Tên ngắn',
      level: 'Cấp học',
      address: 'Địa chỉ',
      lat: 'Vĩ độ',
      lon: 'Kinh độ',
      wardCode: 'Mã phường xã',
      synthetic: 'Dữ liệu mô phỏng',
    });
  });

  it('are known in English and with units in brackets', async () => {
    const headers = ['School code', 'NAME', 'latitude (WGS 84)', 'longitude (WGS 84)', 'Ward'];
    expect(Object.keys(await fieldsOf('schools', headers)).toSorted()).toEqual([
      'code',
      'lat',
      'lon',
      'name',
      'wardName',
    ]);
  });

  it('of metres are X and Y', async () => {
    const columns = await fieldsOf('schools', ['Tên trường', 'X (VN-2000)', 'Y (VN-2000)', 'Kinh tuyến trục']);
    expect(columns).toMatchObject({ x: 'X (VN-2000)', y: 'Y (VN-2000)', centralMeridian: 'Kinh tuyến trục' });
  });

  it('are found below titles, and rows go on below them with their own numbers', async () => {
    const titled = sheet([['DANH SÁCH TRƯỜNG'], ['Mã trường', 'Tên trường'], ['A', 'Trường A'], ['B', 'Trường B']]);
    const { header, rows } = await findSheet(listed([titled]), 'schools', []);
    expect(header.line).toBe(2);
    const below: RawRow[] = [];
    for await (const row of rows) below.push(row);
    expect(below).toEqual([
      { line: 3, cells: ['A', 'Trường A'] },
      { line: 4, cells: ['B', 'Trường B'] },
    ]);
  });

  it('are looked for on every sheet', async () => {
    const guide = sheet([['Hướng dẫn nhập liệu']]);
    const { header } = await findSheet(listed([guide, sheet([['Mã trường', 'Tên trường']])]), 'schools', []);
    expect(header.columns.get('name')).toBe(1);
  });

  it('that people mapped by hand are taken before what the product would guess', async () => {
    const mapping = { kind: 'schools' as const, name: 'Phòng 1', columns: { name: 'Đơn vị', code: 'Ký hiệu' } };
    const { header } = await findSheet(listed([sheet([['Tên', 'Ký hiệu', 'Đơn vị', 'Vĩ độ']])]), 'schools', [mapping]);
    expect(Object.fromEntries(header.columns)).toEqual({ name: 2, code: 1, lat: 3 });
  });

  it('of another kind of list are refused, by name', async () => {
    const wards = sheet([['code', 'name', 'full_name', 'type', 'label_lon', 'label_lat']]);
    await expect(findSheet(listed([wards]), 'schools', [])).rejects.toMatchObject({ fault: 'other_kind' });
  });

  it('that miss are told by the names people know', async () => {
    await expect(findSheet(listed([sheet([['a', 'b']])]), 'cameras', [])).rejects.toMatchObject({
      fault: 'missing_columns',
      details: { columns: 'Mã camera, Mã trường, Khu vực' },
    });
  });

  it('need a row at all', async () => {
    await expect(findSheet(listed([sheet([])]), 'schools', [])).rejects.toMatchObject({ fault: 'empty' });
  });
});
