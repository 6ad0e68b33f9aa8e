import { z } from 'zod';

const position = z.array(z.number()).min(2);

export const polygonSchema = z.object({ type: z.literal('Polygon'), coordinates: z.array(z.array(position)) });

const multiPolygonSchema = z.object({
  type: z.literal('MultiPolygon'),
  coordinates: z.array(z.array(z.array(position))),
});

/** Ward outlines as the source's properties name them. */
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
          label_lon: z.number(),
          label_lat: z.number(),
        }),
        geometry: z.discriminatedUnion('type', [polygonSchema, multiPolygonSchema]),
      }),
    )
    .min(1),
});
