/** A column mapping while a person makes it: what is chosen, what is still wrong, what is saved. */
import type { ImportKind } from '@khue/domain/import';
import { type ImportField, importFields } from '@khue/domain/importFields';
import { type ImportHead, type ImportMapping, mappingNameSchema } from '@khue/domain/importMapping';

export interface MappingDraft {
  readonly name: string;
  /** Every field of the kind → header, '' where the file has none for it. */
  readonly columns: Readonly<Record<string, string>>;
}

export interface DraftFaults {
  /** Required fields without a header. */
  readonly missing: readonly ImportField[];
  /** Headers that more than one field takes. */
  readonly twice: readonly string[];
  readonly isNameFaulty: boolean;
}

export const fieldsOfKind = (kind: ImportKind): readonly ImportField[] => importFields[kind];

/** A name to start from: that of the file, as far as a mapping may have it; '' where nothing is left. */
export function suggestedName(fileName: string): string {
  const plain = fileName
    .normalize('NFC')
    .replace(/\.[^.]*$/u, '')
    .replace(/[^\p{L}\p{N} ._-]+/gu, ' ')
    .slice(0, 60);
  const name = mappingNameSchema.safeParse(plain);
  return name.success ? name.data : '';
}

/** What is recognised is chosen already. */
export function startDraft(kind: ImportKind, head: ImportHead, name: string): MappingDraft {
  return {
    name,
    columns: Object.fromEntries(fieldsOfKind(kind).map((field) => [field.name, head.columns[field.name] ?? ''])),
  };
}

export function draftFaults(kind: ImportKind, { name, columns }: MappingDraft): DraftFaults {
  const chosen = Object.values(columns).filter((header) => header !== '');
  return {
    missing: fieldsOfKind(kind).filter((field) => field.required && (columns[field.name] ?? '') === ''),
    twice: [...new Set(chosen.filter((header, at) => chosen.indexOf(header) !== at))],
    isNameFaulty: !mappingNameSchema.safeParse(name).success,
  };
}

export function isReady({ missing, twice, isNameFaulty }: DraftFaults): boolean {
  return missing.length === 0 && twice.length === 0 && !isNameFaulty;
}

/**
 * The mapping to save. A column that would be recognised, and that the person left out, is left out for good; what the
 * file has no column for may still be recognised in another file.
 */
export function mappingOfDraft(kind: ImportKind, head: ImportHead, { name, columns }: MappingDraft): ImportMapping {
  const kept = Object.entries(columns).filter(([field, header]) => header !== '' || head.columns[field] !== undefined);
  return { kind, name: mappingNameSchema.parse(name), columns: Object.fromEntries(kept) };
}
