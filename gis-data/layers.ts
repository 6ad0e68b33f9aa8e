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

async function loadOutlines(layersDir: string): Promise<{ source: LayerSource; features: WardFeature[] } | null> {
  for (const source of layerSources()) {
    const bytes = await readIfThere(join(layersDir, source.file));
    if (bytes === null || layerChecksum(bytes) !== source.sha256) continue;
    const { features } = wardFeaturesSchema.parse(JSON.parse(bytes.toString('utf8')));
    return {
      source,
      features: features.map(({ properties: p, geometry }) => ({
        type: 'Feature',
        properties: {
          code: p.code,
          name: p.name,
          fullName: p.full_name,
          labelLon: p.label_lon,
          labelLat: p.label_lat,
          approximate: false,
        },
        geometry,
      })),
    };
  }
  return null;
}

/**
 * Loads what the map draws. `layersDir` is the folder that `khue gis add` fills; a file there counts only with the
 * checksum of the manifest. Without outlines the wards are approximate cells.
 */
export async function loadLayers(layersDir: string | null): Promise<MapLayers> {
  const { base, land } = await loadBase();
  const outlines = layersDir === null ? null : await loadOutlines(layersDir);
  if (outlines === null) {
    const cells = layer(approximateCells(wardTable(), land), 'vietnamese-provinces-database (MIT)');
    return { wards: { kind: 'approximate', ...cells }, base, wardAt: () => null };
  }
  const wardAt = (lon: number, lat: number): string | null => {
    const found = outlines.features.find((feature) => booleanPointInPolygon([lon, lat], feature));
    return found === undefined ? null : z.string().parse(found.properties['code']);
  };
  return { wards: { kind: 'outline', ...layer(outlines.features, outlines.source.attribution) }, base, wardAt };
}
