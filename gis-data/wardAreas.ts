import type { MultiPolygon, Polygon } from 'geojson';
import { z } from 'zod';
import { multiPolygonSchema, polygonSchema } from './geojson.ts';

/** Longitude and latitude, degrees. */
export type Point = readonly [number, number];
export type Ring = readonly Point[];
/** West, south, east, north, degrees. */
export type Box = readonly [number, number, number, number];

/** A commune. `polygons`: outer ring first, then holes; `rings`: all of them, told apart by the even-odd rule. */
export interface WardArea {
  readonly code: string;
  readonly name: string;
  readonly polygons: readonly (readonly Ring[])[];
  readonly rings: readonly Ring[];
  readonly box: Box;
}

const featuresSchema = z.object({
  features: z.array(
    z.object({
      properties: z.looseObject({ code: z.string().optional(), name: z.string().optional() }).nullable(),
      geometry: z.discriminatedUnion('type', [polygonSchema, multiPolygonSchema]).nullable(),
    }),
  ),
});

/** The box around rings. */
export function boxOf(rings: readonly Ring[]): Box {
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [x, y] of rings.flat()) {
    west = Math.min(west, x);
    south = Math.min(south, y);
    east = Math.max(east, x);
    north = Math.max(north, y);
  }
  return [west, south, east, north];
}

function polygonsOf(geometry: Polygon | MultiPolygon): Ring[][] {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return polygons.map((rings) => rings.map((ring) => ring.map(([x = 0, y = 0]): Point => [x, y])));
}

/** A commune of its polygons. */
export function wardArea(code: string, name: string, polygons: readonly (readonly Ring[])[]): WardArea {
  const rings = polygons.flat();
  return { code, name, polygons, rings, box: boxOf(rings) };
}

/** Communes of a layer's GeoJSON text (WGS 84); what has no code or no outline is left out. */
export function readWardAreas(geojson: string): WardArea[] {
  return featuresSchema.parse(JSON.parse(geojson)).features.flatMap(({ properties, geometry }) => {
    const { code, name } = properties ?? {};
    if (code === undefined || geometry === null) return [];
    return [wardArea(code, name ?? code, polygonsOf(geometry))];
  });
}
