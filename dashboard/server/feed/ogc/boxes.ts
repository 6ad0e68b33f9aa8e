import { z } from 'zod';
import type { Box } from './ogcQuery.ts';

const positionSchema = z.array(z.number()).min(2);
const polygonSchema = z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(positionSchema)) });
const multiPolygonSchema = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(positionSchema))),
});

export const areaSchema = z.discriminatedUnion('type', [polygonSchema, multiPolygonSchema]);
export type Area = z.infer<typeof areaSchema>;

type Position = readonly number[];

/** A box that spans the antimeridian is two. */
function plainBoxes(box: Box): readonly Box[] {
  if (box.west <= box.east) return [box];
  return [
    { ...box, east: 180 },
    { ...box, west: -180 },
  ];
}

export function isPointIn(box: Box, [x = 0, y = 0]: Position): boolean {
  return plainBoxes(box).some(({ west, south, east, north }) => x >= west && x <= east && y >= south && y <= north);
}

function ringsOf({ type, coordinates }: Area): readonly (readonly Position[])[] {
  return type === 'Polygon' ? coordinates : coordinates.flat();
}

/** The smallest box around an area. */
export function boxOf(area: Area): Box {
  const box = { west: 180, south: 90, east: -180, north: -90 };
  for (const [x = 0, y = 0] of ringsOf(area).flat()) {
    box.west = Math.min(box.west, x);
    box.south = Math.min(box.south, y);
    box.east = Math.max(box.east, x);
    box.north = Math.max(box.north, y);
  }
  return box;
}

/** Even-odd over all rings, so that holes are outside. */
function isInside(rings: readonly (readonly Position[])[], x: number, y: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (const [i, [ax = 0, ay = 0]] of ring.entries()) {
      const [bx = 0, by = 0] = ring[(i + 1) % ring.length] ?? [];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

/** Whether a segment has a point in a plain box (Liang and Barsky). */
function meetsSegment(
  { west, south, east, north }: Box,
  [ax = 0, ay = 0]: Position,
  [bx = 0, by = 0]: Position,
): boolean {
  let [begin, end] = [0, 1];
  const clips: readonly (readonly [number, number])[] = [
    [ax - bx, ax - west],
    [bx - ax, east - ax],
    [ay - by, ay - south],
    [by - ay, north - ay],
  ];
  for (const [slope, room] of clips) {
    if (slope === 0 && room < 0) return false;
    if (slope < 0) begin = Math.max(begin, room / slope);
    if (slope > 0) end = Math.min(end, room / slope);
  }
  return begin <= end;
}

/** Whether a box and an area have a point in common. */
export function meetsArea(box: Box, area: Area): boolean {
  const rings = ringsOf(area);
  return plainBoxes(box).some(
    (plain) =>
      rings.some((ring) => ring.some((point, i) => meetsSegment(plain, point, ring[(i + 1) % ring.length] ?? point))) ||
      isInside(rings, plain.west, plain.south),
  );
}
