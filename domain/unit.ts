import { z } from 'zod';

/** Kinds of units. Source: glossary, units and administration; 168 communes in force from 01/7/2025. */
export const unitKindSchema = z.enum([
  'city',
  'department',
  'ward',
  'rural_commune',
  'special_zone',
  'professional_cluster',
]);
export type UnitKind = z.infer<typeof unitKindSchema>;

/** The three dated relations between units and schools. */
export const relationKindSchema = z.enum(['territorial', 'managing', 'professional']);
export type RelationKind = z.infer<typeof relationKindSchema>;

/** A unit as it is true at one moment. */
export const unitSchema = z.object({
  id: z.uuid(),
  /** Official code, e.g. `26743` for a ward; an attribute with dates, never the key. */
  code: z.string().min(1),
  name: z.string().min(1),
  /** With its kind in front: `Phường Bến Thành`. */
  fullName: z.string().min(1),
  kind: unitKindSchema,
  /** WGS 84 degrees of the label point, where known. */
  lon: z.number().nullable(),
  lat: z.number().nullable(),
  areaKm2: z.number().nullable(),
  /** Former units, as the source words them. */
  mergedFrom: z.string().nullable(),
});
export type Unit = z.infer<typeof unitSchema>;
