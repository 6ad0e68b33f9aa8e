import { describe, expect, it } from 'vitest';
import type { ImportKind } from '@khue/domain/import';
import { foldHeader, mappingOf } from './columnMapping.ts';
import { findSheet, type HeaderSearch, type MappedSheet } from './header.ts';
import type { RawRow, Sheet } from './table/table.ts';

async function* listed<Item>(items: readonly Item[]): AsyncGenerator<Item> {
  yield* items;
}

function sheet(rows: readonly (readonly string[])[]): Sheet {
  const numbered = rows.map((cells, i): RawRow => ({ line: i + 1, cells }));
  return { name: 'CSV', rows: listed(numbered), estimatedRows: rows.length, strictWidth: true };
}

function find(kind: ImportKind, sheets: readonly Sheet[], search: Partial<HeaderSearch> = {}): Promise<MappedSheet> {
  return findSheet(listed(sheets), { kind, saved: [], ...search });
}

async function fieldsOf(kind: ImportKind, headers: readonly string[]): Promise<Record<string, string>> {
  const { header } = await find(kind, [sheet([headers, ['x']])]);
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
    const { header, rows } = await find('schools', [titled]);
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
    const { header } = await find('schools', [guide, sheet([['Mã trường', 'Tên trường']])]);
    expect(header.columns.get('name')).toBe(1);
  });

  it('that people mapped by hand are taken before what the product would guess', async () => {
    const mapping = { kind: 'schools' as const, name: 'Phòng 1', columns: { name: 'Đơn vị', code: 'Ký hiệu' } };
    const { header } = await find('schools', [sheet([['Tên', 'Ký hiệu', 'Đơn vị', 'Vĩ độ']])], { saved: [mapping] });
    expect(Object.fromEntries(header.columns)).toEqual({ name: 2, code: 1, lat: 3 });
  });

  it('of another kind of list are refused, by name', async () => {
    const wards = sheet([['code', 'name', 'full_name', 'type', 'label_lon', 'label_lat']]);
    await expect(find('schools', [wards])).rejects.toMatchObject({ fault: 'other_kind' });
  });

  it('that miss are told by the names people know', async () => {
    await expect(find('cameras', [sheet([['a', 'b']])])).rejects.toMatchObject({
      fault: 'missing_columns',
      details: { kind: 'cameras' },
    });
  });

  it('need a row at all', async () => {
    await expect(find('cameras', [sheet([])])).rejects.toMatchObject({ fault: 'empty' });
  });
});

const strange = { kind: 'schools' as const, name: 'Phòng 1', columns: { code: 'Ký hiệu', name: 'Đơn vị' } };

describe('a mapping chosen by name', () => {
  it('is taken before what the product would guess, and what it leaves open is still recognised', async () => {
    const { header } = await find('schools', [sheet([['Tên trường', 'ký hiệu', 'ĐƠN VỊ', 'Vĩ độ']])], {
      chosen: strange,
    });
    expect(Object.fromEntries(header.columns)).toEqual({ code: 1, name: 2, lat: 3 });
  });

  it('leaves out a column that a person left out', async () => {
    const chosen = { ...strange, columns: { ...strange.columns, lat: '' } };
    const { header } = await find('schools', [sheet([['Ký hiệu', 'Đơn vị', 'Vĩ độ']])], { chosen });
    expect([...header.columns.keys()]).toEqual(['code', 'name']);
  });

  it('of which headers are missing refuses the file and names them, by the row that has the most', async () => {
    const sheets = [sheet([['Sổ trường'], ['Đơn vị', 'Tên trường'], ['A', 'Trường A']])];
    await expect(find('schools', sheets, { chosen: strange })).rejects.toMatchObject({
      fault: 'mapping_misfit',
      details: { mapping: 'Phòng 1', headers: '“Ký hiệu”' },
    });
  });

  it('says what a list is, also where its columns look like those of another kind', async () => {
    const sheets = [sheet([['Mã đơn vị', 'Tên đầy đủ', 'Loại', 'Vĩ độ']])];
    const chosen = { kind: 'schools' as const, name: 'Sở', columns: { code: 'Mã đơn vị', name: 'Tên đầy đủ' } };
    await expect(find('schools', sheets)).rejects.toMatchObject({ fault: 'other_kind' });
    const again = await find('schools', [sheet([['Mã đơn vị', 'Tên đầy đủ', 'Loại', 'Vĩ độ']])], { chosen });
    expect([...again.header.columns.keys()]).toEqual(['code', 'name', 'lat']);
  });
});

describe('headers that are not known', () => {
  it('are told with the file, below its titles, with what is recognised among them', async () => {
    const rows = [
      ['SỞ GIÁO DỤC'],
      ['Ký hiệu', 'Đơn vị', 'Vĩ độ', '2025', 'đơn  vị'],
      ['A', 'Trường A', '10.7', '3', 'x'],
    ];
    await expect(find('schools', [sheet(rows)])).rejects.toMatchObject({
      fault: 'missing_columns',
      details: { kind: 'schools' },
      head: { headers: ['Ký hiệu', 'Đơn vị', 'Vĩ độ'], columns: { lat: 'Vĩ độ' } },
    });
  });

  it('are never made of a row of data with addresses, beside which passwords stand', async () => {
    const rows = [['K1', 'T1', 'Cổng', 'rtsp://10.0.0.1/main', 'admin', 'tuyet-mat']];
    await expect(find('cameras', [sheet(rows)])).rejects.toMatchObject({ fault: 'missing_columns', head: null });
  });
});
