import { Delaunay } from 'd3-delaunay';
import { metresBetween, metresPerDegree, type Position } from './distance.ts';
import { stretchesAt } from './scanline.ts';
import type { WardArea } from './wardAreas.ts';

/** Points that stand for a commune's demand, spread evenly over its area. */
export interface WardSample {
  readonly code: string;
  readonly points: readonly Position[];
}

/** Points a commune at about which the share is right within two hundredths (see the test). */
const pointsPerWard = 500;
/** Latitude of the plane in which the nearest school is looked for; the distance to it is worked out apart. */
const planeLat = 10.85;

function samplePoints({ rings, box }: WardArea): Position[] {
  const [west, south, , north] = box;
  const perDegree = metresPerDegree((south + north) / 2);
  const lines = 64;
  // A first, coarse pass measures the area, so that the second has about the points that are wanted.
  let length = 0;
  for (let line = 0; line < lines; line += 1) {
    const ends = stretchesAt(south + ((line + 0.5) / lines) * (north - south), rings);
    for (let i = 0; i + 1 < ends.length; i += 2) length += (ends[i + 1] ?? 0) - (ends[i] ?? 0);
  }
  const areaM2 = length * perDegree.lon * ((north - south) / lines) * perDegree.lat;
  const spacingM = Math.sqrt(areaM2 / pointsPerWard);
  if (!(spacingM > 0)) return [];
  const stepLon = spacingM / perDegree.lon;
  const stepLat = spacingM / perDegree.lat;
  const points: Position[] = [];
  for (let lat = south + stepLat / 2; lat < north; lat += stepLat) {
    const ends = stretchesAt(lat, rings);
    for (let i = 0; i + 1 < ends.length; i += 2) {
      const first = west + (Math.ceil(((ends[i] ?? 0) - west) / stepLon - 0.5) + 0.5) * stepLon;
      for (let lon = first; lon < (ends[i + 1] ?? 0); lon += stepLon) points.push({ lon, lat });
    }
  }
  return points;
}

/** Demand of each commune where nothing finer is known than its area: "giả định trải đều" on screen and in files. */
export function evenDemand(wards: readonly WardArea[]): WardSample[] {
  return wards.map((ward) => ({ code: ward.code, points: samplePoints(ward) }));
}

/** Distance of every point to its nearest school, metres, shortest first, by commune; Infinity where there is no school. */
export function distancesToSchool(
  demand: readonly WardSample[],
  schools: readonly Position[],
): ReadonlyMap<string, readonly number[]> {
  const perDegree = metresPerDegree(planeLat);
  const x = (at: Position): number => at.lon * perDegree.lon;
  const y = (at: Position): number => at.lat * perDegree.lat;
  const plane = Delaunay.from(schools, x, y);
  let hint = 0;
  const toNearest = (point: Position): number => {
    hint = plane.find(x(point), y(point), hint);
    const school = schools[hint];
    return school === undefined ? Number.POSITIVE_INFINITY : metresBetween(point, school);
  };
  return new Map(
    demand.map(({ code, points }) => [
      code,
      schools.length === 0 ? points.map(() => Number.POSITIVE_INFINITY) : points.map(toNearest).sort((a, b) => a - b),
    ]),
  );
}

/** Share of sorted distances up to `metres`, 0..1; null where there is nothing to share. */
export function shareWithin(distances: readonly number[], metres: number): number | null {
  if (distances.length === 0) return null;
  const beyond = distances.findIndex((distance) => distance > metres);
  return (beyond === -1 ? distances.length : beyond) / distances.length;
}
