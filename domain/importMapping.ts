import { z } from 'zod';
import { type ImportKind, importKindSchema } from './import.ts';
import { type ImportField, importFields } from './importFields.ts';
import { cleanText } from './text.ts';

/** Mappings that the product keeps for the headers of a file, without a person having named them, start like this. */
export const headersMappingPrefix = 'headers-';

/**
 * Name that a person gives a mapping: NFC, 1 to 60 letters, digits, spaces or `-_.`, and none that the product uses
 * itself.
 */
export const mappingNameSchema = z
  .string()
  .overwrite(cleanText)
  .min(1)
  .max(60)
  .regex(/^[\p{L}\p{N} ._-]+$/u)
  .refine((name) => !name.toLowerCase().startsWith(headersMappingPrefix));

/** A header of a file; longer ones cannot be mapped. */
const headerSchema = z.string().max(200);

/** Field name of the importer → header in the file; '' says that the file has no column for the field. */
export const mappingColumnsSchema = z.record(z.string().max(40), headerSchema);

/** Where the fields of a file stand. Saved under a name, which people choose, or under its headers. */
export const importMappingSchema = z.object({
  kind: importKindSchema,
  name: z.string().min(1),
  columns: mappingColumnsSchema,
});
export type ImportMapping = z.infer<typeof importMappingSchema>;

/** A mapping with a name that a person gave it. */
export const namedMappingSchema = importMappingSchema.extend({ savedAt: z.iso.datetime() });
export type NamedMapping = z.infer<typeof namedMappingSchema>;

/** Headers that the mapping takes from a file, in the order of the fields. */
export function mappedHeaders({ kind, columns }: Pick<ImportMapping, 'kind' | 'columns'>): string[] {
  const fields: readonly ImportField[] = importFields[kind];
  return fields.map(({ name }) => columns[name] ?? '').filter((header) => header !== '');
}

/** Fields of a mapping that its kind does not have. */
export function unknownFields(kind: ImportKind, columns: Readonly<Record<string, string>>): string[] {
  const fields: readonly ImportField[] = importFields[kind];
  const known = new Set(fields.map(({ name }) => name));
  return Object.keys(columns).filter((field) => !known.has(field));
}

/**
 * The header row of a file that could not be read, as far as one stands out: its headers, and which of them the product
 * knows (field → header).
 */
export const importHeadSchema = z.object({ headers: z.array(headerSchema), columns: mappingColumnsSchema });
export type ImportHead = z.infer<typeof importHeadSchema>;
