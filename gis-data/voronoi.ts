import { Delaunay } from 'd3-delaunay';
import type { Position } from './distance.ts';
import { crossings } from './scanline.ts';
import { type Box, boxOf, type Point, type Ring, type WardArea } from './wardAreas.ts';

/** Degrees of longitude shrink by this much at the city's latitude, so that cells are cut with true distances. */
const lonScale = Math.cos((10.8 * Math.PI) / 180);

/** Box around all cells: beyond the city on every side, Côn Đảo included. */
const box = { west: 105.9, south: 8.3, east: 108.1, north: 12 } as const;

/** A tenth of a metre, in parts of a degree: places nearer to each other than that stand at one position. */
const grid = 1e6;

function onGrid({ lon, lat }: Position): Position {
  return { lon: Math.round(lon * grid) / grid, lat: Math.round(lat * grid) / grid };
}

/** Places by the position that they stand at. */
function byPosition<Place extends Position>(places: readonly Place[]): (Position & { readonly places: Place[] })[] {
  const found = new Map<string, Position & { readonly places: Place[] }>();
  for (const place of places) {
    const at = onGrid(place);
    const key = `${at.lon} ${at.lat}`;
    const there = found.get(key);
    if (there === undefined) found.set(key, { ...at, places: [place] });
    else there.places.push(place);
  }
  return [...found.values()];
}

/**
 * The area nearer to each position than to any other (Voronoi), convex, degrees, closed ring; null where the position is
 * one that came before.
 */
export function nearestCells(positions: readonly Position[]): (Point[] | null)[] {
  const delaunay = Delaunay.from(
    positions,
    ({ lon }) => lon * lonScale,
    ({ lat }) => lat,
  );
  const voronoi = delaunay.voronoi([box.west * lonScale, box.south, box.east * lonScale, box.north]);
  return positions.map((_position, i) => {
    const corners: readonly (readonly [number, number])[] | null = voronoi.cellPolygon(i);
    return corners === null ? null : corners.map(([x, y]): Point => [x / lonScale, y]);
  });
}

const overlap = (a: Box, b: Box): boolean => a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3];

/** Left of the line from a to b is positive. */
const side = ([ax, ay]: Point, [bx, by]: Point, [x, y]: Point): number => (bx - ax) * (y - ay) - (by - ay) * (x - ax);

/** The part of a ring within a half plane: left of the line from `a` to `b`. */
function cut(ring: Ring, a: Point, b: Point): Point[] {
  const kept: Point[] = [];
  ring.forEach((point, i) => {
    const before = ring[(i + ring.length - 1) % ring.length] ?? point;
    const [was, is] = [side(a, b, before), side(a, b, point)];
    if (was >= 0 !== is >= 0) {
      const t = was / (was - is);
      kept.push([before[0] + t * (point[0] - before[0]), before[1] + t * (point[1] - before[1])]);
    }
    if (is >= 0) kept.push(point);
  });
  return kept;
}

function areaOf(ring: Ring): number {
  return ring.reduce((sum, [x, y], i) => {
    const [nextX, nextY] = ring[(i + 1) % ring.length] ?? [x, y];
    return sum + (x * nextY - nextX * y) / 2;
  }, 0);
}

/** The part of a ring within a convex cell (Sutherland–Hodgman); parts hang together along the cell's border. */
function within(ring: Ring, cell: Ring): Point[] {
  const corners = areaOf(cell) < 0 ? cell.toReversed() : cell;
  let part: Point[] = [...ring];
  for (let i = 0; i + 1 < corners.length && part.length > 0; i += 1) {
    const [a, b] = [corners[i], corners[i + 1]];
    if (a !== undefined && b !== undefined && (a[0] !== b[0] || a[1] !== b[1])) part = cut(part, a, b);
  }
  return part.length < 3 ? [] : part;
}

/** A school's area within one commune: polygons, outer ring first. */
interface AreaPart {
  readonly wardCode: string;
  readonly polygons: readonly (readonly Ring[])[];
}

export interface ServiceArea<Place> {
  /** One, or several at the very same position. */
  readonly places: readonly Place[];
  readonly parts: readonly AreaPart[];
  /** Lines to its neighbours; each line stands with one of the two. */
  readonly borders: readonly (readonly [Point, Point])[];
}

/** Square degrees, about a square metre: smaller pieces are left out. */
const leastArea = 1e-10;

function partsOf(cell: Ring, wards: readonly WardArea[]): AreaPart[] {
  const cellBox = boxOf([cell]);
  return wards
    .filter((ward) => overlap(ward.box, cellBox))
    .map(({ code, polygons }) => ({
      wardCode: code,
      polygons: polygons
        .map((rings) => rings.map((ring) => within(ring, cell)).filter((ring) => Math.abs(areaOf(ring)) > leastArea))
        .filter((rings) => rings.length > 0),
    }))
    .filter(({ polygons }) => polygons.length > 0);
}

/** Places along a segment, 0..1 in pairs, that lie within a commune. */
function stretches([ax, ay]: Point, [bx, by]: Point, ward: WardArea): number[] {
  const [dx, dy] = [bx - ax, by - ay];
  const offLine = (x: number, y: number): number => dx * (y - ay) - dy * (x - ax);
  const length2 = dx * dx + dy * dy;
  const along = crossings(ward.rings, (x1, y1, x2, y2) => {
    const [from, to] = [offLine(x1, y1), offLine(x2, y2)];
    if (from <= 0 === to <= 0) return null;
    const t = from / (from - to);
    return ((x1 + t * (x2 - x1) - ax) * dx + (y1 + t * (y2 - y1) - ay) * dy) / length2;
  });
  return along.map((place) => Math.min(1, Math.max(0, place)));
}

function insideCity(a: Point, b: Point, wards: readonly WardArea[]): [Point, Point][] {
  const edgeBox = boxOf([[a, b]]);
  const at = (t: number): Point => [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])];
  const pieces: [Point, Point][] = [];
  for (const ward of wards.filter((one) => overlap(one.box, edgeBox))) {
    const ends = stretches(a, b, ward);
    for (let n = 0; n + 1 < ends.length; n += 2) {
      const [from = 0, to = 0] = [ends[n], ends[n + 1]];
      if (to > from) pieces.push([at(from), at(to)]);
    }
  }
  return pieces;
}

/** Borders of a cell within the communes, but for those that a cell before it has already. */
function bordersOf(cell: Ring, wards: readonly WardArea[], drawn: Set<string>): [Point, Point][] {
  return cell.slice(1).flatMap((b, i) => {
    const a = cell[i] ?? b;
    const key = [a, b]
      .map(([x, y]) => `${x.toFixed(9)} ${y.toFixed(9)}`)
      .sort()
      .join();
    if (drawn.has(key)) return [];
    drawn.add(key);
    return insideCity(a, b, wards);
  });
}

/**
 * What is nearer, in a straight line, to each place than to any other, within the communes, and the lines that part it
 * from the others. Together the areas cover every commune once. One area at a time: for 1,500 places all of them take
 * about a second, and whoever has other things to do may do them between.
 */
export function* serviceAreas<Place extends Position>(
  places: readonly Place[],
  wards: readonly WardArea[],
): Generator<ServiceArea<Place>> {
  const drawn = new Set<string>();
  const positions = byPosition(places);
  const cells = nearestCells(positions);
  for (const [i, position] of positions.entries()) {
    const cell = cells[i] ?? null;
    if (cell === null) continue;
    yield { places: position.places, parts: partsOf(cell, wards), borders: bordersOf(cell, wards, drawn) };
  }
}
