import type { SchoolListItem } from '@khue/domain/api';
import { describe, expect, it } from 'vitest';
import { createSchoolSearch } from './schoolSearch.ts';

function school(code: string, shortName: string, wardName: string): SchoolListItem {
  return {
    id: code,
    code,
    name: shortName.replace('THPT', 'Trung học phổ thông'),
    shortName,
    levels: ['04'],
    address: null,
    lon: null,
    lat: null,
    wardCode: null,
    ownership: null,
    synthetic: true,
    wardName,
    cameraCount: 1,
  };
}

const search = createSchoolSearch([
  school('A-01', 'THPT Lê Hồng Phong', 'Phường Chợ Quán'),
  school('A-02', 'THPT Phong Phú', 'Xã Lê Hồng'),
  school('A-03', 'THPT Nguyễn Đình Chiểu', 'Phường Đức Nhuận'),
  school('A-04', 'THPT Lê Quý Đôn', 'Phường Xuân Hòa'),
  school('A-11', 'THPT Mô Phỏng 2', 'Phường Sài Gòn'),
  school('A-12', 'THPT Mô Phỏng 10', 'Phường Sài Gòn'),
]);

const found = (query: string): string[] => search.find(query, 10).map((item) => item.shortName);

describe('search for schools', () => {
  it('finds a name typed without diacritics, the whole name first', () => {
    expect(found('le hong phong')).toEqual(['THPT Lê Hồng Phong', 'THPT Phong Phú']);
  });

  it('finds a name typed with diacritics, composed or not', () => {
    expect([found('Lê Hồng Phong')[0], found('Lê Hồng Phong'.normalize('NFD'))[0]]).toEqual([
      'THPT Lê Hồng Phong',
      'THPT Lê Hồng Phong',
    ]);
  });

  it('treats đ as d', () => {
    expect(found('dinh chieu')).toEqual(['THPT Nguyễn Đình Chiểu']);
  });

  it('finds by ward and by code', () => {
    expect([found('duc nhuan'), found('a-04')]).toEqual([['THPT Nguyễn Đình Chiểu'], ['THPT Lê Quý Đôn']]);
  });

  it('finds while the last word is still being typed', () => {
    expect(found('le h')[0]).toBe('THPT Lê Hồng Phong');
  });

  it('orders numbers as people count', () => {
    expect(found('mo phong')).toEqual(['THPT Mô Phỏng 2', 'THPT Mô Phỏng 10']);
  });

  it('finds nothing for an empty query or for signs alone', () => {
    expect([found('  '), found('-')]).toEqual([[], []]);
  });
});
