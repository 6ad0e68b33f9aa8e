/** Outlines for the map: read once, drawn by the map and by the small map of the whole city alike. */
import { type Layers, layersSchema } from '@khue/domain/api';
import { useQuery, type UseQueryResult } from '@tanstack/react-query';
import type { Feature, LineString, MultiPolygon, Polygon } from 'geojson';
import { z } from 'zod';
import { request } from './http.ts';

const positionSchema = z.tuple([z.number(), z.number()]).rest(z.number());
const geometrySchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(positionSchema)) }),
  z.object({ type: z.literal('MultiPolygon'), coordinates: z.array(z.array(z.array(positionSchema))) }),
]);
const featuresSchema = z.object({
  features: z.array(
    z.object({ properties: z.record(z.string(), z.unknown()).nullable(), geometry: geometrySchema.nullable() }),
  ),
});
const riverSchema = z.object({
  properties: z.object({ kind: z.literal('river'), widthM: z.number().positive() }),
  geometry: z.object({ type: z.literal('LineString'), coordinates: z.array(positionSchema) }),
});
const baseSchema = z.object({ features: z.array(z.unknown()) });

/** Course of a river; its width in metres is conventional. */
export type River = Feature<LineString, { widthM: number }>;

export interface Shape {
  /** Code of a ward; empty for what is none. */
  readonly code: string;
  readonly name: string;
  /** With its kind: `Phường Sài Gòn`. */
  readonly fullName: string;
  readonly kind: string;
  readonly geometry: Polygon | MultiPolygon;
  /** Where the label stands: given by the source, otherwise the middle of the largest ring. */
  readonly label: readonly [number, number];
}

export interface MapLayers {
  readonly about: Layers;
  readonly land: readonly Shape[];
  readonly water: readonly Shape[];
  readonly rivers: readonly River[];
  readonly wards: readonly Shape[];
}

function ringsOf(geometry: Polygon | MultiPolygon): (readonly number[])[][] {
  return geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
}

/** Middle of the box around the longest ring: good enough for a label, never used as a position of anything. */
function middleOf(geometry: Polygon | MultiPolygon): [number, number] {
  const ring = ringsOf(geometry).reduce((longest, other) => (other.length > longest.length ? other : longest), []);
  const xs = ring.map(([x]) => x ?? 0);
  const ys = ring.map(([, y]) => y ?? 0);
  const middle = (values: readonly number[]): number => (Math.min(...values) + Math.max(...values)) / 2;
  return [middle(xs), middle(ys)];
}

function textOf(properties: Record<string, unknown> | null, ...keys: readonly string[]): string {
  for (const key of keys) {
    const value = properties?.[key];
    if (typeof value === 'string' && value !== '') return value.normalize('NFC');
  }
  return '';
}

function labelOf(properties: Record<string, unknown> | null, geometry: Polygon | MultiPolygon): [number, number] {
  const lon = properties?.['labelLon'] ?? properties?.['label_lon'];
  const lat = properties?.['labelLat'] ?? properties?.['label_lat'];
  return typeof lon === 'number' && typeof lat === 'number' ? [lon, lat] : middleOf(geometry);
}

/** Shapes of a GeoJSON text; empty geometries are left out. */
export function readShapes(json: unknown): Shape[] {
  return featuresSchema.parse(json).features.flatMap(({ properties, geometry }) => {
    if (geometry === null || ringsOf(geometry).length === 0) return [];
    return [
      {
        code: textOf(properties, 'code'),
        name: textOf(properties, 'name', 'ten', 'fullName', 'full_name'),
        fullName: textOf(properties, 'fullName', 'full_name', 'name'),
        kind: textOf(properties, 'kind'),
        geometry,
        label: labelOf(properties, geometry),
      },
    ];
  });
}

/** Parts the base layer into areas and rivers. */
export function readBase(json: unknown): { areas: Shape[]; rivers: River[] } {
  const { features } = baseSchema.parse(json);
  const rivers = features.flatMap((feature): River[] => {
    const river = riverSchema.safeParse(feature);
    if (!river.success) return [];
    const { properties, geometry } = river.data;
    return [{ type: 'Feature', properties: { widthM: properties.widthM }, geometry }];
  });
  const areas = features.filter((feature) => !riverSchema.safeParse(feature).success);
  return { areas: readShapes({ features: areas }), rivers };
}

async function fetchLayers(signal: AbortSignal): Promise<MapLayers> {
  const about = await request('/api/layers', layersSchema, { signal });
  const [base, wards] = await Promise.all([
    request(about.base.url, z.unknown(), { signal }),
    request(about.wards.url, z.unknown(), { signal }),
  ]);
  const { areas, rivers } = readBase(base);
  return {
    about,
    land: areas.filter((shape) => shape.kind === 'land'),
    water: areas.filter((shape) => shape.kind === 'water'),
    rivers,
    wards: readShapes(wards),
  };
}

export function useMapLayers(): UseQueryResult<MapLayers> {
  return useQuery({ queryKey: ['layers'], queryFn: ({ signal }) => fetchLayers(signal), staleTime: Infinity });
}
