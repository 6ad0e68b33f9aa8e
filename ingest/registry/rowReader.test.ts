import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPosition } from './position.ts';
import { RowReader, withoutCredentials } from './rowReader.ts';

/** A row whose headers are its fields. */
function rowOf(cells: Readonly<Record<string, string>>): RowReader {
  const headers = Object.keys(cells);
  const columns = new Map(headers.map((header, i) => [header, i]));
  return new RowReader({ line: 1, headers, columns }, { line: 7, cells: Object.values(cells) });
}

describe('cells of a row', () => {
  it('become NFC with single spaces, and that is noted', () => {
    const row = rowOf({ name: 'Trường  Tiểu học '.normalize('NFD') });
    expect(row.text('name', 100)).toBe('Trường Tiểu học');
    expect(row.notes).toEqual(['text_normalised']);
  });

  it('that are clean are left alone', () => {
    const row = rowOf({ name: 'Trường' });
    expect(row.text('name', 100)).toBe('Trường');
    expect(row.notes).toEqual([]);
  });

  it('lose characters a database refuses', () => {
    expect(rowOf({ name: 'a\0b' }).text('name', 100)).toBe('a b');
  });

  it.each([
    ['an empty required cell', '', 'missing_value'],
    ['a formula that failed', '#REF!', 'missing_value'],
    ['a cell that is too long', 'x'.repeat(101), 'too_long'],
  ])('are refused with line, column and value: %s', (_what, name, code) => {
    const row = rowOf({ name });
    row.requiredText('name', 100);
    expect(row.faults).toEqual([{ line: 7, column: 'name', value: name.slice(0, 200), code }]);
  });

  it('never show a password in a fault, wherever it stands', () => {
    const row = rowOf({ password: 'bi-mat-1', bearing: 'bi-mat-1', url: 'rtsp://admin:khac@10.0.0.1/' });
    row.fault('bearing', 'not_a_number');
    row.fault('url', 'bad_url');
    expect(row.faults.map(({ value }) => value)).toEqual(['***', 'rtsp://***@10.0.0.1/']);
  });
});

describe('accounts in addresses', () => {
  it.each([
    ['rtsp://admin:p@ss/w@10.0.0.1/main', 'rtsp://***@10.0.0.1/main'],
    ['admin:secret@10.0.0.1', '***@10.0.0.1'],
    ['rtsp://10.0.0.1/user=admin&password=secret&channel=1', 'rtsp://10.0.0.1/user=***&password=***&channel=1'],
    ['Đường số 3: gần chợ', 'Đường số 3: gần chợ'],
  ])('are hidden: %s', (value, shown) => {
    expect(withoutCredentials(value)).toBe(shown);
  });

  it('are hidden whatever the password is', () => {
    const password = fc.stringMatching(/^[!-~]{6,20}$/u).filter((text) => !/[/?#]$/u.test(text));
    fc.assert(
      fc.property(password, (secret) => {
        expect(withoutCredentials(`rtsp://admin:${secret}@10.0.0.1/main`)).toBe('rtsp://***@10.0.0.1/main');
      }),
    );
  });
});

describe('positions', () => {
  const inCity = { lon: 106.6956, lat: 10.7769 };

  it('are taken as degrees', () => {
    const row = rowOf({ lat: '10.7769', lon: '106.6956' });
    expect(readPosition(row)).toEqual(inCity);
    expect(row.notes).toEqual([]);
  });

  it('with decimal commas are understood', () => {
    const row = rowOf({ lat: '10,7769', lon: '106,6956' });
    expect(readPosition(row)).toEqual(inCity);
    expect(row.notes).toEqual(['decimal_comma', 'decimal_comma']);
  });

  it('that are swapped are put right', () => {
    const row = rowOf({ lat: '106.6956', lon: '10.7769' });
    expect(readPosition(row)).toEqual(inCity);
    expect(row.notes).toEqual(['coordinates_swapped_mended']);
  });

  it.each([
    ['by their header', { x: '603217.590', y: '1191940.511' }],
    ['with northing and easting in the order of surveyors', { x: '1.191.940,511', y: '603.217,590' }],
    ['by their size, in columns of degrees', { lat: '1191940.511', lon: '603217.590' }],
  ])('in VN-2000 metres are converted: %s', (_how, cells) => {
    const row = rowOf(cells);
    expect(readPosition(row)?.lon).toBeCloseTo(inCity.lon, 7);
    expect(readPosition(row)?.lat).toBeCloseTo(inCity.lat, 7);
    expect(row.notes).toContain('vn2000_converted');
  });

  it('are nothing where the file says nothing', () => {
    const row = rowOf({ lat: '', lon: ' ' });
    expect(readPosition(row)).toBeNull();
    expect(row.faults).toEqual([]);
  });

  it.each([
    ['of Hà Nội', { lat: '21.03', lon: '105.85' }, 'out_of_city', 'lat'],
    ['of nowhere', { lat: '0', lon: '0' }, 'out_of_city', 'lat'],
    ['of Đà Nẵng, swapped', { lat: '108.2', lon: '16.05' }, 'coordinates_swapped', 'lat'],
    ['in metres of another meridian', { x: '380000', y: '1191940' }, 'out_of_city', 'y'],
    ['of one number', { lat: '10.7', lon: '' }, 'coordinates_incomplete', 'lon'],
    ['of words', { lat: 'mười', lon: '106.7' }, 'not_a_number', 'lat'],
  ])('are refused: %s', (_what, cells, code, column) => {
    const row = rowOf(cells);
    expect(readPosition(row)).toBeNull();
    expect(row.faults).toMatchObject([{ code, column, line: 7 }]);
  });
});
