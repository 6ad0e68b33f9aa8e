import { describe, expect, it } from 'vitest';
import { looksLikeVn2000, vn2000ToWgs84 } from './vn2000.ts';

/** PROJ 9.1, EPSG:9210 to EPSG:4326 by EPSG:6960. */
const known = { easting: 603_217.59, northing: 1_191_940.511, lon: 106.6956, lat: 10.7769 };

/** A hundredth of a second of arc is 0.3 m; a millimetre is 1e-8 degrees. */
const millimetre = 8;

describe('VN-2000', () => {
  it('turns the check value into WGS 84 to the millimetre', () => {
    const { lon, lat } = vn2000ToWgs84(known.easting, known.northing);
    expect(lon).toBeCloseTo(known.lon, millimetre);
    expect(lat).toBeCloseTo(known.lat, millimetre);
  });

  it('lies two degrees further east with a central meridian two degrees further east', () => {
    const { lon } = vn2000ToWgs84(known.easting, known.northing, 107.75);
    expect(lon).toBeCloseTo(known.lon + 2, 4);
  });

  it('recognises metres in either order', () => {
    const expected = { easting: known.easting, northing: known.northing };
    expect(looksLikeVn2000(known.easting, known.northing)).toEqual(expected);
    expect(looksLikeVn2000(known.northing, known.easting)).toEqual(expected);
  });

  it.each([
    ['degrees', 106.6956, 10.7769],
    ['metres of the north of the country', 587_000, 2_326_000],
    ['two eastings', 603_217, 603_218],
    ['nothing', Number.NaN, Number.NaN],
  ])('does not take %s for metres of the city', (_what, x, y) => {
    expect(looksLikeVn2000(x, y)).toBeNull();
  });
});
