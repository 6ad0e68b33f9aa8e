import proj4 from 'proj4';

/** VN-2000 / TM-3 zone of Hồ Chí Minh City (EPSG:9210): its central meridian, degrees. */
export const cityCentralMeridian = 105.75;

/** Position Vector rotation (EPSG:6960, 1 mm); the opposite signs, common on the web, are half a metre off. */
const shiftToWgs84 = '-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278';

/** Plausible metres in the south of Viet Nam, for every 3-degree zone in use there. The ranges do not meet. */
const eastingRange = [200_000, 800_000] as const;
const northingRange = [880_000, 1_320_000] as const;

function makeConverter(centralMeridian: number) {
  return proj4(
    `+proj=tmerc +lat_0=0 +lon_0=${centralMeridian} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84 ` +
      `+towgs84=${shiftToWgs84} +units=m +no_defs`,
    'WGS84',
  );
}

const converters = new Map<number, ReturnType<typeof makeConverter>>();
const maxConverters = 32;

function converterFor(centralMeridian: number): ReturnType<typeof makeConverter> {
  const known = converters.get(centralMeridian);
  if (known !== undefined) return known;
  const converter = makeConverter(centralMeridian);
  if (converters.size >= maxConverters) converters.clear();
  converters.set(centralMeridian, converter);
  return converter;
}

/** WGS 84 degrees of a VN-2000 position in metres. `centralMeridian` in degrees, the city's own by default. */
export function vn2000ToWgs84(
  easting: number,
  northing: number,
  centralMeridian: number = cityCentralMeridian,
): { lon: number; lat: number } {
  const [lon, lat] = converterFor(centralMeridian).forward([easting, northing]);
  return { lon, lat };
}

function within(value: number, [from, to]: readonly [number, number]): boolean {
  return value >= from && value <= to;
}

/**
 * Reads two numbers as VN-2000 metres, in whichever order they stand: surveyors call the northing X, maps the easting.
 * null where they cannot be metres of this part of the country.
 */
export function looksLikeVn2000(x: number, y: number): { easting: number; northing: number } | null {
  if (within(x, eastingRange) && within(y, northingRange)) return { easting: x, northing: y };
  if (within(y, eastingRange) && within(x, northingRange)) return { easting: y, northing: x };
  return null;
}
