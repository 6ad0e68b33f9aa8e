import type { CameraNetworks } from '@khue/domain/cameraNetwork';
import type { ImportKind } from '@khue/domain/import';
import type { Store, VersionCounts } from '@khue/store/store';
import type { Header } from './header.ts';
import type { RowReader } from './rowReader.ts';

/** What rows are checked against. */
export interface ImportContext {
  readonly store: Store;
  readonly header: Header;
  /** Where cameras may be. */
  readonly networks: CameraNetworks;
  readonly wardAt: (lon: number, lat: number) => string | null;
}

/** Takes the rows of one kind of file: reads, gathers and stores them. */
export interface Importer {
  /** Reads a row; keeps it where it has no fault. Faults and notes are left in the reader. */
  take(row: RowReader): void;
  /** Stores what was kept since the last call, as true from `at` on. */
  store(at: Date): Promise<VersionCounts>;
}

export type ImporterFactory = (context: ImportContext) => Promise<Importer>;
export type Importers = Readonly<Record<ImportKind, ImporterFactory>>;

export const maxCodeCharacters = 64;

/** Codes of a file and the line each stands on; a second one is a fault that names the first. */
export function createCodeDesk(): (row: RowReader, field: string, code: string) => void {
  const lines = new Map<string, number>();
  return (row, field, code) => {
    if (code === '') return;
    const first = lines.get(code);
    if (first === undefined) lines.set(code, row.line);
    else row.fault(field, 'duplicate_code', `${code} (${first})`);
  };
}

/** An importer out of a function that reads one row and one that stores many. */
export function createImporter<Input>(
  read: (row: RowReader) => Input,
  write: (inputs: readonly Input[], at: Date) => Promise<VersionCounts>,
): Importer {
  let kept: Input[] = [];
  return {
    take(row) {
      const input = read(row);
      if (row.faults.length === 0) kept.push(input);
    },
    async store(at) {
      const inputs = kept;
      kept = [];
      return inputs.length === 0 ? { added: 0, changed: 0, unchanged: 0 } : write(inputs, at);
    },
  };
}
