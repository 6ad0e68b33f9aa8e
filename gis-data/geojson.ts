import { z } from 'zod';

const position = z.array(z.number()).min(2);

export const polygonSchema = z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(position)) });

export const multiPolygonSchema = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(position))),
});

/** Ward outlines of a layer file. Where it has no label points, the ward table's are taken. */
export const wardFeaturesSchema = z.object({
  type: z.literal('FeatureCollection'),
  features: z
    .array(
      z.object({
        type: z.literal('Feature'),
        properties: z.object({
          code: z.string(),
          name: z.string(),
          full_name: z.string(),
          label_lon: z.number().optional(),
          label_lat: z.number().optional(),
        }),
        geometry: z.discriminatedUnion('type', [polygonSchema, multiPolygonSchema]),
      }),
    )
    .min(1),
});
