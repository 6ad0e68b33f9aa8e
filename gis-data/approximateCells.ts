import { bboxClip } from '@turf/bbox-clip';
import { circle } from '@turf/circle';
import { featureCollection, polygon } from '@turf/helpers';
import { intersect } from '@turf/intersect';
import { truncate } from '@turf/truncate';
import { union } from '@turf/union';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { nearestCells } from './voronoi.ts';
import type { WardRecord } from './wards.ts';

/** A commune reaches at most this many times the radius of a circle of its area. A choice by eye, no measurement. */
const reachFactor = 1.9;

function onLand(cell: Feature<Polygon>, land: readonly Feature<Polygon>[]): Feature<Polygon | MultiPolygon> | null {
  const xs = (cell.geometry.coordinates[0] ?? []).map(([x]) => x ?? 0);
  const ys = (cell.geometry.coordinates[0] ?? []).map(([, y]) => y ?? 0);
  const bounds: [number, number, number, number] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  const near = land
    .map((piece) => bboxClip(piece, bounds))
    .filter(
      (piece): piece is Feature<Polygon> => piece.geometry.coordinates.length > 0 && piece.geometry.type === 'Polygon',
    );
  const parts = near
    .map((piece) => intersect(featureCollection([cell, piece])))
    .filter((part): part is Feature<Polygon | MultiPolygon> => part !== null);
  if (parts.length < 2) return parts[0] ?? null;
  return union(featureCollection(parts));
}

/**
 * Cells around the communes' label points, for a map without an outline layer: the nearest label point wins (Voronoi),
 * clipped to land and to a plausible reach. They are a drawing aid and no boundary: every feature carries
 * `approximate: true`, and screens say "ranh giới gần đúng".
 */
export function approximateCells(
  wards: readonly WardRecord[],
  land: readonly Feature<Polygon>[],
): Feature<Polygon | MultiPolygon>[] {
  const cells = nearestCells(wards);
  return wards.flatMap((ward, i) => {
    const properties = {
      code: ward.code,
      name: ward.name,
      fullName: ward.fullName,
      labelLon: ward.lon,
      labelLat: ward.lat,
      approximate: true,
    };
    const corners = cells[i];
    if (corners === undefined || corners === null) return [];
    const reachKm = reachFactor * Math.sqrt(ward.areaKm2 / Math.PI);
    const cell = intersect(
      featureCollection([
        polygon([corners.map(([x, y]) => [x, y])]),
        circle([ward.lon, ward.lat], reachKm, { steps: 48 }),
      ]),
    );
    if (cell === null || cell.geometry.type !== 'Polygon') return [];
    const dry = onLand({ type: 'Feature', properties: {}, geometry: cell.geometry }, land);
    if (dry === null) return [];
    return [{ type: 'Feature' as const, properties, geometry: truncate(dry, { precision: 5 }).geometry }];
  });
}
