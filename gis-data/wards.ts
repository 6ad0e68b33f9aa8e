import type { UnitKind } from '@khue/domain/unit';
import { z } from 'zod';
import table from './wardTable.json' with { type: 'json' };

/**
 * One of the 168 communes in force from 01/7/2025 (Nghị quyết 1685/NQ-UBTVQH15).
 * Codes, names, areas, label points and former units: vietnamese-provinces-database, commit cd580632, MIT.
 */
const wardRecordSchema = z.object({
  code: z.string(),
  name: z.string(),
  fullName: z.string(),
  kind: z.enum(['ward', 'rural_commune', 'special_zone']) satisfies z.ZodType<UnitKind>,
  /** WGS 84 degrees of the label point: inside the commune, not its centroid. */
  lon: z.number(),
  lat: z.number(),
  areaKm2: z.number().positive(),
  mergedFrom: z.string(),
});
export type WardRecord = z.infer<typeof wardRecordSchema>;

const wards: readonly WardRecord[] = z.array(wardRecordSchema).parse(table);

/** All 168 communes, in the order of the source. */
export function wardTable(): readonly WardRecord[] {
  return wards;
}
