import { describe, expect, it } from 'vitest';
import { insideCity } from './cityBounds.ts';
import { wardTable } from './wards.ts';

describe('bounds of the city', () => {
  it('hold the label point of every commune', () => {
    const outside = wardTable().filter(({ lon, lat }) => !insideCity(lon, lat));
    expect(outside).toEqual([]);
  });

  it.each([
    ['Hà Nội', 105.85, 21.03],
    ['Cần Thơ', 105.78, 10.03],
    ['Phan Thiết', 108.1, 10.93],
    ['the Gulf of Guinea, where forgotten positions lie', 0, 0],
    ['a position with longitude and latitude swapped', 10.7769, 106.6956],
    ['no number', Number.NaN, 10.7],
  ])('leave out %s', (_where, lon, lat) => {
    expect(insideCity(lon, lat)).toBe(false);
  });
});
