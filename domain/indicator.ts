/** Indicators as data: formula, unit, period, target, source. Missing stays missing: no value, never 0. */
import { z } from 'zod';
import { educationLevelSchema } from './school.ts';
import { measureSchema } from './statistics.ts';

const bilingualSchema = z.object({ vi: z.string().min(1), en: z.string().min(1) });

/** What a row of a sheet (a school at one level) gives. Without a figure it needs, it gives nothing. */
const partSchema = z.discriminatedUnion('of', [
  z.object({ of: z.literal('measure'), measure: measureSchema }),
  /** 1 where every condition holds, else 0; no condition: 1, reported or not. */
  z.object({
    of: z.literal('schools'),
    where: z.array(z.object({ measure: measureSchema, atLeast: z.number() })),
  }),
]);
/** Parts added up; one that is missing makes the sum missing. */
export const termSchema = z.object({ sum: z.array(partSchema).min(1) });
export type Term = z.infer<typeof termSchema>;

/**
 * `total`: the sum over rows that give something. `ratio`: `times` × sum above ÷ sum below, both over rows that give both.
 * `per_population`: `times` × sum above ÷ people aged 3–18 of the wards; a ward where nothing was reported, though schools
 * are there, is on neither side.
 */
export const formulaSchema = z.discriminatedUnion('form', [
  z.object({ form: z.literal('total'), of: termSchema }),
  z.object({ form: z.literal('ratio'), above: termSchema, below: termSchema, times: z.number() }),
  z.object({ form: z.literal('per_population'), above: termSchema, times: z.number() }),
]);
export type Formula = z.infer<typeof formulaSchema>;

export const indicatorTargetSchema = z.object({
  /** null: of every level, and of all levels together. */
  level: educationLevelSchema.nullable(),
  atMost: z.number().nullable(),
  atLeast: z.number().nullable(),
  source: z.string(),
  /** `text`: the text itself was read; `secondary`: reported by others; `baseline`: the product's own. */
  confidence: z.enum(['text', 'secondary', 'baseline']),
});
export type IndicatorTarget = z.infer<typeof indicatorTargetSchema>;

export const placeKindSchema = z.enum(['school', 'ward', 'city']);
export type PlaceKind = z.infer<typeof placeKindSchema>;

export const indicatorDefinitionSchema = z.object({
  /** `S07`, or with its part where one row of the department's list holds two figures: `S09.mean`, `S09.share`. */
  key: z.string().regex(/^[A-Z]\d\d(\.[a-z]+)?$/u),
  /** S: school network; I: IT infrastructure and its use. */
  group: z.enum(['S', 'I']),
  version: z.int().positive(),
  name: bilingualSchema,
  unit: bilingualSchema,
  /** How many are shown; values are kept as they come out. */
  decimals: z.int().min(0).max(4),
  formula: formulaSchema,
  /** `level`: a school counts at every level it offers; `school`: once, under its highest level. */
  basis: z.enum(['level', 'school']),
  /** Levels whose sheets ask for what it needs; null: all. */
  levels: z.array(educationLevelSchema).nullable(),
  /** Whether it is worked out for one level alone as well. */
  byLevel: z.boolean(),
  places: z.array(placeKindSchema),
  /** What GET /api/indicators/:key/breakdown tells apart. */
  breakdown: z.array(z.enum(['grade', 'sex'])),
  targets: z.array(indicatorTargetSchema),
  source: z.string(),
  /** What a reader has to know, e.g. what is left out and why. */
  note: bilingualSchema.nullable(),
  validFrom: z.iso.date(),
  validTo: z.iso.date().nullable(),
});
export type IndicatorDefinition = z.infer<typeof indicatorDefinitionSchema>;

/** Value of one indicator for one place at one level, or at all. */
export const indicatorValueSchema = z.object({
  /** School id, ward code or `city`. */
  place: z.string(),
  value: z.number().nullable(),
  /** Sums the value is made of; `denominator` is null for a total. */
  numerator: z.number().nullable(),
  denominator: z.number().nullable(),
  /** Rows (a school at one level) that gave what the formula needs, of those due; under 80 % it is drawn as incomplete. */
  reporting: z.int().nonnegative(),
  due: z.int().nonnegative(),
  /** Target met; null: no target, or no value. */
  met: z.boolean().nullable(),
  /** Figures of invented schools are in it: says MÔ PHỎNG wherever it is shown. */
  synthetic: z.boolean(),
});
export type IndicatorValue = z.infer<typeof indicatorValueSchema>;

/** Share of rows reporting under which a value is drawn as incomplete. Project default (`baseline`). */
export const completeFrom = 0.8;
