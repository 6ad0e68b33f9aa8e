import { insideCity } from '@khue/gis-data/cityBounds';
import { cityCentralMeridian, looksLikeVn2000, vn2000ToWgs84 } from '@khue/gis-data/vn2000';
import type { RowReader } from './rowReader.ts';

/** WGS 84 degrees. */
export interface Position {
  readonly lon: number;
  readonly lat: number;
}

interface Pair {
  /** Fields of the two cells; a fault is told of the second. */
  readonly xField: string;
  readonly yField: string;
  /** Longitude or easting by its header. */
  readonly x: number;
  /** Latitude or northing by its header. */
  readonly y: number;
}

/** A hundred-millionth of a degree is a millimetre. */
function rounded(degrees: number): number {
  return Math.round(degrees * 1e8) / 1e8;
}

/** Two numbers that belong together; null where there are none, or where one is missing or unreadable (a fault). */
function readPair(row: RowReader, xField: string, yField: string): Pair | null {
  const before = row.faults.length;
  const x = row.number(xField);
  const y = row.number(yField);
  if (row.faults.length > before) return null;
  if (x !== null && y !== null) return { xField, yField, x, y };
  if (x !== null || y !== null) row.fault(x === null ? xField : yField, 'coordinates_incomplete');
  return null;
}

function convert(row: RowReader, pair: Pair): Position | null {
  const metres = looksLikeVn2000(pair.x, pair.y);
  if (metres === null) return null;
  const centralMeridian = row.has('centralMeridian') ? row.number('centralMeridian') : null;
  const { lon, lat } = vn2000ToWgs84(metres.easting, metres.northing, centralMeridian ?? cityCentralMeridian);
  return { lon: rounded(lon), lat: rounded(lat) };
}

function judge(row: RowReader, pair: Pair): Position | null {
  const { x, y, xField, yField } = pair;
  if (insideCity(x, y)) return { lon: x, lat: y };
  if (insideCity(y, x)) {
    row.notes.push('coordinates_swapped_mended');
    return { lon: y, lat: x };
  }
  const converted = convert(row, pair);
  if (converted !== null && insideCity(converted.lon, converted.lat)) {
    row.notes.push('vn2000_converted');
    return converted;
  }
  const swappedElsewhere = converted === null && Math.abs(y) > 90 && Math.abs(y) <= 180 && Math.abs(x) <= 90;
  const cells = `${row.raw(yField)}; ${row.raw(xField)}`;
  row.fault(yField, swappedElsewhere ? 'coordinates_swapped' : 'out_of_city', cells);
  return null;
}

/**
 * Where a thing lies: degrees from the columns of latitude and longitude, otherwise VN-2000 metres from X and Y.
 * Metres in the columns of degrees (and the reverse) are known by their size, swapped columns by the city they then
 * fall into. null where the file says nothing, or where what it says is faulty.
 */
export function readPosition(row: RowReader): Position | null {
  const before = row.faults.length;
  const degrees = readPair(row, 'lon', 'lat');
  if (degrees !== null) return judge(row, degrees);
  if (row.faults.length > before) return null;
  const metres = readPair(row, 'x', 'y');
  return metres === null ? null : judge(row, metres);
}
