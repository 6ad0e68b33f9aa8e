import { z } from 'zod';

/** What an import file holds. */
export const importKindSchema = z.enum(['units', 'schools', 'cameras']);
export type ImportKind = z.infer<typeof importKindSchema>;

/** Why a cell or a row was refused. Shown through the i18n keys `reject.<code>`. */
export const rejectCodeSchema = z.enum([
  'missing_value',
  'not_a_number',
  'out_of_city',
  'coordinates_swapped',
  'coordinates_incomplete',
  'duplicate_code',
  'unknown_school',
  'unknown_ward',
  'unknown_unit',
  'unknown_zone',
  'forbidden_place',
  'unknown_level',
  'unknown_ownership',
  'bad_url',
  'credentials_in_url',
  'address_refused',
  'no_address',
  'bad_bearing',
  'too_long',
  'bad_row_shape',
]);
export type RejectCode = z.infer<typeof rejectCodeSchema>;

/** One refused cell: where it stands, what it says, why it is refused. */
export const importRejectSchema = z.object({
  /** Line in the file, counted as the spreadsheet shows it: the header is line 1 of a plain file. */
  line: z.int().positive(),
  /** Header of the column as the file has it, or null for a fault of the whole row. */
  column: z.string().nullable(),
  /** The cell as it stands in the file; passwords are never kept. */
  value: z.string(),
  code: rejectCodeSchema,
});
export type ImportReject = z.infer<typeof importRejectSchema>;

/** What was mended without losing meaning, and is told so. */
export const importNoteCodeSchema = z.enum([
  'vn2000_converted',
  'coordinates_swapped_mended',
  'text_normalised',
  'decimal_comma',
  'ward_from_position',
]);
export type ImportNoteCode = z.infer<typeof importNoteCodeSchema>;

export const importStateSchema = z.enum(['waiting', 'running', 'done', 'failed']);

/** Why a whole file was refused, or its run ended before its time. Sentences: `fileFaultSentence`. */
export const fileFaultCodeSchema = z.enum([
  'empty',
  'too_large',
  'too_many_rows',
  'too_many_columns',
  'too_many_cells',
  'inflates_too_much',
  'damaged',
  'protected',
  'not_utf8',
  'bad_quotes',
  'missing_columns',
  'mapping_misfit',
  'other_kind',
  'stopped',
  'broken_off',
  'interrupted',
  'not_queued',
]);
export type FileFaultCode = z.infer<typeof fileFaultCodeSchema>;

/** What a sentence about a fault needs: limits, lines, and words that are codes of their own (`kind`). */
export const faultDetailsSchema = z.record(z.string(), z.union([z.string(), z.number()]));
export type FaultDetails = Readonly<z.infer<typeof faultDetailsSchema>>;

/** One run of an import, from the file to its report. */
export const importRunSchema = z.object({
  id: z.uuid(),
  kind: importKindSchema,
  fileName: z.string(),
  fileSha256: z.string(),
  state: importStateSchema,
  /** Sentence for a reader who knows no codes, where the whole file was refused. */
  failure: z.string().nullable(),
  /** The same as a code with its details; null for runs from before codes were kept. */
  fault: z.object({ code: fileFaultCodeSchema, details: faultDetailsSchema }).nullable().default(null),
  /** Name of the column mapping asked for; `made` where this run saved it, with the columns it found by itself. */
  mapping: z.object({ name: z.string(), made: z.boolean() }).nullable().default(null),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  rowsTotal: z.int().nonnegative(),
  rowsDone: z.int().nonnegative(),
  added: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  unchanged: z.int().nonnegative(),
  rejected: z.int().nonnegative(),
  /** How many cells were mended, by code. */
  notes: z.partialRecord(importNoteCodeSchema, z.int().nonnegative()),
});
export type ImportRun = z.infer<typeof importRunSchema>;

/** A run that has read nothing yet. */
export function newImportRun(
  known: Pick<ImportRun, 'id' | 'kind' | 'fileName' | 'fileSha256' | 'state' | 'startedAt'> & {
    /** Name of the column mapping to read it by. */
    readonly mappingName?: string | undefined;
  },
): ImportRun {
  const { mappingName, ...facts } = known;
  const mapping = mappingName === undefined ? null : { name: mappingName, made: false };
  const counts = { rowsTotal: 0, rowsDone: 0, added: 0, changed: 0, unchanged: 0, rejected: 0 };
  return { ...facts, ...counts, mapping, failure: null, fault: null, finishedAt: null, notes: {} };
}

/** Message on `khue/v1/registry/changed`. */
export const registryChangedSchema = z.object({
  kind: importKindSchema,
  at: z.iso.datetime(),
  added: z.int().nonnegative(),
  changed: z.int().nonnegative(),
});
export type RegistryChanged = z.infer<typeof registryChangedSchema>;
