import { describe, expect, it } from 'vitest';
import { mappedHeaders, mappingNameSchema, unknownFields } from './importMapping.ts';

describe('name of a mapping', () => {
  it.each([
    ['Phòng GD&ĐT'.replace('&', '-'), 'Phòng GD-ĐT'],
    ['Sở '.normalize('NFD') + '  2026_v1.0', 'Sở 2026_v1.0'],
    ['x'.repeat(60), 'x'.repeat(60)],
  ])('%j is kept as %j', (given, kept) => {
    expect(mappingNameSchema.parse(given)).toBe(kept);
  });

  it.each(['', '   ', 'x'.repeat(61), 'a/b', 'a\u0000b', '<b>', '“Sở”', 'headers-1', 'Headers-Sở'])(
    '%j is refused',
    (given) => {
      expect(mappingNameSchema.safeParse(given).success).toBe(false);
    },
  );
});

describe('columns of a mapping', () => {
  it('that a file does not have are no headers; the others come in the order of the fields', () => {
    expect(mappedHeaders({ kind: 'schools', columns: { name: 'Tên', lat: '', code: 'Mã' } })).toEqual(['Mã', 'Tên']);
  });

  it('belong to fields of the kind', () => {
    expect(unknownFields('schools', { code: 'Mã', zone: 'Khu vực' })).toEqual(['zone']);
  });
});
