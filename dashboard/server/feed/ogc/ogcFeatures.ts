import { z } from 'zod';
import type { CameraPointRecord, SchoolRecord, WardRecord } from '@khue/domain/feed';
import type { MapLayers } from '@khue/gis-data/layers';
import type { FeedScope } from '../feedChanges.ts';
import type { CurrentRecord, FeedRecords } from '../feedRecords.ts';
import { type Area, areaSchema, boxOf, isPointIn, meetsArea } from './boxes.ts';
import type { Box, ItemsQuery } from './ogcQuery.ts';

export const ogcCollections = ['schools', 'wards', 'camera-points'] as const;
export type OgcCollection = (typeof ogcCollections)[number];

/** A feature, ready to be sent, and what it is chosen by. */
export interface OgcFeature {
  readonly id: string;
  /** School whose scope it lies in; null for a ward, which lies in the scope of its schools. */
  readonly schoolId: string | null;
  readonly meets: (box: Box) => boolean;
  /** GeoJSON, without the end of the object, so that links may follow. */
  readonly opened: string;
  /** Since when it has been true, milliseconds since the epoch; null: it has no time. */
  readonly since: number | null;
  readonly bounds: Box | null;
}

interface Described {
  readonly id: string;
  readonly schoolId: string | null;
  readonly point: readonly [number, number] | null;
  readonly properties: object;
  readonly since: number | null;
}

function opened(id: string, geometry: object | null, properties: object): string {
  const text = JSON.stringify({ type: 'Feature', id, geometry, properties });
  return text.slice(0, -1);
}

function pointFeature({ id, schoolId, point, properties, since }: Described): OgcFeature {
  const geometry = point === null ? null : { type: 'Point', coordinates: point };
  return {
    id,
    schoolId,
    since,
    opened: opened(id, geometry, properties),
    meets: (box) => point !== null && isPointIn(box, point),
    bounds: point === null ? null : { west: point[0], south: point[1], east: point[0], north: point[1] },
  };
}

function pointOf({ lon, lat }: Pick<SchoolRecord, 'lon' | 'lat'>): readonly [number, number] | null {
  return lon === null || lat === null ? null : [lon, lat];
}

function schoolFeature({ id, schoolId, value }: CurrentRecord<SchoolRecord>): OgcFeature {
  const { lon: _lon, lat: _lat, ...properties } = value;
  return pointFeature({ id, schoolId, point: pointOf(value), properties, since: Date.parse(value.validFrom) });
}

function cameraFeature({ id, schoolId, value }: CurrentRecord<CameraPointRecord>): OgcFeature {
  const { lon: _lon, lat: _lat, ...properties } = value;
  const since = value.since === null ? null : Date.parse(value.since);
  return pointFeature({ id, schoolId, point: pointOf(value), properties, since });
}

const wardLayerSchema = z.object({
  features: z.array(
    z.object({
      properties: z.object({ code: z.string(), name: z.string(), fullName: z.string() }),
      geometry: areaSchema,
    }),
  ),
});

function wardFeature(
  properties: Omit<WardRecord, 'boundary'>,
  geometry: Area,
  boundary: WardRecord['boundary'],
): OgcFeature {
  const { code, name, fullName } = properties;
  const record: WardRecord = { code, name, fullName, boundary };
  return {
    id: code,
    schoolId: null,
    since: null,
    opened: opened(code, geometry, record),
    meets: (box) => meetsArea(box, geometry),
    bounds: boxOf(geometry),
  };
}

/** Wards of the layer that the map draws; of a layer without codes, none. */
function wardFeatures(wards: MapLayers['wards']): readonly OgcFeature[] {
  const parsed = wardLayerSchema.safeParse(JSON.parse(wards.geojson));
  if (!parsed.success) return [];
  return parsed.data.features
    .map(({ properties, geometry }) => wardFeature(properties, geometry, wards.kind))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The collections as features, made anew where the records are others. */
export class OgcFeatures {
  readonly #records: FeedRecords;
  readonly #layers: Pick<MapLayers, 'wards'>;
  readonly #made = new WeakMap<object, readonly OgcFeature[]>();

  constructor(records: FeedRecords, layers: Pick<MapLayers, 'wards'>) {
    this.#records = records;
    this.#layers = layers;
  }

  of(collection: OgcCollection): readonly OgcFeature[] {
    switch (collection) {
      case 'schools':
        return this.#make(this.#records.schools, () => this.#records.schools.map(schoolFeature));
      case 'camera-points':
        return this.#make(this.#records.cameraPoints, () => this.#records.cameraPoints.map(cameraFeature));
      case 'wards':
        return this.#make(this.#layers.wards, () => wardFeatures(this.#layers.wards));
      default:
        return collection satisfies never;
    }
  }

  /** Those of a scope. */
  within(collection: OgcCollection, scope: FeedScope): readonly OgcFeature[] {
    const features = this.of(collection);
    if (scope === null) return features;
    if (collection !== 'wards') return features.filter(({ schoolId }) => schoolId !== null && scope.has(schoolId));
    const wards = new Set(
      this.#records.schools.filter(({ id }) => scope.has(id)).map(({ value }) => value.wardCode ?? ''),
    );
    return features.filter(({ id }) => wards.has(id));
  }

  #make(source: object, make: () => readonly OgcFeature[]): readonly OgcFeature[] {
    const known = this.#made.get(source) ?? make();
    this.#made.set(source, known);
    return known;
  }
}

/** Whether a feature is one of those asked for. What has no time meets every time (OGC 17-069r4, 7.15.4). */
export function isAskedFor({ meets, since }: OgcFeature, { bbox, datetime }: Pick<ItemsQuery, 'bbox' | 'datetime'>) {
  const isThen = datetime === undefined || since === null || since <= datetime.to;
  return isThen && (bbox === undefined || meets(bbox));
}
