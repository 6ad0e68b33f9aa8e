import { z } from 'zod';
import { multiPolygonSchema, polygonSchema } from './geojson.ts';

/** One file of the source: a collection of one commune. */
const partSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z.tuple([
    z.object({
      type: z.literal('Feature'),
      properties: z.object({ code: z.string(), name: z.string(), fullName: z.string() }),
      geometry: z.discriminatedUnion('type', [polygonSchema, multiPolygonSchema]),
    }),
  ]),
});

function parse(part: Uint8Array): z.infer<typeof partSchema> | null {
  try {
    return partSchema.parse(JSON.parse(Buffer.from(part).toString('utf8')));
  } catch {
    return null;
  }
}

/**
 * One layer file out of the source's files, one commune each, in their order: GeoJSON, WGS 84 degrees, every point as
 * the source has it. Neighbours share their points there, so nothing is thinned here. The same parts give the same
 * bytes. Label points are not in the source; who reads the layer takes them from the ward table. null where a part is
 * not one commune.
 */
export function mergeWards(parts: readonly Uint8Array[]): Uint8Array | null {
  const features: unknown[] = [];
  for (const part of parts) {
    const collection = parse(part);
    if (collection === null) return null;
    const [{ properties: p, geometry }] = collection.features;
    const properties = { code: p.code, name: p.name.normalize('NFC'), full_name: p.fullName.normalize('NFC') };
    features.push({ type: 'Feature', properties, geometry });
  }
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
}
