import { z } from 'zod';

/** Education levels (nhomCapHoc): 01 nursery, 02 primary, 03 lower secondary, 04 upper secondary, 05 continuing. */
export const educationLevelSchema = z.enum(['01', '02', '03', '04', '05']);
export type EducationLevel = z.infer<typeof educationLevelSchema>;

/** Kind of ownership (loaiHinh): 1 công lập, 2 dân lập, 3 tư thục; `non_public`: 2 or 3, the source does not say which. */
export const ownershipSchema = z.enum(['public', 'people_founded', 'private', 'non_public']);
export type Ownership = z.infer<typeof ownershipSchema>;

/** What figures are told apart by: `non_public` is every ownership but the public one. */
export const ownershipFilterSchema = z.enum(['public', 'non_public']);
export type OwnershipFilter = z.infer<typeof ownershipFilterSchema>;

/** Whether a school is among those asked for; one whose ownership is not recorded is among neither. */
export function isOwnedBy(ownership: Ownership | null, asked: OwnershipFilter): boolean {
  return ownership !== null && (ownership === 'public') === (asked === 'public');
}

/** A school as it is true at one moment. */
export const schoolSchema = z.object({
  id: z.uuid(),
  /** School code (maTruong) or, where the source has none, a code derived from the source; unique at any moment. */
  code: z.string().min(1),
  name: z.string().min(1),
  shortName: z.string().min(1),
  levels: z.array(educationLevelSchema),
  address: z.string().nullable(),
  /** WGS 84 degrees; null where the source has no position: such a school is never drawn or guessed. */
  lon: z.number().min(-180).max(180).nullable(),
  lat: z.number().min(-90).max(90).nullable(),
  /** Code of the commune it lies in. */
  wardCode: z.string().nullable(),
  /** null: not recorded. */
  ownership: ownershipSchema.nullable(),
  /** Made by the simulator: says MÔ PHỎNG wherever it is shown. */
  synthetic: z.boolean(),
});
export type School = z.infer<typeof schoolSchema>;
