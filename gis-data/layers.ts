import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { booleanPointInPolygon } from '@turf/boolean-point-in-polygon';
import type { Feature, MultiPolygon, Polygon } from 'geojson';
import { z } from 'zod';
import { approximateCells } from './approximateCells.ts';
import { polygonSchema, wardFeaturesSchema } from './geojson.ts';
import { type LayerSource, layerSources } from './manifest.ts';
import { wardTable } from './wards.ts';

/** One layer, ready to be sent: GeoJSON text (WGS 84), whom to thank, and a version that changes with the content. */
export interface MapLayer {
  readonly geojson: string;
  readonly attribution: string;
  readonly version: string;
}

export interface MapLayers {
  /** `outline`: reference borders from a file; `approximate`: cells around label points, to be marked as such. */
  readonly wards: MapLayer & { readonly kind: 'outline' | 'approximate' };
  /** Land and lakes (`kind` land, water: polygons) and rivers (`kind` river: lines with `widthM`, conventional). */
  readonly base: MapLayer;
  /** Code of the commune a point lies in; null outside, and always null while borders are only approximate. */
  readonly wardAt: (lon: number, lat: number) => string | null;
}

type WardFeature = Feature<Polygon | MultiPolygon, Record<string, unknown>>;

/** Hex SHA-256 of a layer file's bytes. */
export function layerChecksum(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function layer(features: readonly Feature[], attribution: string): MapLayer {
  const geojson = JSON.stringify({ type: 'FeatureCollection', features });
  return { geojson, attribution, version: layerChecksum(Buffer.from(geojson)).slice(0, 12) };
}

async function ownFile(name: string): Promise<string> {
  return readFile(new URL(name, import.meta.url), 'utf8');
}

async function loadBase(): Promise<{ base: MapLayer; land: Feature<Polygon>[] }> {
  const baseSchema = z.object({
    features: z.array(
      z.object({
        type: z.literal('Feature'),
        properties: z.object({ kind: z.enum(['land', 'water']) }),
        geometry: polygonSchema,
      }),
    ),
  });
  const riverSchema = z.object({ features: z.array(z.custom<Feature>()) });
  const surfaces = baseSchema.parse(JSON.parse(await ownFile('baseMap.geojson'))).features;
  const rivers = riverSchema.parse(JSON.parse(await ownFile('rivers.geojson'))).features;
  return {
    base: layer([...surfaces, ...rivers], '© OpenStreetMap contributors (ODbL)'),
    land: surfaces.filter((feature) => feature.properties.kind === 'land'),
  };
}

async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw cause;
  }
}

async function findKnown(
  layersDir: string,
  sources: readonly LayerSource[],
): Promise<{ source: LayerSource; bytes: Buffer } | null> {
  for (const source of sources) {
    const bytes = await readIfThere(join(layersDir, source.file));
    if (bytes !== null && layerChecksum(bytes) === source.sha256) return { source, bytes };
  }
  return null;
}

/** The layer of the manifest that is drawn out of `layersDir`: the first with its checksum; null where there is none. */
export async function drawnLayer(
  layersDir: string,
  sources: readonly LayerSource[] = layerSources(),
): Promise<LayerSource | null> {
  return (await findKnown(layersDir, sources))?.source ?? null;
}

async function loadOutlines(
  layersDir: string,
  sources: readonly LayerSource[],
): Promise<{ source: LayerSource; features: WardFeature[] } | null> {
  const known = await findKnown(layersDir, sources);
  if (known === null) return null;
  const labels = new Map(wardTable().map((ward) => [ward.code, ward]));
  const { features } = wardFeaturesSchema.parse(JSON.parse(known.bytes.toString('utf8')));
  return {
    source: known.source,
    features: features.map(({ properties: p, geometry }) => ({
      type: 'Feature',
      properties: {
        code: p.code,
        name: p.name,
        fullName: p.full_name,
        labelLon: p.label_lon ?? labels.get(p.code)?.lon,
        labelLat: p.label_lat ?? labels.get(p.code)?.lat,
        approximate: false,
      },
      geometry,
    })),
  };
}

function boundsOf({ type, coordinates }: Polygon | MultiPolygon): [number, number, number, number] {
  const bounds: [number, number, number, number] = [180, 90, -180, -90];
  for (const [x = 0, y = 0] of (type === 'Polygon' ? coordinates : coordinates.flat()).flat()) {
    bounds[0] = Math.min(bounds[0], x);
    bounds[1] = Math.min(bounds[1], y);
    bounds[2] = Math.max(bounds[2], x);
    bounds[3] = Math.max(bounds[3], y);
  }
  return bounds;
}

/** Asks the box of a commune before its border: an import asks this for every row. */
function wardFinder(wards: readonly WardFeature[]): MapLayers['wardAt'] {
  const boxed = wards.map((ward) => ({ ...ward, bbox: boundsOf(ward.geometry) }));
  return (lon, lat) => {
    const found = boxed.find((ward) => booleanPointInPolygon([lon, lat], ward));
    return found === undefined ? null : z.string().parse(found.properties['code']);
  };
}

/**
 * Loads what the map draws. `layersDir` is the folder that `khue gis add` fills; a file there counts only with the
 * checksum of the manifest. Without outlines the wards are approximate cells.
 */
export async function loadLayers(
  layersDir: string | null,
  sources: readonly LayerSource[] = layerSources(),
): Promise<MapLayers> {
  const { base, land } = await loadBase();
  const outlines = layersDir === null ? null : await loadOutlines(layersDir, sources);
  if (outlines === null) {
    const cells = layer(approximateCells(wardTable(), land), 'vietnamese-provinces-database (MIT)');
    return { wards: { kind: 'approximate', ...cells }, base, wardAt: () => null };
  }
  const wardAt = wardFinder(outlines.features);
  return { wards: { kind: 'outline', ...layer(outlines.features, outlines.source.attribution) }, base, wardAt };
}
