/**
 * Cuts the base map out of the world files once, by hand, when the source changes:
 *
 *   npm pack @geo-maps/earth-lands-100m @geo-maps/earth-waterbodies-100m   (then unpack both)
 *   node gis-data/cutBaseMap.ts LANDS/map.geo.json WATERBODIES/map.geo.json
 *
 * The world files are 240 MB of JSON and are no run-time dependency; the cut (baseMap.geojson) stays in the project
 * under ODbL, © OpenStreetMap contributors.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { area } from '@turf/area';
import { bboxClip } from '@turf/bbox-clip';
import { flatten } from '@turf/flatten';
import { polygon } from '@turf/helpers';
import { truncate } from '@turf/truncate';
import type { Feature, Polygon, Position } from 'geojson';
import { z } from 'zod';

/** West, south, east, north: the city with a margin that a wide screen shows, and Côn Đảo. */
const cuts = [
  [105.7, 9.9, 108.4, 11.9],
  [106.35, 8.45, 106.9, 8.95],
] as const;

/** Smaller pieces are specks of the source's 100 m grid, not lakes or islands that help anybody. */
const smallestPieceM2 = { land: 200_000, water: 6_000_000 } as const;

const ring = z.array(z.tuple([z.number(), z.number()]));
const worldFile = z.object({
  type: z.literal('GeometryCollection'),
  geometries: z.array(
    z.discriminatedUnion('type', [
      z.object({ type: z.literal('Polygon'), coordinates: z.array(ring) }),
      z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(ring)) }),
    ]),
  ),
});

/** True where some point of a ring lies in the box; saves clipping the rest of the world. */
function touches(
  outer: readonly (readonly [number, number])[],
  [west, south, east, north]: (typeof cuts)[number],
): boolean {
  return outer.some(([x, y]) => x >= west && x <= east && y >= south && y <= north);
}

function cut(path: string, kind: 'land' | 'water'): Feature<Polygon>[] {
  const world = worldFile.parse(JSON.parse(readFileSync(path, 'utf8')));
  const pieces: Feature<Polygon>[] = [];
  const polygons = world.geometries.flatMap((g) => (g.type === 'Polygon' ? [g.coordinates] : g.coordinates));
  for (const coordinates of polygons) {
    for (const box of cuts) {
      if (!touches(coordinates[0] ?? [], box)) continue;
      const clipped = bboxClip({ type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates } }, [
        ...box,
      ]);
      const tidy = truncate(clipped, { precision: 4 });
      for (const piece of flatten(tidy).features) {
        const [outer = [], ...holes] = piece.geometry.coordinates;
        const lakes = holes.filter((hole: Position[]) => area(polygon([hole])) > smallestPieceM2.water);
        const solid = { ...piece.geometry, coordinates: [outer, ...lakes] };
        if (area(solid) > smallestPieceM2[kind])
          pieces.push({ type: 'Feature', properties: { kind }, geometry: solid });
      }
    }
  }
  return pieces;
}

const [lands, waters] = process.argv.slice(2);
if (lands === undefined || waters === undefined) {
  process.stderr.write('Usage: node gis-data/cutBaseMap.ts LANDS.json WATERBODIES.json\n');
  process.exitCode = 1;
} else {
  const features = [...cut(lands, 'land'), ...cut(waters, 'water')];
  writeFileSync(
    new URL('baseMap.geojson', import.meta.url),
    `${JSON.stringify({ type: 'FeatureCollection', features })}\n`,
  );
  process.stdout.write(`${features.length} pieces\n`);
}
