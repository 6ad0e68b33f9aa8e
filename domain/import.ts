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
  'unknown_zone',
  'forbidden_place',
  'unknown_level',
  'bad_url',
  'credentials_in_url',
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

/** One run of an import, from the file to its report. */
export const importRunSchema = z.object({
  id: z.uuid(),
  kind: importKindSchema,
  fileName: z.string(),
  fileSha256: z.string(),
  state: importStateSchema,
  /** Sentence for the reader where the whole file was refused. */
  failure: z.string().nullable(),
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
  known: Pick<ImportRun, 'id' | 'kind' | 'fileName' | 'fileSha256' | 'state' | 'startedAt'>,
): ImportRun {
  const counts = { rowsTotal: 0, rowsDone: 0, added: 0, changed: 0, unchanged: 0, rejected: 0 };
  return { ...known, ...counts, failure: null, finishedAt: null, notes: {} };
}

/** Column mapping: field name of the importer → header in the file. Saved under a name and found again by its headers. */
export const importMappingSchema = z.object({
  kind: importKindSchema,
  name: z.string().min(1),
  columns: z.record(z.string(), z.string()),
});
export type ImportMapping = z.infer<typeof importMappingSchema>;

/** Message on `khue/v1/registry/changed`. */
export const registryChangedSchema = z.object({
  kind: importKindSchema,
  at: z.iso.datetime(),
  added: z.int().nonnegative(),
  changed: z.int().nonnegative(),
});
export type RegistryChanged = z.infer<typeof registryChangedSchema>;
