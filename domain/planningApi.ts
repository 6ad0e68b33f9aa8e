/** What the planning page asks beside indicators: reach, nearest schools, service areas, places; files of what it shows. */
import { z } from 'zod';
import { educationLevelSchema, ownershipFilterSchema } from './school.ts';
import { reportPeriodSchema, schoolYearSchema } from './statistics.ts';

/** What every answer about places says of itself. */
const groundSchema = z.object({
  /** `approximate`: no outlines are loaded; screens and files say "ranh giới gần đúng". */
  boundary: z.enum(['outline', 'approximate']),
  /** The account does not see all of the city: schools out of its sight are not counted. */
  partial: z.boolean(),
  /** Invented schools are among them: says MÔ PHỎNG. */
  synthetic: z.boolean(),
  /** Schools that were counted, and those of the level that have no position and could not be. */
  schools: z.int().nonnegative(),
  withoutPosition: z.int().nonnegative(),
});
export type PlanningGround = z.infer<typeof groundSchema>;

/** Only public schools, or only those that are not; left out: all. */
const ownedBy = { ownership: ownershipFilterSchema.optional() };

/** Metres in a straight line. */
export const reachLimits = { least: 200, most: 10_000, usual: 2_000 } as const;

/** GET /api/planning/reach?level&metres */
export const reachQuerySchema = z.object({
  level: educationLevelSchema,
  ...ownedBy,
  metres: z.coerce.number().int().min(reachLimits.least).max(reachLimits.most),
});
/** `share`: of the ward's area (demand is taken as spread evenly) within so many metres of a school, 0..1; null: unknown. */
export const reachSchema = groundSchema.extend({
  wards: z.array(z.object({ place: z.string(), share: z.number().min(0).max(1).nullable() })),
});
export type Reach = z.infer<typeof reachSchema>;

/** GET /api/planning/nearest?lon&lat&level&k */
export const nearestQuerySchema = z.object({
  lon: z.coerce.number().min(-180).max(180),
  lat: z.coerce.number().min(-90).max(90),
  level: educationLevelSchema.optional(),
  ...ownedBy,
  k: z.coerce.number().int().min(1).max(20).default(5),
});
export const nearestSchema = groundSchema.extend({
  nearest: z.array(
    z.object({ id: z.uuid(), name: z.string(), lon: z.number(), lat: z.number(), metres: z.number().nonnegative() }),
  ),
});
export type Nearest = z.infer<typeof nearestSchema>;

/** Keys of the two measures of planning, beside those of indicators. Both want a level. */
export const planningMeasures = { reach: 'reach', places: 'places' } as const;

const positionSchema = z.tuple([z.number(), z.number()]);
/** GET /api/planning/service-areas?level: a GeoJSON collection, WGS 84. */
export const serviceAreasQuerySchema = z.object({ level: educationLevelSchema, ...ownedBy });
export const serviceAreasSchema = groundSchema.extend({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.discriminatedUnion('id', [
      /** Lines where two schools are as near as each other. */
      z.object({
        type: z.literal('Feature'),
        id: z.literal('borders'),
        properties: z.object({}),
        geometry: z.object({
          type: z.literal('MultiLineString'),
          coordinates: z.array(z.tuple([positionSchema, positionSchema])),
        }),
      }),
      z.object({
        type: z.literal('Feature'),
        id: z.literal('area'),
        /** Schools at the very same position share an area. */
        properties: z.object({ schools: z.array(z.object({ id: z.uuid(), name: z.string() })) }),
        geometry: z.object({
          type: z.literal('MultiPolygon'),
          coordinates: z.array(z.array(z.array(positionSchema))),
        }),
      }),
    ]),
  ),
});
export type ServiceAreas = z.infer<typeof serviceAreasSchema>;

const periodOf = { schoolYear: schoolYearSchema, period: reportPeriodSchema.default('start') };

/** GET /api/planning/places?level&schoolYear&period: classrooms by the norm against pupils. */
export const placesQuerySchema = z.object({ level: educationLevelSchema, ...periodOf, ...ownedBy });
export const placesSchema = groundSchema.omit({ schools: true, withoutPosition: true }).extend({
  /** Pupils a classroom at the level, and what says so; null: no norm is known, and there is no balance. */
  norm: z.object({ pupils: z.number().positive(), source: z.string() }).nullable(),
  wards: z.array(
    z.object({
      place: z.string(),
      places: z.number().nullable(),
      pupils: z.number().nullable(),
      /** Places less pupils. */
      balance: z.number().nullable(),
      reporting: z.int().nonnegative(),
      due: z.int().nonnegative(),
    }),
  ),
});
export type Places = z.infer<typeof placesSchema>;

/** GET /api/planning/export.xlsx and export.geojson: what the map shows, by ward and by school; the log says who took it. */
export const planningExportQuerySchema = z.object({
  /** Of an indicator, or one of `planningMeasures`. */
  key: z.string().min(1).max(20),
  /** Of the reach alone; left out: the usual. */
  metres: z.coerce.number().int().min(reachLimits.least).max(reachLimits.most).optional(),
  ...periodOf,
  level: educationLevelSchema.optional(),
  ...ownedBy,
  locale: z.enum(['vi', 'en']).default('vi'),
});
export type PlanningExportQuery = z.infer<typeof planningExportQuerySchema>;
